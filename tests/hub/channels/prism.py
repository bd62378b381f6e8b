"""Prism: a mock server that checks every request against a provider's published interface description.

It is installed with npm into the user's cache at the first run (about 90 MB, a minute). It proves that our requests are legal;
it remembers nothing and always answers with the description's example.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

SPECS = Path(__file__).resolve().parents[4] / "shared" / "specs"  # beside the project, never in it
VERSION = "5.14.2"  # the newest that runs on Node 20
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kinship" / f"prism-{VERSION}"
STARTS_WITHIN = 60  # seconds


@contextmanager
def prism(spec: Path) -> Iterator[str]:
    """The address of a mock server for this description. Skips the test where the description, node or npm is missing.

    Where they are there but it cannot be installed (no network) the test is skipped too, except in CI: there it fails.
    """
    if not spec.is_file():
        pytest.skip(f"{spec} is not there (docs: ../shared/specs)")
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        pytest.skip("node and npm are needed to run Prism, the mock server")
    port = _free_port()
    server = subprocess.Popen(
        [node, str(_installed(npm)), "mock", "-h", "127.0.0.1", "-p", str(port), str(spec)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _until_it_listens(server, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait(10)


def _installed(npm: str) -> Path:
    """Prism's own file; installed first where it is not. One process installs, others wait for it."""
    command = CACHE / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"
    done = CACHE / "installed"
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            package = f"@stoplight/prism-cli@{VERSION}"
            ran = subprocess.run(
                [npm, "i", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(CACHE), package],
                cwd=CACHE,
                capture_output=True,
                text=True,
                timeout=240,
                check=False,
            )
            if ran.returncode != 0:
                told = f"npm cannot install {package}: {ran.stderr.strip()[-300:]}"
                (pytest.fail if os.environ.get("CI") else pytest.skip)(told)
            done.touch()
    return command


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _until_it_listens(server: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if server.poll() is not None:
            pytest.fail(f"Prism ended at once with {server.returncode}")
        try:
            httpx.get(f"http://127.0.0.1:{port}/", timeout=2, trust_env=False)
            return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail(f"Prism did not listen within {STARTS_WITHIN} seconds")
