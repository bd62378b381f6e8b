"""A data folder as it is before the first carer: keys, an empty ledger, the static files. Made once a run, and copied.

Migrating takes longer than what most tests do with the folder. That it works from nothing is proved by the bare start.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PREPARE = """
import django
from django.conf import settings
options = settings.DATABASES["default"]["OPTIONS"]
options["init_command"] = options["init_command"].replace("FULL", "OFF")  # nobody cuts the power while it is made
django.setup()
from django.core.management import call_command
call_command("make_keys")
call_command("migrate", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
"""


@cache
def empty_home() -> Path:
    """The folder to copy from. Raises RuntimeError with what the commands said."""
    home = Path(tempfile.mkdtemp(prefix="empty-", dir=os.environ["KINSHIP_HOME"]))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KINSHIP_", "DATABASE_"))}
    told = {"DJANGO_SETTINGS_MODULE": "hub.settings", "KINSHIP_HOME": str(home), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", PREPARE], cwd=ROOT, env={**kept, **told}, text=True, capture_output=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return home
