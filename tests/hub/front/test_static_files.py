"""The script and the style sheet of the chat page: small, keeping nothing, in the flow of the page, without a word of their own."""

import gzip
import re

import pytest

from hub.web_chat.lean_static import lean

KB = 1024
MOST = {"chat.js": 5 * KB, "chat.css": 4 * KB, "embed.js": 1.5 * KB}  # bytes, compressed (web.md 2.3)
MOST_LINES = 300
KEEPING = ("localStorage", "sessionStorage", "indexedDB", "document.cookie", "caches.", "history.", "serviceWorker")
RISKY = ("eval(", "new Function", "document.write", "outerHTML", "insertAdjacentHTML")


@pytest.fixture
def sources(request):
    folder = request.config.rootpath / "hub" / "web_chat" / "static" / "web_chat"
    return {file.name: file.read_text("utf-8") for file in sorted(folder.iterdir())}


def test_these_are_all_the_files_there_are(sources):
    assert set(sources) == set(MOST)


@pytest.mark.parametrize("name", MOST)
def test_what_is_sent_is_small(sources, name):
    sent = lean(sources[name], script=name.endswith(".js")).encode()
    assert len(gzip.compress(sent)) <= MOST[name]


@pytest.mark.parametrize("name", MOST)
def test_what_is_written_can_be_read_in_one_go(sources, name):
    assert len(sources[name].splitlines()) <= MOST_LINES


@pytest.mark.parametrize("name", ["chat.js", "embed.js"])
def test_scripts_keep_nothing_and_run_nothing_from_text(sources, name):
    assert [word for word in (*KEEPING, *RISKY) if word in sources[name]] == []


@pytest.mark.parametrize("name", ["chat.js", "embed.js"])
def test_scripts_name_no_other_site(sources, name):
    assert re.findall(r"https?://\S+", sources[name]) == []


def test_the_script_holds_no_sentence_for_carers(sources):
    """A sentence has a capital and three words or more; what carers read comes from the page or the server."""
    code = lean(sources["chat.js"], script=True)
    texts = re.findall(r'"((?:[^"\\\n]|\\.)*)"|`([^`]*)`', code)
    assert [text for pair in texts for text in pair if re.match(r"[A-Z]\w*(?: \w+){2}", text)] == []


def test_nothing_floats_and_nothing_is_measured_in_pixels(sources):
    style = lean(sources["chat.css"], script=False)
    assert not re.search(r"position:\s*(fixed|sticky)", style)
    assert not re.search(r"\d(px|vh|vw|pt)\b", style)
    assert re.findall(r"[^{}]*\{[^{}]*position:\s*absolute", style) == [
        rule for rule in re.findall(r"[^{}]*\{[^{}]*position:\s*absolute", style) if ".skip" in rule
    ]


def test_sides_are_named_by_the_direction_of_writing(sources):
    """Right-to-left parts turn round by themselves only if no rule says left or right."""
    assert not re.search(r"(margin|padding|border|inset|text-align|float)[-:]\s*(left|right)", sources["chat.css"])


def test_colours_that_councils_may_set_all_have_a_safe_one_behind_them(sources):
    assert re.findall(r"var\(--theme-[\w-]+\)", sources["chat.css"]) == []


def test_those_who_ask_for_calm_or_for_their_own_colours_are_heard(sources):
    for wish in ("prefers-reduced-motion", "forced-colors", "print"):
        assert f"@media {wish}" in sources["chat.css"] or f"@media ({wish}" in sources["chat.css"]


def test_the_colours_of_a_council_are_the_ones_the_style_sheet_uses(sources, client):
    asked = set(re.findall(r"var\((--theme-[\w-]+)", sources["chat.css"]))
    given = set(re.findall(r"(--theme-[\w-]+):", client.get("/chat/theme.css").content.decode()))
    assert asked == given


def test_the_colours_are_fetched_again_only_when_they_changed(client):
    first = client.get("/chat/theme.css")
    assert "no-store" not in first["Cache-Control"] and "Set-Cookie" not in first
    assert client.get("/chat/theme.css", headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_the_words_the_script_needs_are_on_the_page(sources, client):
    needed = {
        re.sub(r"(?<!^)([A-Z])", r"-\1", name).lower()
        for name in re.findall(r"\bwords\.words(\w+)", sources["chat.js"])
    }
    given = dict(re.findall(rb' data-words-([\w-]+)="([^"]*)"', client.get("/chat/").content))
    assert needed == {name.decode() for name in given} and all(given.values())
