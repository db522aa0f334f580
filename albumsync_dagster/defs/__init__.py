"""Dagster: assets, checks, jobs, schedules, sensors and resources, one module a subject, put together in ``factory``.

Thin: every decision is made in ``naming`` and ``sync``, which never import Dagster. No module here imports
``annotations`` from ``__future__``: Dagster 1.13 reads the annotations of assets, ops and config at import.
"""
