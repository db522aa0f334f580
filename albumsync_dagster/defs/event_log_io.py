"""What one step of a run hands to the next, kept in Dagster's event log and not on a disk.

A run that is re-executed from its failure may begin on another machine, which has no file of the first. Values are
JSON: keys, names and reasons, never a secret, because they are to be seen in the web UI.

Here too: the cursor that one tick of a sensor leaves to the next, as it is read.
"""

import json
from functools import lru_cache
from typing import Any, TypeVar

import dagster as dg
from pydantic import TypeAdapter, ValidationError

from albumsync_dagster.errors import AlbumSyncError, UsageError

Value = TypeVar("Value")


@lru_cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def to_values(kind: Any, value: Any) -> Any:
    """A value of this kind as JSON."""
    return _adapter(kind).dump_python(value, mode="json")


def from_values(kind: type[Value], value: Any) -> Value:
    """A value of this kind from its JSON."""
    as_any: Any = kind
    found: Value = _adapter(as_any).validate_python(value)
    return found


def read_cursor(kind: type[Value], cursor: str) -> Value:
    """What the tick before this one left, which a person can write on the sensor's page.

    Raises:
        UsageError: It is not JSON of this kind.
    """
    as_any: Any = kind
    try:
        found: Value = _adapter(as_any).validate_json(cursor)
    except ValidationError:
        raise UsageError(
            "The cursor of this sensor cannot be read.",
            "Clear it on the page of the sensor, which then begins with what happens from now on.",
        ) from None
    return found


class ValueLost(AlbumSyncError):
    """The value of an earlier step is no longer in the event log."""


class EventLogIOManager(dg.IOManager):
    """Stores the outputs of steps as metadata of their events; reads them once a process and run."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], str] = {}
        self._read: set[str] = set()

    def handle_output(self, context: dg.OutputContext, obj: Any) -> None:
        """Put a value into the event log."""
        run_id, *at = map(str, context.get_identifier())
        text = json.dumps(obj)
        context.add_output_metadata({"at": dg.MetadataValue.text("/".join(at)), "value": dg.MetadataValue.json(obj)})
        self._known[(run_id, *at)] = text

    def load_input(self, context: dg.InputContext) -> Any:
        """Take a value out of the event log of the run that made it.

        Raises:
            ValueLost: The log of that run was deleted.
        """
        if context.upstream_output is None:
            raise ValueLost("This input comes from no step.", "Re-execute all steps.")
        identifier = tuple(map(str, context.upstream_output.get_identifier()))
        run_id = identifier[0]
        if identifier not in self._known and run_id not in self._read:
            self._read.add(run_id)
            handled = {dg.DagsterEventType.HANDLED_OUTPUT}
            for record in context.instance.get_records_for_run(run_id, of_type=handled).records:
                event = record.event_log_entry.get_dagster_event()
                metadata = event.event_specific_data.metadata  # type: ignore[union-attr]
                if "at" in metadata and "value" in metadata:
                    at = str(metadata["at"].value).split("/")
                    self._known[(run_id, *at)] = json.dumps(metadata["value"].value)
        if identifier not in self._known:
            raise ValueLost(
                f"The event log holds no value of {'/'.join(identifier[1:])} of the run {run_id}.",
                "Re-execute all steps.",
            )
        return json.loads(self._known[identifier])


@dg.io_manager(description="Hands values from step to step through Dagster's event log.")
def values_in_the_event_log(context: dg.InitResourceContext) -> EventLogIOManager:
    """One for each run, or for each step where steps have a process of their own."""
    return EventLogIOManager()
