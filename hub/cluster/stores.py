"""PostgreSQL and Redis of this layout: the database's folder made once, and how each is started. Debian's packages, loopback only."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
from pathlib import Path

from hub.cluster.layout import HOST

NAME = "kinship"  # of the database and of its user
POSTGRES_USER, NGINX_USER = "postgres", "www-data"  # what Debian's packages make; used only where we are root
PACKAGES = {"nginx": "nginx", "redis-server": "redis-server", "initdb": "postgresql"}


class Missing(Exception):
    """A program that is not installed, or a folder that cannot be reached, in words for the person who started it."""


def is_root() -> bool:
    return os.geteuid() == 0


def program(name: str) -> str:
    """Where a program is: on the path, among root's programs, or in PostgreSQL's own folder. Raises Missing."""
    places = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), Path("/usr/sbin"), Path("/sbin")]
    found = shutil.which(name) or next((str(each / name) for each in places if (each / name).exists()), None)
    if found is None:
        package = PACKAGES.get(name, "postgresql")
        raise Missing(f"{name} is not installed. On Debian: apt-get install {package}")
    return found


def as_postgres(*, lives_with_parent: bool = False) -> list[str]:
    """PostgreSQL does not run as root: what stands before its commands there."""
    if not is_root():
        return []
    tie = ["--pdeathsig", "INT"] if lives_with_parent else []
    return ["setpriv", f"--reuid={POSTGRES_USER}", f"--regid={POSTGRES_USER}", "--init-groups", *tie]


class Database:
    """PostgreSQL in a folder of our own."""

    def __init__(self, home: Path, port: int) -> None:
        self.folder, self.port = home / "postgres", port
        self._password = home / "keys" / "database"

    @property
    def url(self) -> str:
        return f"postgres://{NAME}:{self._password.read_text('utf-8').strip()}@{HOST}:{self.port}/{NAME}"

    def command(self) -> list[str]:
        settings = {
            "listen_addresses": HOST,
            "port": self.port,
            "unix_socket_directories": "",
            "max_connections": 200,
            "log_min_error_statement": "panic",  # a statement holds people's words
            "log_parameter_max_length_on_error": 0,
            "log_error_verbosity": "terse",
            "log_min_messages": "log",
        }
        flags = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [*as_postgres(lives_with_parent=True), program("postgres"), "-D", str(self.folder), *flags]

    def make(self) -> None:
        """The folder and a password, once. Raises Missing."""
        self._password.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not self._password.exists():
            self._password.write_text(secrets.token_urlsafe(24), encoding="utf-8")
            self._password.chmod(0o600)
        if (self.folder / "PG_VERSION").exists() or (not is_root() and (self.folder / "base").exists()):
            return
        self.folder.mkdir(exist_ok=True, mode=0o700)
        told = self.folder.parent / "run" / "database-password"
        told.write_text(self._password.read_text("utf-8"), encoding="utf-8")
        try:
            if is_root():
                for path in (self.folder, told):
                    shutil.chown(path, POSTGRES_USER, POSTGRES_USER)
            self._run(
                "initdb", "-D", str(self.folder), "-U", NAME, f"--pwfile={told}", "--auth=scram-sha-256",
                "--encoding=UTF8", "--locale=C.UTF-8",
            )  # fmt: skip
        finally:
            told.unlink()

    def is_up(self) -> bool:
        asked = [program("pg_isready"), "-q", "-h", HOST, "-p", str(self.port)]
        return subprocess.run(asked, check=False).returncode == 0

    def make_database(self) -> None:
        """The empty database in it, if it is not there yet."""
        done = self._run("createdb", "-h", HOST, "-p", str(self.port), "-U", NAME, NAME, fails=True)
        if done.returncode and "already exists" not in done.stderr:
            raise Missing(f"The database could not be made:\n{done.stderr}")

    def _run(self, name: str, *arguments: str, fails: bool = False) -> subprocess.CompletedProcess:
        password = self._password.read_text("utf-8").strip()
        done = subprocess.run(
            [*as_postgres(), program(name), *arguments],
            env={**os.environ, "PGPASSWORD": password},
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode and not fails:
            raise Missing(f"{name} failed:\n{done.stderr or done.stdout}\n{self.reach()}")
        return done

    def reach(self) -> str:
        """Why PostgreSQL's own user could not come to the folder, if that is so."""
        if not is_root():
            return ""
        closed = next((each for each in self.folder.parents if not each.stat().st_mode & 0o001), None)
        return f"The user {POSTGRES_USER} cannot enter {closed}: choose another --home." if closed else ""


def locks_command(port: int, folder: Path) -> list[str]:
    """Redis for Rasa's locks: nothing of it is worth a file."""
    return [
        program("redis-server"), "--port", str(port), "--bind", HOST, "--protected-mode", "yes", "--daemonize", "no",
        "--save", "", "--appendonly", "no", "--maxmemory", "64mb", "--dir", str(folder), "--loglevel", "warning",
    ]  # fmt: skip


def nginx_user() -> str:
    """Whom the proxy's own workers run as: where we are root, somebody who may do nothing."""
    if not is_root():
        return ""
    return NGINX_USER if NGINX_USER in {each.pw_name for each in pwd.getpwall()} else "nobody"
