"""The supervisor's process: its configuration, its state over its own socket, its end."""

from __future__ import annotations

import http.client
import json
import os
import shlex
import signal
import subprocess
import sys
import time
import xmlrpc.client
from pathlib import Path
from xml.parsers.expat import ExpatError

from hub.supervisor.plan import ROOT, Plan, Program

ALL_STOPPED_WITHIN = 9  # seconds, all together
GROUP = "kinship"
GONE = ("STOPPED", "EXITED", "FATAL", "UNKNOWN")
LOOK = 0.1  # seconds between two looks at what is stopping
SUPERVISORD = """\
[unix_http_server]
file={socket}
chmod=0700

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

[supervisorctl]
serverurl=unix://{socket}

[supervisord]
nodaemon=true
silent=true
umask=077
identifier=kinship
pidfile={run}/supervisord.pid
logfile={logs}/supervisord.log
logfile_maxbytes=1MB
logfile_backups=3
childlogdir={logs}

[group:{group}]
programs={names}
"""
# A program that ends within startsecs is tried again after 1, 2, 3 ... seconds, without end; one that ran is restarted at once.
PROGRAM = """
[program:{name}]
command={command}
directory={root}
autostart={autostart}
autorestart=true
startsecs=3
startretries=1000000
stopsignal={stop_signal}
stopwaitsecs={stop_within}
stopasgroup=true
killasgroup=true
redirect_stderr=true
stdout_logfile={logs}/{name}.log
stdout_logfile_maxbytes=5MB
stdout_logfile_backups=3
"""


def escaped(text: object) -> str:
    """A value of supervisord's configuration: `%` starts an expansion there."""
    return str(text).replace("%", "%%")


class Supervisord:
    """supervisord in the foreground, as our child, with one group so that all programs stop at the same time."""

    def __init__(self, plan: Plan):
        self.plan = plan
        self.process: subprocess.Popen | None = None
        self.conf, self.commands = plan.run / "supervisord.conf", plan.run / "commands.json"

    def write_configuration(self, autostart: set[str]) -> None:
        """Both files: what supervisord runs, and the commands its programs become (as JSON: no quoting to get wrong)."""
        plan = self.plan
        commands = {program.name: program.command for program in plan.programs}
        commands["supervisord"] = [sys.executable, "-m", "supervisor.supervisord", "-c", str(self.conf)]
        self.commands.write_text(json.dumps(commands, indent=1), encoding="utf-8")
        text = SUPERVISORD.format(
            socket=escaped(plan.socket),
            run=escaped(plan.run),
            logs=escaped(plan.logs),
            group=GROUP,
            names=",".join(program.name for program in plan.programs),
        )
        for program in plan.programs:
            text += PROGRAM.format(
                name=program.name,
                command=escaped(shlex.join(self._tethered(program.name))),
                root=escaped(ROOT),
                autostart=str(program.name in autostart).lower(),
                stop_signal=program.stop_signal,
                stop_within=program.stop_within,
                logs=escaped(plan.logs),
            )
        self.conf.write_text(text, encoding="utf-8")

    def _tethered(self, name: str) -> list[str]:
        return [sys.executable, "-m", "hub.supervisor.tether", str(self.commands), name]

    def start(self, autostart: set[str]) -> None:
        """Start it, with these programs; the others wait for `start_program`."""
        self.write_configuration(autostart)
        self.process = subprocess.Popen(
            self._tethered("supervisord"),
            cwd=ROOT,
            env={**os.environ, **self.plan.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C comes to the starter only, which stops things in order
        )

    def _call(self, method: str, *arguments):
        from supervisor.xmlrpc import SupervisorTransport

        transport = SupervisorTransport(None, None, f"unix://{self.plan.socket}")
        with xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport) as server:
            return getattr(server.supervisor, method)(*arguments)

    def states(self) -> dict[str, dict]:
        """Each program's state by name; empty while supervisord does not answer."""
        try:
            return {each["name"]: each for each in self._call("getAllProcessInfo")}
        except (OSError, http.client.HTTPException, ExpatError, xmlrpc.client.Error):
            return {}  # not there, or ended in the middle of its answer

    def start_program(self, program: Program) -> None:
        self._call("startProcess", f"{GROUP}:{program.name}", False)

    def stop_programs(self, names: list[str]) -> None:
        """Stop these, all at once, and wait until they are gone. Each has its own time before it is killed."""
        for name in names:
            try:
                self._call("stopProcess", f"{GROUP}:{name}", False)
            except (OSError, http.client.HTTPException, ExpatError, xmlrpc.client.Error):
                continue  # it is not running, or nobody is there to ask
        give_up = time.monotonic() + max(self.plan.program(name).stop_within for name in names) + 5
        while time.monotonic() < give_up and any(
            each["statename"] not in GONE for name, each in self.states().items() if name in names
        ):
            time.sleep(LOOK)

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def left_behind_is_stopping(self) -> bool:
        """True while a supervisor of an earlier start (whose starter is gone) still answers; it is told to stop."""
        try:
            self._call("shutdown")
        except xmlrpc.client.Error:
            return True  # it is stopping already, and says so
        except OSError:
            return False
        return True

    def stop(self) -> None:
        """End it and all its programs. What does not end in time is killed."""
        if not self.is_alive():
            return
        pids = [each["pid"] for each in self.states().values() if each["pid"]]
        self.process.terminate()
        try:
            self.process.wait(ALL_STOPPED_WITHIN)
        except subprocess.TimeoutExpired:
            for pid in (*pids, self.process.pid):
                _kill_group(pid)
            self.process.wait()


def _kill_group(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def end_of(log: Path, lines: int = 5) -> str:
    """The last lines of a log, indented, for a message."""
    try:
        text = log.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return "\n".join(f"    {line}" for line in text.splitlines()[-lines:])
