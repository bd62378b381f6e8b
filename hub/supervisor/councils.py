"""Several councils on one machine: each has a hub of its own, and they share the program, the offer's folder and the assistant.

A hub of its own means: its own processes, ports, data folder, database, keys, accounts and numbers. Nothing that belongs to one
council is inherited by another: what is not on the list `SHARED` has to be given to it by name (TESTSHIRE__KINSHIP_SMS=notify).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

# All that a further council takes over from the first. None of it is a secret, an address of a person, or a place for data.
SHARED = ("KINSHIP_CONTENT", "KINSHIP_BRAIN_URL", "KINSHIP_BIND", "KINSHIP_AS_OF", "KINSHIP_TRUSTED_PROXIES")
OURS = re.compile(r"KINSHIP_\w+|DATABASE_URL|PORT")  # the settings that there are (docs/operating.md)
PORTS_APART = 10
_CODE = re.compile(r"[a-z][a-z0-9_]*")


class BadSetting(ValueError):
    """A setting that cannot be read. Its text is for the person who starts everything."""


@dataclass(frozen=True)
class Council:
    """A further council: its code, the address carers reach it at, and its environment, whole."""

    code: str
    address: str
    environment: Mapping[str, str]

    @property
    def port(self) -> int:
        return int(self.environment["PORT"])

    @property
    def stream(self) -> int:
        return int(self.environment["KINSHIP_STREAM_PORT"])


def further(environ: Mapping[str, str], home: Path, port: int) -> list[Council]:
    """The councils of KINSHIP_COUNCILS (code=address, between commas), beside the first one. Raises BadSetting."""
    given = environ.get("KINSHIP_COUNCILS", "").replace(",", " ").split()
    found: list[Council] = []
    first = environ.get("KINSHIP_COUNCIL") or "exampleshire"
    hosts = {urlsplit(environ.get("KINSHIP_PUBLIC_URL", "")).netloc} - {""}
    for number, each in enumerate(given, start=1):
        code, _, address = each.partition("=")
        host = urlsplit(address).netloc
        if not _CODE.fullmatch(code) or not address.startswith(("https://", "http://")) or not host:
            raise BadSetting(
                f"KINSHIP_COUNCILS: '{each}' should be a council's code and its address, as testshire=https://chat.testshire.example."
            )
        if code == first or code in {council.code for council in found}:
            raise BadSetting(
                f"KINSHIP_COUNCILS: '{code}' is there twice. KINSHIP_COUNCIL names the first council, and is not named again."
            )
        if host in hosts:
            raise BadSetting(f"KINSHIP_COUNCILS: two councils have the address {host}. Give each one of its own.")
        hosts.add(host)
        found.append(
            Council(
                code,
                address.rstrip("/"),
                environment_of(environ, code, address.rstrip("/"), home, port + number * PORTS_APART),
            )
        )
    return found


def environment_of(environ: Mapping[str, str], code: str, address: str, home: Path, port: int) -> dict[str, str]:
    """The environment of one further council's processes."""
    prefix = f"{code.upper()}__"
    kept = {name: value for name, value in environ.items() if not _belongs_to_a_council(name)}
    kept |= {name: environ[name] for name in SHARED if name in environ}
    own = {name.removeprefix(prefix): value for name, value in environ.items() if name.startswith(prefix)}
    port = int(own.get("PORT") or port)
    stream = int(own.get("KINSHIP_STREAM_PORT") or port + 1)
    return kept | {
        "KINSHIP_HOME": str(home / "councils" / code),
        "KINSHIP_STREAM_URL": f"{address}/desk/stream",
        "DJANGO_SETTINGS_MODULE": "hub.settings",
        "PYTHONUNBUFFERED": "1",
        **own,
        "KINSHIP_COUNCIL": code,
        "KINSHIP_PUBLIC_URL": address,
        "KINSHIP_STREAM_PORT": str(stream),
        "PORT": str(port),
    }


def _belongs_to_a_council(name: str) -> bool:
    """A setting of the first council, or one that is given to some council by name."""
    return bool(OURS.fullmatch(name)) or "__" in name.strip("_") and name.split("__", 1)[0].isupper()
