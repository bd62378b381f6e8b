"""Starting it: the simulator alone, or everything that `make run` starts, with the simulator beside it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from hub.phones import lines
from hub.phones.server import Server
from hub.supervisor.plan import LOOPBACK, ROOT, Program, plan_of
from hub.supervisor.progress import say
from hub.supervisor.start import Failed, Start

PORT = 8010
CONTENTS = "whatsapp_menus.json"  # in the data folder


class PhonesStart(Start):
    """The start of `make run`, and where the phones are."""

    phones_url = ""

    def wait_for_pages(self) -> None:
        super().wait_for_pages()
        say(f"The two phones:  {self.phones_url}/")

    def wait_for_assistant(self) -> None:
        super().wait_for_assistant()
        sms = self.plan.environment["KINSHIP_SMS"]
        say(
            f"  THE TWO PHONES: {self.phones_url}/   (SMS by {sms}, WhatsApp by Twilio: all simulated, nothing is sent)"
        )


def everything(sms: str, port: int, environ: Mapping[str, str]) -> Start:
    """A start of everything. Raises Failed where it would be seen from outside of this machine."""
    plan = plan_of(environ)
    if plan.host not in LOOPBACK or (urlsplit(plan.public_url).hostname or "") not in LOOPBACK:
        raise Failed("The two phones are for this machine only: leave KINSHIP_BIND and KINSHIP_PUBLIC_URL empty.")
    made = lines.made(sms, plan.public_url, str(plan.home / CONTENTS))
    command = [sys.executable, "-m", "hub.phones", "provider", "--port", str(port)]
    start = PhonesStart(
        replace(
            plan,
            programs=[Program("phones", command, "the two phones", port), *plan.programs],
            environment={**plan.environment, **made.environment(f"http://127.0.0.1:{port}")},
        )
    )
    start.phones_url = f"http://localhost:{port}"
    return start


def provider(port: int) -> int:
    """Serve until a signal ends it."""
    ours = lines.of_environment(os.environ)
    with Server(ours, port) as server:
        if ours.contents:
            threading.Thread(target=make_menus, args=(Path(ours.contents),), daemon=True).start()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0


def make_menus(file: Path) -> None:
    """Set up WhatsApp's buttons and lists as a council does at Twilio. Until then menus are numbered lines."""
    file.unlink(missing_ok=True)  # the ids of an earlier start mean nothing here
    done = subprocess.run(
        [sys.executable, "manage.py", "whatsapp_menus", "--submit"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    say(
        "WhatsApp's menus are made."
        if not done.returncode
        else f"WhatsApp's menus were not made.\n{done.stderr[-2000:]}"
    )
