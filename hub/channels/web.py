"""Turns the text of a message into safe HTML for the web: paragraphs, lists, and numbers and addresses that can be tapped.

Everything is escaped first and last here; nothing a carer or a file wrote can become markup of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

# Only these endings make a bare name an address: "I went home.Then" must not become a link.
_ENDINGS = r"(?:uk|org|com|net|info|wales|scot|example)"
_HOST = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+"
_FIND = re.compile(
    rf"(?P<mail>(?<![\w.+@-])[A-Za-z0-9][\w.+-]*@{_HOST}{_ENDINGS}(?![\w@-]))"
    r"|(?P<web>(?<!\w)https?://[^\s<>\"'`\\^{}|]+)"
    rf"|(?P<bare>(?<![\w@./:-]){_HOST}{_ENDINGS}(?![\w@-]|\.\w)(?::\d+)?(?:/[^\s<>\"'`\\^{{}}|]*)?)"
    r"|(?P<phone>(?<![\w£.,/:+-])(?:\+44 ?|0)[1-9]\d{1,4}(?: ?\d{2,4}){1,3}(?![\w/]|[.,]\d))"
    r"|(?P<short>(?<![\w£.,/+-])(?:116 ?\d{3}|999|(?<=[Cc]all )(?:101|111|105)|(?<=[Rr]ing )(?:101|111|105)"
    r"|(?<=: )(?:101|111|105))(?![\w%/]|[.,]\d))",
    re.ASCII,
)
_TRAILING = ".,;:!?)]*"  # what ends a sentence, not an address
_MOST_DIGITS = 11  # of a number in this country, with its 0
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\ufffe\uffff\ud800-\udfff]")


def answer(text: str, new_tab: str = "") -> str:
    """The HTML of words we wrote: a paragraph a line, "- " lines as a list, numbers and addresses as links.

    `new_tab` is said, for screen readers, after each address that opens a new tab.
    """
    parts: list[str] = []
    items: list[str] = []
    for line in _lines(text):
        if line.startswith("- ") and line[2:].strip():
            items.append(f"<li>{_linked(line[2:].strip(), new_tab)}</li>")
            continue
        if items:
            parts.append(f"<ul>{''.join(items)}</ul>")
            items = []
        parts.append(f"<p>{_linked(line, new_tab)}</p>")
    if items:
        parts.append(f"<ul>{''.join(items)}</ul>")
    return "".join(parts)


def own_words(text: str) -> str:
    """The HTML of what a carer wrote: paragraphs only, no links, each in the direction of its own script."""
    return "".join(f'<p dir="auto">{escape(line)}</p>' for line in _lines(text))


def _lines(text: str) -> Iterator[str]:
    return (line.strip() for line in _CONTROL.sub("", text).splitlines() if line.strip())


def _linked(line: str, new_tab: str) -> str:
    done: list[str] = []
    end = 0
    for found in _FIND.finditer(line):
        said = found.group()
        if found.lastgroup in ("web", "bare"):
            said = said.rstrip(_TRAILING)
        link = _link(found.lastgroup or "", said, line[: found.start()], new_tab)
        if link is None:
            continue
        done += [escape(line[end : found.start()]), link]
        end = found.start() + len(said)
    return "".join([*done, escape(line[end:])])


def _link(kind: str, said: str, before: str, new_tab: str) -> str | None:
    if kind in ("phone", "short"):
        digits = re.sub(r"\D", "", said)
        if len(digits) > _MOST_DIGITS + said.startswith("+"):
            return None
        way = "sms" if re.search(r"\btext\s+$", before, re.I) else "tel"
        return f'<a href="{way}:{"+" * said.startswith("+")}{digits}">{escape(said)}</a>'
    if kind == "mail":
        return f'<a href="mailto:{escape(said)}">{escape(said)}</a>'
    address = said if kind == "web" else f"https://{said}"
    if address.endswith("//"):
        return None
    # A new tab, because following an address must not lose the conversation: there is nothing to come back to.
    told = f' aria-label="{escape(said + new_tab)}"' if new_tab else ""
    return f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer"{told}>{escape(said)}</a>'
