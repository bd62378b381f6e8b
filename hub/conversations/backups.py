"""Backups: made while everything runs, without the keys, and put back so that what was deleted since is deleted again.

A backup is a folder with the database in one file (SQLite: a copy made by its own backup interface; PostgreSQL: pg_dump's custom
format) and manifest.json: when, of what, how many rows in each table, and the file's SHA-256. What a restore has to do
again afterwards stands in restoring.py.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from hub.conversations import erasure_list, key_rotation
from hub.conversations.keys import key_text

MANIFEST, FORMAT = "manifest.json", 1
EMPTY = """DO $$ DECLARE each record; BEGIN
  FOR each IN SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE 'DROP TABLE ' || each.name || ' CASCADE';
  END LOOP;
  FOR each IN SELECT oid::regprocedure AS name FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    AND prolang = (SELECT oid FROM pg_language WHERE lanname = 'plpgsql') LOOP
    EXECUTE 'DROP FUNCTION ' || each.name || ' CASCADE';
  END LOOP;
END $$"""
FILES = {"sqlite": "hub.sqlite3", "postgresql": "hub.dump"}


class Unusable(RuntimeError):
    """A backup that must not be put back: the message says why, in ids and counts."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself."""

    id: str
    made_at: str
    vendor: str
    file: str
    sha256: str
    bytes: int
    migrations: dict[str, list[str]]
    rows: dict[str, int] = field(default_factory=dict)
    format: int = FORMAT


def make(into: Path, now: datetime) -> tuple[Path, Manifest]:
    """Make a backup in a new folder below `into`. Raises OSError, sqlite3.Error, subprocess.CalledProcessError."""
    into.mkdir(parents=True, exist_ok=True, mode=0o700)
    backup = uuid4().hex
    # First: from here on everything that is deleted stands in the list after this line.
    erasure_list.backed_up(backup, now)
    partly = into / f".{backup}"
    partly.mkdir(mode=0o700)
    try:
        file = partly / FILES[connection.vendor]
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        rows, migrations = {"sqlite": _copy_sqlite, "postgresql": _dump_postgresql}[connection.vendor](file)
        manifest = Manifest(
            backup, now.isoformat(), connection.vendor, file.name, _hash(file), file.stat().st_size, migrations, rows
        )
        _write(partly / MANIFEST, json.dumps(asdict(manifest), indent=1) + "\n")
        _to_disk(file)
        done = into / f"kinship-{now:%Y-%m-%dT%H%M%SZ}-{backup[:6]}"
        partly.rename(done)  # whole, or not there at all
        _to_disk(into)
    except BaseException:
        shutil.rmtree(partly, ignore_errors=True)
        raise
    return done, manifest


def check(folder: Path) -> Manifest:
    """Read the manifest, and prove that the file is whole, ours, not newer than this program, and opens with our keys. Raises Unusable."""
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        raise Unusable("there is no manifest that can be read") from None
    if manifest.format != FORMAT or manifest.file not in FILES.values():
        raise Unusable("its manifest is of another kind")
    if manifest.vendor != connection.vendor:
        raise Unusable(f"it is of {manifest.vendor}, and the database here is {connection.vendor}")
    file = folder / manifest.file
    if not file.is_file() or file.stat().st_size != manifest.bytes or _hash(file) != manifest.sha256:
        raise Unusable("the file is not the one that was made: its length or SHA-256 differs")
    known = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    newer = [
        f"{app}.{name}" for app, names in manifest.migrations.items() for name in names if (app, name) not in known
    ]
    if newer:
        raise Unusable(f"it is newer than this program: {newer[0]}")
    if manifest.vendor == "sqlite":
        _check_sqlite(file, manifest)
    return manifest


def put_in_place(folder: Path, manifest: Manifest) -> None:
    """Replace the whole database by the one of a checked backup. On SQLite in one transaction: all of it, or nothing."""
    file = folder / manifest.file
    connection.close()
    if manifest.vendor == "postgresql":
        return _replace_postgresql(file)
    target = Path(connection.settings_dict["NAME"])
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with closing(_read_only(file)) as source, closing(sqlite3.connect(target, timeout=30)) as place:
        source.backup(place)
        place.execute("PRAGMA journal_mode=WAL").fetchone()
        place.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()  # else words of before stay in the -wal file
    target.chmod(0o600)


