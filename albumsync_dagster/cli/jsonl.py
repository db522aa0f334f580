"""JSON Lines in, JSON Lines out: the wire format of ``albumsync name`` and ``albumsync drift``.

Here: reading and writing lines. Not here: files, streams, exit codes (``pure``); every rule
about names (``naming``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

from albumsync_dagster.naming.account import propose_account
from albumsync_dagster.naming.decision import propose
from albumsync_dagster.naming.scoring import drift
from albumsync_dagster.naming.values import (
    Album,
    CaptureDays,
    Doubt,
    Enrichment,
    Evidence,
    NamingOptions,
    Part,
    PersonsWord,
    PhotoFacts,
    Proposal,
    Verdict,
)

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""Lines say that a person chose the name, not when."""

_MOST_PHOTOS = 1_000_000_000
"""More than any account has; shares of much larger counts cannot be computed."""

_DAY = re.compile(r"\s*(\d{4})[-:/](\d{1,2})[-:/](\d{1,2})(?!\d)")


class NamingInputError(ValueError):
    """A line that cannot be read: its number, one sentence and what to do."""

    def __init__(self, line: int, sentence: str, fix: str) -> None:
        super().__init__(f"Line {line}: {sentence} {fix}")
        self.line = line
        self.sentence = sentence
        self.fix = fix


def propose_lines(lines: Iterable[str], options: NamingOptions, *, account: bool = False) -> Iterator[str]:
    """One JSON proposal for each JSON album, in the same order; empty lines are skipped.

    Args:
        lines: ``{"album_key", "name", "photos" or "capture_days", "enrichment"?, ...}`` a line.
        options: The settings of the account.
        account: True makes names unique over all lines, which are read whole first; otherwise each stands alone and
            lines are answered one by one.

    Raises:
        NamingInputError: A line is no album.
    """
    albums = (read_album(number, entry) for number, entry in _entries(lines))
    if account:
        proposals: Iterable[Proposal] = propose_account(list(albums), options)
    else:
        proposals = (propose(album, evidence, options) for album, evidence in albums)
    for proposal in proposals:
        yield _write(proposal_entry(proposal))


def drift_lines(lines: Iterable[str], *, day_first: bool = False) -> Iterator[str]:
    """``{"score", "parts"}`` for each ``{"existing", "proposed"}``, one by one.

    Raises:
        NamingInputError: A line is no pair of names.
    """
    for number, entry in _entries(lines):
        existing, proposed = (_text(number, entry, field, required=True) for field in ("existing", "proposed"))
        result = drift(existing, proposed, day_first=day_first)
        yield _write({"score": result.score, "parts": _parts(result.parts)})


def proposal_entry(proposal: Proposal) -> dict[str, Any]:
    """A proposal as the JSON object that is written."""
    return {
        "album_key": proposal.album_key,
        "existing": proposal.existing,
        "proposed": proposal.proposed,
        "drift": proposal.drift,
        "parts": _parts(proposal.parts),
        "decision": proposal.decision.value,
        "doubts": doubt_entries(proposal.doubts),
        "reasons": list(proposal.reasons),
        "confidence": proposal.confidence,
        "date_source": proposal.date_source.value,
    }


def read_album(number: int, entry: dict[str, Any]) -> tuple[Album, Evidence]:
    """The album and the evidence that one JSON object states.

    Raises:
        NamingInputError: A field is missing or of another kind than it must be.
    """
    album = Album(
        album_key=_text(number, entry, "album_key", required=True),
        name=_text(number, entry, "name", required=True),
        url_name=_text(number, entry, "url_name") or None,
        keywords="; ".join(_texts(number, entry, "keywords")),
        description=_text(number, entry, "description"),
        url_path=_text(number, entry, "url_path") or None,
        image_count=_count(number, "image_count", entry["image_count"])
        if entry.get("image_count") is not None
        else None,
        system=_flag(number, entry, "system"),
    )
    evidence = Evidence(
        capture=_capture(number, entry),
        enrichments=tuple(filter(None, (_enrichment(number, entry),))),
        photo_facts=_photo_facts(number, entry),
        former_names=tuple(_texts(number, entry, "former_names")),
        taken_back=tuple(_texts(number, entry, "taken_back")),
        refused=tuple(_texts(number, entry, "refused")),
        word=_word(number, entry),
        person_named_at=_LONG_AGO if _flag(number, entry, "person_named") else None,
    )
    return album, evidence


