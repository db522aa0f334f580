"""The protocol over both systems: read, plan, rename, recover, verify, heal, undo. Plain functions, no Dagster.

Not here: what a good name is (``naming``), how either system is spoken to (``smugmug``, ``supabase``).
"""
