"""`manage.py run_worker`: the process that asks the assistant, delivers, and keeps the clock."""

from __future__ import annotations

import logging
import os
import signal
import socket
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from hub.channels import registry
from hub.channels.sending import CHANNELS
from hub.conversations import timers
from hub.conversations.brains import Brains
from hub.conversations.worker import Worker


class Command(BaseCommand):
    help = "Run the worker until it is told to stop (SIGTERM or Ctrl-C)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--name",
            default=f"{socket.gethostname()[:40]}-worker",
            help="a name of its own for each worker: by it a new life takes up what an earlier one had under way",
        )
        parser.add_argument("--threads", type=int, default=4, help="turns under way at once")

    def handle(self, *, name: str, threads: int, **_: Any) -> None:
        for channel, way in registry.configured().items():
            CHANNELS.setdefault(channel, way)  # one that stands there already (phones in a box) stays
        brain = Brains.at(settings.KINSHIP_BRAIN_URL)
        worker = self.worker(name, brain, threads)
        for told in (signal.SIGTERM, signal.SIGINT):
            signal.signal(told, lambda *_: worker.stop())
        finished = worker.run()
        if not finished:  # a thread still waits for an answer nobody wants: its turn is queued again, so it may go
            logging.shutdown()
            os._exit(0)
        brain.close()

    def worker(self, name: str, brain: Brains, threads: int) -> Worker:
        return Worker(name, brain, timers.table(name, brain), threads=threads)
