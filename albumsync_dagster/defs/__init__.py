"""Dagster: assets, checks, jobs, schedules, sensors and resources, one module a subject.

Thin: every decision is made in ``naming`` and ``sync``, which never import Dagster. No module here imports
``annotations`` from ``__future__``: Dagster 1.13 reads the annotations of assets, ops and config at import.
"""

import warnings

import dagster as dg

# `backfill_policy=` of an asset is Beta in 1.13; it is what keeps a selection of many albums in few runs. Dagster's own
# call to make a sensor warns as well.
warnings.filterwarnings("ignore", category=dg.BetaWarning)
