"""Five albums whose photo rows a vision pipeline enriched by SQL, each with another consequence for its name.

Test cases do not belong here.
"""

from __future__ import annotations

from dataclasses import replace

from albumsync_dagster_tests.support.stage import Stage, Truth

ENRICH = """
update public.photo_metadata set sport_type = %s, photo_category = 'action',
  enriched_at = now() - interval '1 hour', updated_at = now() - interval '1 hour'
where album_key = %s
"""
NAMES = {
    "Alb000": "HS VB - Stars vs Thunder",
    "Alb001": "Soccer - Stars vs Comets",
    "Alb002": "Stars vs Lions",
    "Alb003": "Stars vs Lions",
    "Alb004": "HS VB - Stars vs Quakes",
}


def enrich_five_albums(stage: Stage) -> Truth:
    """A fresh account of six albums that a person can be asked about, and three more; five of them are enriched.

    ``Alb000`` has a prefix that may go, ``Alb001`` shows another sport than its name states, ``Alb002`` and ``Alb003``
    are twins of two sports, ``Alb004`` is enriched in part.

    Returns:
        Both sides before the enrichment.
    """
    stage.set_scene(6, rows=12)
    for key, name in NAMES.items():
        stage.simulator.state.rename(key, name)
        stage.connection.execute("update public.smugmug_albums set name = %s where album_key = %s", [name, key])
        stage.connection.execute("update public.photo_metadata set album_name = %s where album_key = %s", [name, key])
    # Twins: one day, one name, two sports.
    account = stage.simulator.state
    (taken,) = {image.taken for image in account.album("Alb002").images}
    images = account.album("Alb003").images
    account.delete_photos("Alb003", [image.image_key for image in images])
    account.add_photos("Alb003", [replace(image, taken=taken) for image in images])
    stage.connection.execute(
        "update public.smugmug_albums set capture_days = (select capture_days from public.smugmug_albums"
        " where album_key = 'Alb002') where album_key = 'Alb003'"
    )
    before = stage.truth()
    for key, sport in (("Alb000", "VB"), ("Alb001", "volleyball_indoor"), ("Alb002", "Soccer"), ("Alb003", "tennis")):
        stage.connection.execute(ENRICH, [sport, key])
    stage.connection.execute(ENRICH + " and image_key like '%%0'", ["Volleyball", "Alb004"])
    return before
