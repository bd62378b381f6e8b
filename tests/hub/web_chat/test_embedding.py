"""What a council's page gets from us: a launcher and colours, small, open to it, and saying nothing of anybody."""

import gzip
import subprocess

import pytest

from hub.web_chat.lean_static import lean
from hub.web_chat.theme import tint
from kinship.theme import WHITE, Theme, contrast

MOST_LAUNCHER = 1536  # bytes, compressed (issue 3, web.md 2.3)


def test_the_launcher_is_small_and_any_council_page_may_fetch_it(client):
    answer = client.get("/embed.js")
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/javascript")
    assert answer["Access-Control-Allow-Origin"] == "*" and "no-store" not in answer["Cache-Control"]
    assert len(gzip.compress(answer.content)) <= MOST_LAUNCHER
    assert "Set-Cookie" not in answer
    for word in (b"localStorage", b"sessionStorage", b"cookie", b"indexedDB", b"eval(", b".innerHTML"):
        assert word not in answer.content


def test_the_launcher_is_fetched_again_only_when_it_changed(client):
    etag = client.get("/embed.js")["ETag"]
    assert client.get("/embed.js", headers={"If-None-Match": etag}).status_code == 304


def test_the_words_of_the_launcher_are_the_content_s(client, settings, tmp_path):
    assert b"Close the chat" in client.get("/embed.js").content


def test_the_colours_are_the_council_s(client):
    answer = client.get("/chat/theme.css")
    assert answer["Content-Type"].startswith("text/css") and b"--theme-brand:#" in answer.content


@pytest.mark.parametrize("colour", ["#ffff00", "red", "javascript:alert(1)", "#12345g"])
def test_colours_that_not_everybody_can_read_are_never_served(client, monkeypatch, colour):
    monkeypatch.setattr("hub.web_chat.theme.council", lambda: {"theme": {"colour": colour, "text_on_colour": WHITE}})
    assert colour.encode() not in client.get("/chat/theme.css").content


@pytest.mark.parametrize("colour", ["#000", "#0b4f54", "#d4351c", "#505a5f"])
def test_dark_words_stand_out_on_the_tint(colour):
    assert contrast("#1b2630", tint(Theme(colour, WHITE))) > 10


def test_the_example_page_is_there_only_for_an_example(client, monkeypatch):
    page = client.get("/demo/")
    assert page.status_code == 200 and b"data-kinship-help" in page.content
    assert "unsafe" not in page["Content-Security-Policy"] and "default-src 'none'" in page["Content-Security-Policy"]
    monkeypatch.setattr("hub.web_chat.demo.council", lambda: {"council_name": "A real one"})
    assert client.get("/demo/").status_code == 404


def test_lean_code_is_the_same_code():
    source = '/* why\n * so */\nconst a = "http://x"; // said\n  // alone\n  call(a);\n'
    assert lean(source, script=True) == 'const a = "http://x";\ncall(a);\n'


@pytest.mark.parametrize("name", ["chat.js", "embed.js"])
def test_lean_scripts_still_parse(name, tmp_path, request):
    source = (request.config.rootpath / "hub/web_chat/static/web_chat" / name).read_text("utf-8")
    path = tmp_path / f"{name.partition('.')[0]}.mjs"
    path.write_text(lean(source, script=True), "utf-8")
    try:
        checked = subprocess.run(["node", "--check", str(path)], capture_output=True, text=True, timeout=60)
    except FileNotFoundError:
        pytest.skip("there is no Node here to parse it; the browser tests run it")
    assert checked.returncode == 0, checked.stderr
