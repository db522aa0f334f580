"""Every command with every two odd network settings at once: too many for a test that runs each time."""

from __future__ import annotations

from pathlib import Path

import pytest

from albumsync_dagster_tests.cli.conftest import Run, albumsync, nowhere, standing
from albumsync_dagster_tests.cli.test_network_settings import (
    ASKING,
    ASKING_A_PERSON,
    assert_each_is_met,
    assert_the_doctor_meets,
    described,
    in_pairs,
)
from albumsync_dagster_tests.support.stage import Stage

__all__ = ["albumsync", "described", "nowhere", "standing"]

pytestmark = [pytest.mark.system, pytest.mark.timeout(1200)]


@pytest.mark.parametrize("command", [*ASKING, *ASKING_A_PERSON])
def test_every_command_meets_two_settings_at_once(described: Stage, albumsync: Run, command: str) -> None:
    assert_each_is_met(albumsync, command, in_pairs())


def test_the_doctor_meets_two_settings_at_once(described: Stage, albumsync: Run, tmp_path: Path) -> None:
    assert_the_doctor_meets(albumsync, in_pairs())
