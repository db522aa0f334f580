"""One stage for the whole directory: every test sets its own scene."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from albumsync_dagster_tests.support.stage import Stage, stage


@pytest.fixture(scope="package")
def theatre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with stage(tmp_path_factory.mktemp("stage")) as made:
        yield made
