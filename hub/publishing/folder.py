"""The folder carers are answered from (KINSHIP_CONTENT): read, and written whole, one writer at a time."""

from __future__ import annotations

import fcntl
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from hub.publishing import kinds
from kinship import council_writing
from kinship.content_files import UnreadableContent, read_yaml
from kinship.offer_writing import plain

_NAME = re.compile(r"[a-z][a-z0-9_]*")
MISSING, READ_ONLY = "missing", "read_only"


class NotWritable(OSError):
    """The folder cannot be written. `why`: MISSING or READ_ONLY."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def root() -> Path:
    """The folder that holds offer_content."""
    return Path(settings.KINSHIP_CONTENT)


def is_the_programs_own() -> bool:
    """Whether it is the folder that came with the program: a new version of the program may bring other files in its place."""
    return root().resolve() == Path(settings.BASE_DIR).resolve()


def topic_file(council: str, topic: str) -> Path:
    """Where a topic of a council stands. Raises ValueError for what is no name."""
    if not (_NAME.fullmatch(council) and _NAME.fullmatch(topic)) or topic == "council":
        raise ValueError("That is no topic of a council.")
    return root() / "offer_content" / council / f"{topic}.yml"


def why_not(council: str) -> str:
    """Why nothing can be published for a council: MISSING or READ_ONLY; "" when it can."""
    folder = root() / "offer_content" / council
    if not folder.is_dir():
        return MISSING
    return "" if os.access(folder, os.W_OK | os.X_OK) else READ_ONLY


def file_of(council: str, topic: str) -> Path:
    """The file in which an entry of a topic stands, or a team (kinds.TEAMS). Raises ValueError for what is no name."""
    if topic != kinds.TEAMS:
        return topic_file(council, topic)
    if not _NAME.fullmatch(council):
        raise ValueError("That is no council.")
    return root() / "offer_content" / council / council_writing.FILE


def text_of(council: str, topic: str) -> str:
    """The file as it stands; "" where there is none yet."""
    try:
        return file_of(council, topic).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def entry_of(council: str, topic: str, entry_id: str) -> dict | None:
    """An entry, or a team, as the file says it now (as JSON); None where it does not."""
    found = kinds.of(topic).read(text_of(council, topic), topic, entry_id)
    return None if found is None else plain(found)


def entries_of(council: str, topic: str) -> list[dict]:
    """All entries of a topic, in the order of the file; [] where it cannot be read."""
    try:
        found = read_yaml(topic_file(council, topic))
    except (UnreadableContent, OSError):
        return []
    entries = found.get("entries") if isinstance(found, dict) else None
    return [plain(each) for each in entries or () if isinstance(each, dict)]


def teams_of(council: str) -> list[dict]:
    """The contact blocks of council.yml, in the order of the file, each with its name there as `id`; [] where it cannot be read."""
    try:
        found = read_yaml(file_of(council, kinds.TEAMS))
    except (UnreadableContent, OSError, ValueError):
        return []
    return [{"id": key, **plain(part)} for key, part in council_writing.blocks(found).items()]


@contextmanager
def held(council: str) -> Iterator[None]:
    """One writer at a time, whichever process: the council's folder is locked until the block ends. Raises NotWritable."""
    if why := why_not(council):
        raise NotWritable(why)
    handle = os.open(root() / "offer_content" / council, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)  # and the lock with it


def write(council: str, topic: str, text: str) -> None:
    """The whole file at once: whoever reads it meanwhile gets the old one or the new one. Raises NotWritable."""
    path = file_of(council, topic)
    try:
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{topic}.", suffix=".tmp")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, mode)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as fault:
        raise NotWritable(READ_ONLY) from fault
