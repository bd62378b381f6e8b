"""The invented year, made once for these tests and kept as a backup of the hub's own; each test gets it afresh, and a clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

import pytest
from django.core.management import call_command
from django.test.utils import override_settings
from django.utils import timezone

from hub.conversations import backups
from hub.conversations.backups import Manifest
from tests.hub.year import traffic
from tests.hub.year.scene import phones
from tests.hub.year.traffic import Year

SIZE = 200
TABLES: list[str] = []  # what the tests counted, said at the end of the run


def pytest_terminal_summary(terminalreporter):
    if TABLES:
        terminalreporter.section("a year of invented traffic")
        for line in "\n\n".join(TABLES).splitlines():
            terminalreporter.line(line)


@pytest.fixture
def tell():
    """Say this at the end of the run."""
    return TABLES.append


ENDS = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)  # a Friday, after the advisers have gone home


@dataclass(frozen=True)
class Kept:
    """The year, and the folder it is kept in."""

    year: Year
    home: Path
    backup: Path
    manifest: Manifest


@dataclass
class Clock:
    """The hub's clock: it stands until it is moved."""

    now: datetime


@pytest.fixture(scope="session")
def kept(tmp_path_factory, django_db_setup, django_db_blocker):
    folder = tmp_path_factory.mktemp("year")
    with django_db_blocker.unblock(), override_settings(KINSHIP_HOME=folder / "home"):
        year = traffic.invent(2026, SIZE, ENDS)
        backup, manifest = backups.make(folder / "backups", ENDS)
        call_command("flush", interactive=False, verbosity=0)
    return Kept(year, folder / "home", backup, manifest)


@pytest.fixture
def clock(monkeypatch):
    clock = Clock(ENDS)
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    return clock


@pytest.fixture
def year(kept, transactional_db, settings, tmp_path, clock):
    """The database as it stands at the end of the year."""
    settings.KINSHIP_HOME = tmp_path / "home"
    for name, value in phones().items():
        setattr(settings, name, value)
    copytree(kept.home, settings.KINSHIP_HOME)
    backups.put_in_place(kept.backup, kept.manifest)
    return kept.year
