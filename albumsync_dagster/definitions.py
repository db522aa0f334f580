"""What Dagster loads for one account. Nothing is opened here: it loads without any environment variable or network."""

import dagster as dg

from albumsync_dagster.defs.factory import build_defs

defs = dg.Definitions.merge(
    build_defs(),
    # A process for each step costs about a second each; the work is requests, which wait on the account's one pace.
    dg.Definitions(executor=dg.in_process_executor),
)
