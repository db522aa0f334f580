"""An asset of somebody else in the same code location: the gallery site's search index, built from the photo rows."""

import dagster as dg


@dg.asset(group_name="site", deps=[dg.AssetKey(["courtside", "smugmug_albums"])])
def search_index() -> None:
    """What visitors search in. Stands for any asset of yours."""
