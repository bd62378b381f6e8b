"""The summary card on the desk's page: each line with links to the messages it rests on, and the long lists folded."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from html import escape

from django.utils.safestring import SafeString, mark_safe

from hub.adviser_desk.wording import filled
from hub.conversations import summaries
from hub.conversations.models import Conversation
from kinship.summary_words import Line

logger = logging.getLogger(__name__)
FOLDED = ("not_asked", "answered")  # long, and not read first


@dataclass
class Section:
    """One part of the card: its heading and its lines."""

    code: str
    title: str
    lines: list[SafeString] = field(default_factory=list)

    @property
    def folded(self) -> bool:
        return self.code in FOLDED and len(self.lines) > 1


def sections(conversation: Conversation, shown: set[int]) -> list[Section]:
    """The card in its sections; [] where it cannot be made. `shown`: the messages that can be linked to."""
    try:
        lines = summaries.adviser_lines(conversation)
    except Exception:  # a slip in a content file must not hide the messages
        logger.exception("desk.no_summary ref=%s", conversation.ref)
        return []
    found: list[Section] = []
    for line in lines:
        if line.title:
            found.append(Section(line.section, line.text))
        else:
            found[-1].lines.append(linked(line, shown))
    return found


def linked(line: Line, shown: set[int]) -> SafeString:
    """The line as HTML, with a link where it names a message it rests on; what it does not name stands at its end."""
    html, rest = escape(line.text), []
    for seq in line.seqs:
        if seq not in shown:
            continue
        name = escape(filled("conversation", "message", seq=seq))
        link = f'<a href="#m{seq}">{name}</a>'
        html, times = re.subn(rf"{re.escape(name)}(?!\d)", link, html, count=1)
        rest += [] if times else [link]
    return mark_safe(f"{html} ({', '.join(rest)})" if rest else html)
