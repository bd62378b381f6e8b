"""The people of the desk's tests, and content of this test's own."""

from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from tests.hub.adviser_desk import at_desk as desk_tests
from tests.hub.adviser_desk import conftest as desk_conftest
from tests.hub.web_chat.conftest import plain_static_files

at_desk = desk_tests.at_desk
works, begin, kinship_team = desk_conftest.works, desk_conftest.begin, desk_conftest.kinship_team

__all__ = ["at_desk", "begin", "kinship_team", "plain_static_files", "works"]

ROOT = Path(__file__).resolve().parents[3]
TODAY = date(2026, 11, 22)


@pytest.fixture
def content(settings, tmp_path):
    """The offer as it is, on a fixed day, to be changed: content(file, old, new, times)."""
    copytree(ROOT / "offer_content", tmp_path / "offer_content")
    settings.KINSHIP_CONTENT, settings.KINSHIP_AS_OF = tmp_path, TODAY.isoformat()

    def change(file, old, new, times=1):
        path = tmp_path / "offer_content" / file
        text = path.read_text("utf-8")
        assert text.count(old) >= times, old
        path.write_text(text.replace(old, new, times), "utf-8")

    change.folder = tmp_path / "offer_content"
    return change


@pytest.fixture
def manager(works, at_desk):
    return at_desk(works("Maud", role="manager"))
