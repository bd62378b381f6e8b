"""The order of a start: keys, database, files, pages, model, assistant; then watching until Ctrl-C."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import time
from typing import TextIO

from hub.supervisor import answers, ports
from hub.supervisor.plan import ROOT, Plan
from hub.supervisor.progress import say, wait_for
from hub.supervisor.supervisord import Supervisord, end_of
from hub.supervisor.watch import Watch

PAGES_WITHIN, ASSISTANT_WITHIN, EARLIER_STOPS_WITHIN = 180, 240, 20  # seconds, generous: nothing depends on them
LOOK = 1.0  # seconds between two looks at what runs


class Failed(Exception):
    """A start that cannot go on, in words for the person who started it."""


class Start:
    """One start, from nothing to everything running, and its end."""

    def __init__(self, plan: Plan):
        self.plan = plan
        self.supervisord = Supervisord(plan)
        self.training: subprocess.Popen | None = None
        self.lock: TextIO | None = None

    def run(self) -> None:
        """Start everything, then keep watch. Ends by KeyboardInterrupt (Ctrl-C, SIGTERM) or by Failed."""
        self.claim_the_folder()
        self.refuse_taken_ports()
        for name in self.plan.steps:
            step, _, council = name.partition(" ")
            if step in STEP_WORDS:
                self.do_step(name, f"{STEP_WORDS[step]} {council}".strip())
        early = {program.name for program in self.plan.programs if not program.after_training}
        self.supervisord.start(early)
        self.wait_for_pages()
        if self.plan.brain_is_here and self.train():
            self.start_assistant()
        self.wait_for_assistant()
        say("Ctrl-C stops everything.")
        self.keep_watch()

    def claim_the_folder(self) -> None:
        """One start a data folder. A supervisor whose starter was killed is stopped first."""
        for folder in (self.plan.home, self.plan.run, self.plan.logs):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.lock = open(self.plan.run / "lock", "w", encoding="utf-8")  # held while we live
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failed(f"It is running already, with the data in {self.plan.home}. Stop that one first.") from None
        gone = wait_for(
            lambda: not self.supervisord.left_behind_is_stopping(),
            "An earlier start is still stopping",
            at_most=EARLIER_STOPS_WITHIN,
        )
        if not gone:
            raise Failed(f"An earlier start does not stop. Its process number is in {self.plan.run}/supervisord.pid.")

    def refuse_taken_ports(self) -> None:
        for program in self.plan.programs:
            host = "127.0.0.1" if program.after_training else self.plan.host
            if program.port and not ports.is_free(host, program.port):
                by = f" by {holder}" if (holder := ports.holder(program.port)) else ""
                raise Failed(
                    f"Port {program.port}, which {program.what} needs, is taken{by}. Nothing was started.\n"
                    f"Stop that program, or choose another port: {port_setting(program.name)}"
                )

    def do_step(self, name: str, words: str) -> None:
        say(words)
        done = subprocess.run(
            self.plan.steps[name],
            cwd=ROOT,
            env={**os.environ, **self.plan.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            check=False,
        )
        if done.returncode:
            raise Failed(f"This step failed: {name}.\n{done.stdout[-3000:]}")

    def wait_for_pages(self) -> None:
        words = "Starting the pages"
        if wait_for(lambda: answers.health(self.plan, "live") is not None, words, at_most=PAGES_WITHIN):
            say(f"The pages are up: {self.plan.public_url}/chat/ and, for advisers, {self.plan.public_url}/desk/")
            return
        raise Failed(f"The pages did not come up. The end of {self.plan.logs}/web.log:\n{self.log_end('web')}")

    def train(self) -> bool:
        """Train if needed, with the pages up meanwhile. When it fails the pages stay: people still find the phone number."""
        say("Making the assistant ready. Until it is, the chat says so and gives a phone number.")
        log = self.plan.logs / "train.log"
        with open(log, "w", encoding="utf-8") as out:
            self.training = subprocess.Popen(
                self.plan.steps["train"],
                cwd=ROOT,
                env={**os.environ, **self.plan.environment},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_for(lambda: self.training.poll() is not None, "Training the model (about a minute, once)")
        if not self.training.returncode:
            return True
        say(f"The model could not be trained, so the assistant is not there. The end of {log}:\n{end_of(log, 20)}")
        say("The pages stay up and give the phone number. Mend the fault, then start again.")
        return False

    def start_assistant(self) -> None:
        for program in self.plan.programs:
            if program.after_training:
                self.supervisord.start_program(program)

    def wait_for_assistant(self) -> None:
        words = "Starting the assistant"
        if self.training is not None and self.training.returncode:
            return
        if not wait_for(self.assistant_is_up, words, at_most=ASSISTANT_WITHIN):
            say(
                f"Not all is up yet: {json.dumps(answers.health(self.plan, 'ready'))}. The logs are in {self.plan.logs}. Still trying."
            )
        else:
            say("Everything is up.")
        say(f"  The chat:       {self.plan.public_url}/chat/")
        say(f"  The demo page:  {self.plan.public_url}/demo/")
        say(f"  The desk:       {self.plan.public_url}/desk/")
        for council in self.plan.councils:
            say(f"  {council.code}:  {council.address}/chat/ (here on port {council.port})")
        say(f"  Data and logs:  {self.plan.home}")
        demo = self.plan.home / "demo.txt"  # how to sign in, where `manage.py demo_desk` filled the folder
        if demo.is_file():
            say(demo.read_text(encoding="utf-8"))

    def assistant_is_up(self) -> bool:
        """The pages say that they are ready, and a real turn gets a real answer."""
        state = answers.health(self.plan, "ready")
        return bool(state and state.get("ready")) and (not self.plan.brain_is_here or answers.a_turn(self.plan))

    def log_end(self, name: str) -> str:
        return end_of(self.plan.logs / f"{name}.log")

    def keep_watch(self) -> None:
        """Say what dies and comes back. Should the supervisor itself die, it is started again with everything."""
        watch = Watch(self.plan, self.supervisord)
        while True:
            if self.supervisord.is_alive():
                self.look()
                for line in watch.news():
                    say(line)
            else:
                say("The supervisor ended and is started again, with everything.")
                self.begin_again(watch)
            time.sleep(LOOK)

    def look(self) -> object:
        """What else is to be done at each look, beside telling the news: here nothing."""

    def begin_again(self, watch: Watch) -> None:
        self.supervisord.start(watch.wanted())

    def stop(self) -> None:
        """End all we started: the model's training, the supervisor, its programs."""
        if self.training is not None and self.training.poll() is None:
            os.killpg(self.training.pid, signal.SIGKILL)
            self.training.wait()
        if self.supervisord.is_alive():
            say("\nStopping.")
            self.end_programs()
            say("Stopped.")

    def end_programs(self) -> None:
        self.supervisord.stop()


def port_setting(name: str) -> str:
    """How the port of a program is changed."""
    program, _, council = name.partition("-")
    if not council:
        return PORT_SETTINGS[program]
    return f"{council.upper()}__{'PORT' if program == 'web' else 'KINSHIP_STREAM_PORT'}=8040 make run"


STEP_WORDS = {
    "make_keys": "Keys.",
    "migrate": "Database.",
    "collectstatic": "Files of the pages.",
}
PORT_SETTINGS = {
    "web": "PORT=8010 make run",
    "stream": "KINSHIP_STREAM_PORT=8011 make run",
    "rasa": "KINSHIP_BRAIN_URL=http://127.0.0.1:5015 make run",
    "actions": "KINSHIP_ACTIONS_PORT=5065 make run",
    "phones": "PHONES_PORT=8020 make phones",
}