def rows_now() -> dict[str, int]:
    """How many rows each table has."""
    with connection.cursor() as cursor:
        return _counted(cursor, sorted(connection.introspection.table_names(cursor)))


def _copy_sqlite(file: Path) -> tuple[dict[str, int], dict[str, list[str]]]:
    with (
        closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=30)) as source,
        closing(sqlite3.connect(file)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE").fetchone()  # one file, without -wal and -shm
        names = [name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        cursor = copy.cursor()
        return _counted(cursor, [name for name in names if not name.startswith("sqlite_")]), _migrations(cursor)


def _dump_postgresql(file: Path) -> tuple[dict[str, int], dict[str, list[str]]]:
    """The counts and the dump see the same moment: one exported snapshot."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        counted = _counted(cursor, sorted(connection.introspection.table_names(cursor))), _migrations(cursor)
        _run_postgresql("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={file}")
    return counted


def _replace_postgresql(file: Path) -> None:
    """Drop what is there and put in what was dumped, in one transaction. Not by `pg_restore --clean`: it leaves tables that are
    newer than the backup, and fails on those that point at older ones."""
    with TemporaryDirectory(prefix="kinship-restore-") as folder:  # readable by its owner only
        script = Path(folder) / "whole.sql"
        # Written out in full first: psql would take a dump that breaks off for a whole one, and commit.
        subprocess.run(["pg_restore", "--no-owner", f"--file={script}", str(file)], check=True)
        _run_postgresql(
            "psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--single-transaction",
            f"--command={EMPTY}", f"--file={script}",
        )  # fmt: skip


def _run_postgresql(program: str, *arguments: str) -> None:
    """The password goes by the environment, so that it is on no list of processes. Raises CalledProcessError, OSError."""
    told = connection.settings_dict
    given = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    environment = os.environ | {name: str(told[key]) for name, key in given.items() if told.get(key)}
    subprocess.run(
        [program, f"--dbname={told['NAME']}", *arguments], env=environment, check=True, stdout=subprocess.DEVNULL
    )


def _check_sqlite(file: Path, manifest: Manifest) -> None:
    with closing(_read_only(file)) as copy:
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise Unusable("SQLite finds it damaged")
        if _counted(copy.cursor(), sorted(manifest.rows)) != manifest.rows:
            raise Unusable("its rows are not those of its manifest")
        for where in _closed_to_us(copy, set(manifest.rows)):
            raise Unusable(f"{where} opens with none of the field keys: put back the key it was made with")


def _closed_to_us(copy: sqlite3.Connection, tables: set[str]) -> Iterator[str]:
    """The tables and columns with a text that none of our field keys opens."""
    known = key_text("field", settings.KINSHIP_HOME).split()
    if not known:
        raise Unusable("there is no field key here: put back the one it was made with")
    ours = MultiFernet([Fernet(key) for key in known])
    for model, own in key_rotation.encrypted_fields().items():
        table = model._meta.db_table
        there = {row[1] for row in copy.execute(f'PRAGMA table_info("{table}")')} if table in tables else set()
        for column in (each.column for each in own if each.column in there):
            for (text,) in copy.execute(f'SELECT "{column}" FROM "{table}" WHERE "{column}" <> \'\''):
                try:
                    ours.decrypt(text.encode("ascii"))
                except InvalidToken:
                    yield f"{table}.{column}"
                    break


def _counted(cursor: Any, tables: list[str]) -> dict[str, int]:
    counts = {}
    for name in tables:
        cursor.execute(f'SELECT COUNT(*) FROM "{name}"')  # names of tables that are there
        (counts[name],) = cursor.fetchone()
    return counts


def _migrations(cursor: Any) -> dict[str, list[str]]:
    cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
    found: dict[str, list[str]] = {}
    for app, name in cursor.fetchall():
        found.setdefault(app, []).append(name)
    return found


def _read_only(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(file.resolve()))}?mode=ro&immutable=1", uri=True)


def _hash(file: Path) -> str:
    with file.open("rb") as read:
        return hashlib.file_digest(read, "sha256").hexdigest()


def _write(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