def _entries(lines: Iterable[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError) as error:
            # ValueError: not JSON, or a number of more digits than Python reads.
            raise NamingInputError(number, "it is not JSON.", "Write one JSON object a line.") from error
        if not isinstance(entry, dict):
            raise NamingInputError(number, "it is not a JSON object.", "Write one JSON object a line.")
        yield number, entry


def _write(entry: dict[str, Any]) -> str:
    text = json.dumps(entry, ensure_ascii=False)
    # A lone surrogate can stand in JSON as an escape, never in UTF-8.
    return text if text.isascii() or _is_utf8(text) else json.dumps(entry)


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def doubt_entries(doubts: tuple[Doubt, ...]) -> list[dict[str, str]]:
    """Doubts as they are written, parallel to ``parts``."""
    return [{"doubt": doubt.code.value, "why": doubt.why} for doubt in doubts]


def _parts(parts: tuple[Part, ...]) -> list[dict[str, Any]]:
    return [{"part": p.part, "points": p.points, "why": p.why} for p in parts]


def _text(number: int, entry: dict[str, Any], field: str, *, required: bool = False) -> str:
    value = entry.get(field)
    if value is None and not required:
        return ""
    if not isinstance(value, str):
        raise NamingInputError(number, f'"{field}" is missing or not a text.', f'Give "{field}" as a JSON string.')
    return value


def _texts(number: int, entry: dict[str, Any], field: str) -> list[str]:
    value = entry.get(field)
    if value is None:
        return []
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
        raise NamingInputError(
            number, f'"{field}" is neither a text nor a list of texts.', "Give a JSON string or a list of strings."
        )
    return [v for v in values if v]


def _flag(number: int, entry: dict[str, Any], field: str) -> bool:
    value = entry.get(field, False)
    if not isinstance(value, bool) and value is not None:
        raise NamingInputError(number, f'"{field}" is neither true nor false.', "Give true or false.")
    return bool(value)


def _count(number: int, field: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST_PHOTOS:
        fix = f"Give whole numbers from 0 to {_MOST_PHOTOS:,}."
        raise NamingInputError(number, f'"{field}" holds something that is not a count.', fix)
    return value


def _word(number: int, entry: dict[str, Any]) -> PersonsWord | None:
    value = entry.get("word")
    if value is None:
        return None
    verdicts = [verdict.value for verdict in Verdict]
    if not isinstance(value, dict) or value.get("verdict") not in verdicts:
        raise NamingInputError(number, '"word" has no verdict.', f'Give {{"verdict": one of {", ".join(verdicts)}}}.')
    name, digest = (_text(number, value, field) or None for field in ("name", "digest"))
    return PersonsWord(verdict=Verdict(value["verdict"]), name=name, digest=digest)


def _photo_facts(number: int, entry: dict[str, Any]) -> PhotoFacts | None:
    fields = ("photo_sports", "photo_categories", "photos_enriched", "rows")
    if all(entry.get(field) is None for field in fields):
        return None
    sports, categories = (_counts(number, entry, field) for field in fields[:2])
    enriched, rows = (_count(number, field, entry.get(field) or 0) for field in fields[2:])
    enriched = enriched if entry.get("photos_enriched") is not None else sum(sports.values())
    return PhotoFacts(sports=sports, categories=categories, enriched=enriched, rows=max(rows, enriched))


def _counts(number: int, entry: dict[str, Any], field: str) -> dict[str, int]:
    counts = {} if entry.get(field) is None else entry[field]
    if not isinstance(counts, dict):
        raise NamingInputError(number, f'"{field}" is not a JSON object.', 'Give for instance {"volleyball": 12}.')
    return {str(name): _count(number, field, value) for name, value in counts.items()}


def _enrichment(number: int, entry: dict[str, Any]) -> Enrichment | None:
    value = entry.get("enrichment")
    if value is None:
        return None
    if not isinstance(value, dict):
        raise NamingInputError(number, '"enrichment" is not a JSON object.', 'Give for instance {"event_name": "..."}.')
    fields = ("home_team", "away_team", "event_name", "sport_type", "category", "level")
    known: dict[str, Any] = {field: text for field in fields if (text := _text(number, value, field))}
    return Enrichment(**known) if known else None


def _capture(number: int, entry: dict[str, Any]) -> CaptureDays | None:
    photos, histogram = entry.get("photos"), entry.get("capture_days")
    if photos is None and histogram is None:
        return None
    days: dict[date, int] = {}
    video_days: dict[date, int] = {}
    undated = 0
    if photos is not None:
        if not isinstance(photos, list):
            raise NamingInputError(number, '"photos" is not a list.', 'Give a list of {"DateTimeOriginal": "..."}.')
        for photo in photos:
            if not isinstance(photo, dict):
                raise NamingInputError(
                    number, '"photos" holds something that is not an object.', 'Give {"DateTimeOriginal": "..."}.'
                )
            day = _day(_text(number, photo, "DateTimeOriginal"))
            if day is None:
                undated += 1
            else:
                target = video_days if photo.get("IsVideo") is True else days
                target[day] = target.get(day, 0) + 1
    for field, target in (("capture_days", days), ("video_days", video_days)):
        counts = {} if entry.get(field) is None else entry[field]
        if not isinstance(counts, dict):
            raise NamingInputError(number, f'"{field}" is not a JSON object.', 'Give for instance {"2025-05-30": 12}.')
        for text, value in counts.items():
            count, day = _count(number, field, value), _day(text)
            if day is None:
                undated += count
            else:
                target[day] = target.get(day, 0) + count
    return CaptureDays(days=days, video_days=video_days, undated=undated)


def _day(text: str) -> date | None:
    """The day of a camera's wall clock; None for the blanks and zeros that cameras write without one."""
    match = _DAY.match(text)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
