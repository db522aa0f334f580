"""What people see of a value in the web UI: metadata, tables, links.

Here: values in, ``MetadataValue`` out. Not here: what is true of an album (``sync``), when it is shown (the assets).

Labels are few and constant, because the UI plots every number over time by its label. Tables are stored inside the
event log, so they hold at most 50 rows.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice

import dagster as dg
from dagster import MetadataValue

from albumsync_dagster.naming import Fact, Part
from albumsync_dagster.sync.columns import COLUMNS, OF_THE_NAMES, Value
from albumsync_dagster.sync.reading import ReadFailure
from albumsync_dagster.sync.values import Held, PlannedAlbum, Result

MAX_ROWS = 50

_MARKUP = re.compile(r"[\\`*_\[\]<>#|~&!]|^[-+=]|(?<=\d)[.)]")
"""Characters that Markdown may obey; the last ones make a numbered list."""

SHORT_DIGEST = 12
"""Characters of a digest that are enough to tell two proposals for one album apart."""

Metadata = Mapping[str, dg.MetadataValue]
Cell = str | int | float | bool | None


def table(columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, at_most: int = MAX_ROWS) -> dg.TableMetadataValue:
    """A table of at most so many rows; empty ones keep their head."""
    records = [dg.TableRecord(dict(zip(columns, row, strict=True))) for row in islice(rows, at_most)]
    return MetadataValue.table(records, schema=dg.TableSchema([dg.TableColumn(name) for name in columns]))


def link(web_uri: str | None) -> dict[str, dg.MetadataValue]:
    """The album in SmugMug, where its address is known."""
    return {"album": MetadataValue.url(web_uri)} if web_uri else {}


def bullets(sentences: Iterable[str]) -> dg.MarkdownMetadataValue:
    """Sentences as a list of Markdown. The names in them may hold what Markdown reads as a picture or a link."""
    lines = (_MARKUP.sub(r"\\\g<0>", " ".join(each.split())) for each in sentences)
    return MetadataValue.md("\n".join(f"- {each}" for each in lines) or "-")


def parts_table(parts: Sequence[Part]) -> dg.TableMetadataValue:
    """What a drift is made of."""
    return table(("part", "points", "why"), ((part.part, part.points, part.why) for part in parts))


def proposal_metadata(planned: PlannedAlbum, *, leave_out: Collection[str] = ()) -> dict[str, dg.MetadataValue]:
    """A proposal as one partition of ``canonical_name_proposals`` shows it, without the columns to be left out."""
    shown = {
        column.label: _shown(column.of(planned))
        for column in COLUMNS
        if column.label and column.name not in {"web_uri", *leave_out} and column.of(planned) not in (None, ())
    }
    return {**shown, **link(planned.web_uri)}


def _shown(value: Value) -> dg.MetadataValue:
    if isinstance(value, int):
        return MetadataValue.int(value)
    if isinstance(value, float):
        return MetadataValue.float(value)
    if isinstance(value, tuple) and any(isinstance(each, Fact) for each in value):
        facts = [each for each in value if isinstance(each, Fact)]
        return table(("fact", "value", "source"), ((each.fact, each.value, each.source) for each in facts))
    if isinstance(value, tuple):
        return parts_table([each for each in value if isinstance(each, Part)])
    if isinstance(value, list):
        return bullets(value)
    return MetadataValue.text(value or "")


def result_metadata(
    outcome: str, planned: PlannedAlbum | None, result: Result | None, *, held: bool = False
) -> dict[str, dg.MetadataValue]:
    """The result of an album, as one partition of ``album_renames`` shows it.

    Args:
        outcome: One word or two: "renamed", "not renamed: keep".
        planned: The album and the proposal that was acted on; None where none was, as for an undo.
        result: What was done, where anything was.
        held: The album was not renamed because it waits for a person: show how to decide.
    """
    shown: dict[str, dg.MetadataValue] = {"outcome": MetadataValue.text(outcome)}
    if result is not None and result.detail:
        shown["why"] = MetadataValue.text(result.detail)
    if result is not None:
        shown["old_name"] = MetadataValue.text(result.old_name or "")
        shown["new_name"] = MetadataValue.text(result.new_name)
        shown["photo_rows_written"] = MetadataValue.int(result.photo_rows)
        shown["verified"] = MetadataValue.bool(result.verified)
        if result.change_id:
            shown["change"] = MetadataValue.text(result.change_id)
    if planned is not None and result is None:
        shown["present_name"] = MetadataValue.text(planned.proposal.existing)
    if planned is not None and held:
        shown |= how_to_decide(planned)
    if planned is not None:
        shown |= proposal_metadata(planned, leave_out=OF_THE_NAMES)
    return shown


def how_to_decide(planned: PlannedAlbum) -> dict[str, dg.MetadataValue]:
    """What a held album's page says: the proposed name, the doubts, and what to paste to accept it."""
    proposal = planned.proposal
    return {
        "proposed_name": MetadataValue.text(proposal.proposed),
        "doubts": bullets([doubt.why for doubt in proposal.doubts] or proposal.reasons),
        "to_accept_it": MetadataValue.md(
            "Paste into the Launchpad of the job `review_names`:\n\n```yaml\nmode: apply\naccept:\n"
            f"- {proposal.album_key}@{proposal.digest[:SHORT_DIGEST]}\n```"
        ),
    }


def results_table(results: Iterable[Result]) -> dg.TableMetadataValue:
    """The results of albums, one row each."""
    return table(
        ("album_key", "outcome", "old_name", "new_name", "photo_rows", "detail"),
        (
            (each.album_key, each.kind.value, each.old_name, each.new_name, each.photo_rows, each.detail)
            for each in results
        ),
    )


def held_table(held: Iterable[Held]) -> dg.TableMetadataValue:
    """Albums that wait for a person, one a row."""
    return table(
        ("album_key", "decision", "existing", "proposed", "reasons"),
        ((each.album_key, each.decision.value, each.existing, each.proposed, " ".join(each.reasons)) for each in held),
    )


def read_failures_table(failures: Iterable[ReadFailure]) -> dg.TableMetadataValue:
    """Albums whose photos could not be read whole, one a row."""
    return table(
        ("album_key", "name", "why"),
        ((failure.album.album_key, failure.album.name, failure.error.sentence) for failure in failures),
    )
