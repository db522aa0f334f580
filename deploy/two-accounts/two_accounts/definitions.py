"""Loads everything under ``defs``: a folder with a ``defs.yaml`` for each account, and Python for everything else."""

from pathlib import Path

import dagster as dg


@dg.definitions
def defs() -> dg.Definitions:
    """The whole code location."""
    return dg.load_from_defs_folder(path_within_project=Path(__file__).parent)
