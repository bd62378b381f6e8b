"""Lines of Python run inside a hub, beside its processes: one Python for all of them, because starting one takes seconds."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
import traceback
from collections.abc import Mapping

from tests.hub.empty_home import ROOT


class Inside:
    """`run` gives what the lines printed. Each run has names of its own; its database connections are closed after it."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = {**environment, "PYTHONPATH": str(ROOT)}
        self._process: subprocess.Popen[str] | None = None

    def run(self, program: str) -> str:
        """Raises RuntimeError with the traceback, if the lines raise."""
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.hub.inside"],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(program) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the process inside the hub ended with {self._process.wait()}")
        told = json.loads(line)
        if told["fault"]:
            raise RuntimeError(f"{told['printed']}{told['fault']}")
        return told["printed"]

    def stop(self) -> None:
        if self._process is not None:
            assert self._process.stdin and self._process.stdout
            self._process.stdin.close()
            self._process.wait(10)
            self._process.stdout.close()
            self._process = None


def main() -> None:
    import django

    answers, sys.stdout = sys.stdout, sys.stderr  # what is printed while starting is no answer
    django.setup()
    from django.db import connections

    for line in sys.stdin:
        printed, fault = io.StringIO(), ""
        try:
            with contextlib.redirect_stdout(printed):
                exec(json.loads(line), {"__name__": "inside"})
        except BaseException:
            fault = traceback.format_exc()
        connections.close_all()
        answers.write(json.dumps({"printed": printed.getvalue(), "fault": fault}) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
