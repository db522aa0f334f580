"""The table in ``docs/naming-examples.md`` says what the code does."""

from __future__ import annotations

import pytest

from albumsync_dagster.naming import Album, propose
from albumsync_dagster_tests.naming.worked import evidence_of, rows

ROWS = list(rows())


def test_the_document_holds_at_least_sixty_worked_examples() -> None:
    assert len(ROWS) >= 60


@pytest.mark.parametrize(("name", "photos", "also", "proposed", "decision"), ROWS)
def test_a_worked_example_of_the_document_is_what_is_proposed(
    name: str, photos: str, also: str, proposed: str, decision: str
) -> None:
    album, evidence = evidence_of(name, photos, also)
    proposal = propose(album, evidence)
    assert (proposal.proposed, proposal.decision.value) == (proposed, decision)
    again = Album(album_key="k", name=proposed, url_name=album.url_name, keywords=album.keywords)
    assert propose(again, evidence).proposed == proposed
