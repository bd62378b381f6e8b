"""SQLite keeps pages as they were in its -wal file until it is gone through: what was erased would stand there, encrypted, for days.

`secure_delete` (settings) overwrites it in the database itself; this empties the other file. PostgreSQL has no such file of ours
(its own vacuum and the backups' age are the operator's: docs/operating.md).
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection

EVERY = 600  # seconds
PATIENCE = 0.2  # seconds: while it waits for readers, nobody can write


def emptied() -> bool:
    """Write the pages home and cut the file to nothing. False: somebody was reading just then; the next time does it."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or not Path(name).is_file():
        return True
    with closing(sqlite3.connect(name, timeout=PATIENCE, isolation_level=None)) as place:
        busy, *_ = place.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy
