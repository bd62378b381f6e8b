"""Every paper of a council as a file in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hub.conversations import councils
from hub.conversations import words as content
from hub.leaflets import papers


class Unknown(ValueError):
    """There is no such council or topic here."""


def write(folder: Path, topic: str = "") -> Iterator[Path]:
    """Write the papers of the council that is served (of one topic, if named), and tell each file when it is written.

    Raises Unknown for a council or a topic we do not have, and pdf.PaperUnavailable where no PDF can be made.
    """
    shelf = content.shelf()
    if shelf.council_code is None:
        raise Unknown(f"There is no council '{councils.current()}' in offer_content. Write the name of its folder.")
    if topic and topic not in shelf.topics():
        raise Unknown(f"'{topic}' is not a topic. Use one of: {', '.join(shelf.topics())}.")
    folder.mkdir(parents=True, exist_ok=True)
    if not topic:
        yield _written(
            folder / f"{papers.file_name('poster', papers.ANYBODY)}.pdf", papers.file("poster", papers.ANYBODY)
        )
    for name in [topic] if topic else shelf.topics():
        for form in (form for form, kind in papers.FORMS.items() if kind.is_file):
            yield _written(folder / f"{papers.file_name(form, name)}.pdf", papers.file(form, name))


def _written(path: Path, pdf: bytes) -> Path:
    path.write_bytes(pdf)
    return path
