"""`make scan`: a whole hub with a folder of its own, and the outside scanner let loose on all that docs/openapi.yml describes.

python -m tests.hub.scan --scanner .tools/scan/bin/schemathesis --cases 200
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from hub.supervisor.plan import ROOT, STEPS, hub_programs
from tests.browser.stack import free_port

DESCRIPTION = ROOT / "docs" / "openapi.yml"
# Not among the checks: those that ask for refusals or for none. The doors of the chat take whatever a browser sends, on purpose
# (web_chat/posted.py), a provider's door refuses what is described rightly but bears no signature, and whether one is asked for our own
# rules see (outside_hooks.py), because they give most requests a good one.
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance,"
    "unsupported_method,allow_header_conformance,our_own_rules"
)
UP_WITHIN = 90  # seconds


def main(arguments: list[str] | None = None) -> int:
    """Returns the scanner's exit code: 1 where it found something."""
    parser = argparse.ArgumentParser(prog="python -m tests.hub.scan", description=__doc__)
    parser.add_argument("--scanner", default=".tools/scan/bin/schemathesis")
    parser.add_argument("--cases", default="150", help="of each method of each address")
    parser.add_argument("--seed", default="8")
    parser.add_argument("--seconds", default="", help="go on for so long, and no longer")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="kinship-scan-") as home, running(Path(home)) as url:
        command = [
            chosen.scanner,
            "run",
            str(DESCRIPTION),
            "--url",
            url,
            "--checks",
            CHECKS,
            "--max-examples",
            chosen.cases,
        ]
        command += [
            "--phases",
            "coverage,fuzzing",
            "--seed",
            chosen.seed,
            "--workers",
            "1",
            "--continue-on-failure",
            "--no-color",
        ]
        command += [
            "--request-timeout",
            "30",
            "--generation-database",
            "none",
            "--suppress-health-check",
            "all",
            "--no-shrink",
        ]
        command += ["--max-time", chosen.seconds] if chosen.seconds else []
        told = {"SCHEMATHESIS_HOOKS": "tests.hub.scan.outside_hooks", "SCAN_URL": url, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, cwd=home, env={**os.environ, **told}, check=False)
        print_logs(Path(home))
    return done.returncode


@contextmanager
def running(home: Path) -> Iterator[str]:
    """The pages (gunicorn, as it is served) and the worker, with a brain that is only made up. Yields their address."""
    port, brain = free_port(), free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("KINSHIP_", "DATABASE_"))}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "hub.settings",
        "KINSHIP_HOME": str(home),
        "KINSHIP_COUNCIL": "exampleshire",
        "KINSHIP_PUBLIC_URL": url,
        "KINSHIP_BRAIN_URL": f"http://127.0.0.1:{brain}",
        "KINSHIP_TRUSTED_PROXIES": "1",
        "KINSHIP_SMS": "notify",
        "KINSHIP_WHATSAPP": "twilio",
        "KINSHIP_NOTIFY_CALLBACK_TOKENS": "a-token-that-we-gave-to-notify",
        "KINSHIP_NOTIFY_NUMBER": "07700900700",
        "KINSHIP_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "KINSHIP_TWILIO_AUTH_TOKENS": "a-token-of-twilio",
        "KINSHIP_TWILIO_WHATSAPP_NUMBER": "+447700900600",
        "KINSHIP_TWILIO_URL": f"http://127.0.0.1:{free_port()}",  # nobody is there: nothing leaves this machine
        "KINSHIP_NOTIFY_URL": f"http://127.0.0.1:{free_port()}",
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
    }
    for name, more in STEPS.items():
        subprocess.run(
            [sys.executable, "manage.py", name, *more], cwd=ROOT, env=environment, check=True, capture_output=True
        )
    programs = {
        each.name: each.command for each in hub_programs("127.0.0.1", port, free_port()) if each.name != "stream"
    }
    programs["brain"] = [sys.executable, "tests/hub/fake_brain.py", "--port", str(brain)]
    with ExitStack() as stack:
        for name, command in programs.items():
            log = stack.enter_context(open(home / f"{name}.log", "w", encoding="utf-8"))
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
            stack.callback(stop, process)
        wait_until_up(f"{url}/health/ready")
        yield url


def stop(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_until_up(address: str) -> None:
    give_up = time.monotonic() + UP_WITHIN
    while time.monotonic() < give_up:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"The hub was not ready within {UP_WITHIN} s.")


def print_logs(home: Path) -> None:
    """What the hub itself said of faults meanwhile: a fault that was answered kindly is one all the same."""
    for log in sorted(home.glob("*.log")):
        lines = log.read_text("utf-8", "replace").splitlines()
        bad = [line for line in lines if " ERROR " in line or " CRITICAL " in line or line.startswith("Traceback")]
        print(f"{log.name}: {len(lines)} lines, {len(bad)} of them faults")
        print("\n".join(sorted({re_dated(line) for line in bad})[:20]))


def re_dated(line: str) -> str:
    return line.partition(" ")[2]


if __name__ == "__main__":
    raise SystemExit(main())
