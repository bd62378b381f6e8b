"""The page that the proxy shows by itself: it says whom to call, needs nothing else, and is as the words are now."""

import re
import stat

from hub.conversations import timers
from hub.conversations import words as content
from hub.conversations.brain import Brain
from hub.web_chat import service_down


def test_it_says_whom_to_call_and_needs_nothing_that_is_down_too():
    page = service_down.page()
    person = content.person()
    assert 'href="tel:999"' in page and person["phone"] in page and person["night_phone"] in page
    assert "may not have reached us" in page and 'href="/chat/"' in page
    assert not re.search(r"<script|<form|<img|stylesheet|src=|url\(|@import", page)
    assert "name=" in page and 'lang="en-GB"' in page and page.count("<h1>") == 1


def test_it_is_written_once_whole_and_readable_by_the_proxy(tmp_path, monkeypatch):
    path = tmp_path / "nginx" / "service-down.html"
    assert service_down.write(path) and not service_down.write(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644 and [each.name for each in path.parent.iterdir()] == [path.name]
    monkeypatch.setattr(service_down, "page", lambda: "a new number")
    assert service_down.write(path) and path.read_text() == "a new number"


def test_the_worker_keeps_it_where_the_settings_say(tmp_path, settings):
    settings.KINSHIP_DOWN_PAGE = str(tmp_path / "down.html")
    chore = next(
        timer for timer in timers.table("a worker", Brain("http://127.0.0.1:9")) if timer.name == "service_down"
    )
    assert chore.take(0)
    chore.run()
    assert (tmp_path / "down.html").read_text() == service_down.page()
    settings.KINSHIP_DOWN_PAGE = ""
    assert service_down.chore() is False
