"""A new field key: everything encrypted is encrypted anew with it, row by row, while the service runs.

Three steps: `begin` puts a new key in front of `keys/field` (every process sees the file change and writes with it from then
on), `reencrypt` brings what is stored under the first key, and `finish` drops the others once nothing is left under them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.db import connection, models, transaction
from django.utils import timezone

from hub.conversations import fields, keys
from hub.conversations.models import Reencryption

BATCH = 200  # rows a transaction: on SQLite others wait for it, a few hundredths of a second
FACTOR_SECRETS = ("secret", "seed")  # where a second factor keeps what is encrypted (accounts.Factors)
FACTOR_LISTS = ("migrated_codes",)


class Unreadable(RuntimeError):
    """A stored text opens with none of our keys. Its table and row are told, nothing else."""


class FromEnvironment(RuntimeError):
    """The field keys are given by the environment: a new one must be put in front there."""


def begin(home: Path) -> int:
    """Put a new key in front of the file of field keys. Returns how many keys are there now. Raises FromEnvironment.

    Where there are several already a rotation is under way, and no key is made.
    """
    if os.environ.get(keys.NAMES["field"]):
        raise FromEnvironment(keys.NAMES["field"])
    known = keys.key_text("field", home).split()
    if len(known) < 2:
        known.insert(0, Fernet.generate_key().decode())
        _write(home, known)
    return len(known)


def left(field_keys: list[str]) -> dict[str, int]:
    """How many rows of each table are not wholly under the first key. Raises Unreadable."""
    return {model._meta.db_table: sum(1 for _ in rows) for model, rows in _stale(field_keys)}


def reencrypt(field_keys: list[str]) -> dict[str, int]:
    """Encrypt anew, with the first key, all that is not under it. Returns the rows changed, table by table. Raises Unreadable.

    Compare-and-swap: a row that was changed, or blanked, between reading and writing is left as it is; it was written
    with the first key, or the next run takes it.
    """
    done = {}
    for model, rows in _stale(field_keys):
        count, batch = 0, []
        for row in rows:
            batch.append(row)
            if len(batch) == BATCH:
                count, batch = count + _swap(model, batch), []
        done[model._meta.db_table] = count + _swap(model, batch)
    return done


def finish(home: Path) -> int:
    """Drop all keys but the first. Returns how many were dropped. Raises FromEnvironment, ValueError (something is under them)."""
    if os.environ.get(keys.NAMES["field"]):
        raise FromEnvironment(keys.NAMES["field"])
    first, *others = keys.key_text("field", home).split()
    if others and any(left([first, *others]).values()):
        raise ValueError("something is left under an older key")
    if others:
        _write(home, [first])
    return len(others)


def encrypted_fields() -> dict[type[models.Model], list[models.Field]]:
    """Every encrypted field of every model, found by its class, so that a new one is not forgotten."""
    found = {}
    for model in apps.get_models():
        own = [each for each in model._meta.local_concrete_fields if isinstance(each, fields.EncryptedText)]
        if own:
            found[model] = own
    return found


def _stale(field_keys: list[str]) -> Iterator[tuple[type[models.Model], Iterator[tuple[Any, dict, dict]]]]:
    """Each model with its rows to change: (primary key, the stored values read, the ones to put in their place)."""
    for model, own in encrypted_fields().items():
        yield model, _stale_rows(model, [each.column for each in own], field_keys)
    yield Authenticator, _stale_factors(field_keys)


def _stale_rows(model: type[models.Model], columns: list[str], field_keys: list[str]) -> Iterator[tuple]:
    newest, known = Fernet(field_keys[0]), MultiFernet([Fernet(each) for each in field_keys])
    table, key = model._meta.db_table, model._meta.pk.column
    name, after = connection.ops.quote_name, None
    wanted = ", ".join(name(each) for each in (key, *columns))
    while True:
        with connection.cursor() as cursor:  # stored text as it is: the models would decrypt it
            above = "" if after is None else f"WHERE {name(key)} > %s"
            cursor.execute(
                f"SELECT {wanted} FROM {name(table)} {above} ORDER BY {name(key)} LIMIT {BATCH}",
                [] if after is None else [after],
            )
            rows = cursor.fetchall()
        for pk, *stored in rows:
            old = {column: text for column, text in zip(columns, stored, strict=True) if _is_old(newest, text)}
            if old:
                yield pk, old, {column: _anew(known, text, f"{table} {pk}") for column, text in old.items()}
        if not rows:
            return
        after = rows[-1][0]


def _swap(model: type[models.Model], batch: list[tuple[Any, dict, dict]]) -> int:
    if not batch:
        return 0
    if model is Authenticator:
        with transaction.atomic():
            return sum(Authenticator.objects.filter(pk=pk, data=old).update(data=new) for pk, old, new in batch)
    name, table, key = connection.ops.quote_name, model._meta.db_table, model._meta.pk.column
    count = 0
    with transaction.atomic():
        pass_ = Reencryption.objects.create(at=timezone.now())
        with connection.cursor() as cursor:
            for pk, old, new in batch:
                put = ", ".join(f"{name(column)} = %s" for column in new)
                same = " AND ".join(f"{name(column)} = %s" for column in old)
                cursor.execute(
                    f"UPDATE {name(table)} SET {put} WHERE {name(key)} = %s AND {same}",
                    [*new.values(), pk, *old.values()],
                )
                count += cursor.rowcount
        pass_.delete()
    return count


def _stale_factors(field_keys: list[str]) -> Iterator[tuple]:
    """Second factors keep theirs within a JSON value of their own."""
    newest, known = Fernet(field_keys[0]), MultiFernet([Fernet(each) for each in field_keys])
    for pk, data in list(Authenticator.objects.order_by("pk").values_list("pk", "data")):
        new = dict(data)
        for each in FACTOR_SECRETS:
            if _is_old(newest, data.get(each)):
                new[each] = _anew(known, data[each], f"mfa {pk}")
        for each in FACTOR_LISTS:
            if any(_is_old(newest, text) for text in data.get(each) or ()):
                new[each] = [_anew(known, text, f"mfa {pk}") for text in data[each]]
        if new != data:
            yield pk, data, new


def _is_old(newest: Fernet, text: str | None) -> bool:
    if not text:
        return False
    try:
        newest.decrypt(text.encode("ascii"))
    except InvalidToken:
        return True
    return False


def _anew(known: MultiFernet, text: str, where: str) -> str:
    try:
        return known.rotate(text.encode("ascii")).decode("ascii")
    except InvalidToken:
        raise Unreadable(where) from None


def _write(home: Path, lines: list[str]) -> None:
    """In one step, and on the disk before we go on: half a file of keys would be the end of everything."""
    path = home / "keys" / "field"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name("field.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)
