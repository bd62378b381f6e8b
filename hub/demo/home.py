"""The demo's own data folder. It is never one in which somebody's real conversations are, or may come to be."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

MARK = "demo.txt"  # stands in a folder of the demo, and says how to sign in; `hub.supervisor` prints it
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class NotForDemo(RuntimeError):
    """Nothing is filled here; the text says why."""


def check() -> None:
    """Raises NotForDemo unless this folder is the demo's, or new."""
    home: Path = settings.KINSHIP_HOME
    database = _database()
    if home == (settings.BASE_DIR / ".kinship").resolve():
        raise NotForDemo(f"{home} is the folder of the real service. Use `make demo`, which has one of its own.")
    if database is None or database.parent != home:
        raise NotForDemo("The demo keeps its data in a file of its own. Leave DATABASE_URL empty.")
    if database.exists() and not is_demo():
        raise NotForDemo(f"There is a database in {home} that no demo made. It may hold real conversations.")
    if (urlsplit(settings.KINSHIP_PUBLIC_URL).hostname or "") not in LOOPBACK:
        raise NotForDemo("The demo's password is printed, so its pages are for this machine only.")
    if _is_running(home):
        raise NotForDemo(f"It is running already, with the data in {home}. Stop that one first.")


def is_demo() -> bool:
    """Was this folder made by the demo?"""
    return (settings.KINSHIP_HOME / MARK).is_file()


def begin_anew() -> None:
    """Mark the folder as the demo's, and remove what an earlier demo left. Raises NotForDemo."""
    check()
    settings.KINSHIP_HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_mark("")
    connection.close()
    for end in ("", "-wal", "-shm"):
        Path(f"{_database()}{end}").unlink(missing_ok=True)


def write_mark(text: str) -> None:
    """Keep how to sign in, readable by its owner only."""
    path = settings.KINSHIP_HOME / MARK
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


def _database() -> Path | None:
    has = settings.DATABASES["default"]
    return Path(has["NAME"]).resolve() if has["ENGINE"] == "django.db.backends.sqlite3" else None


def _is_running(home: Path) -> bool:
    """The supervisor holds this lock while it lives (hub/supervisor/start.py)."""
    lock = home / "run" / "lock"
    if not lock.exists():
        return False
    with open(lock, encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
