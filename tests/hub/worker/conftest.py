"""A fake brain in a thread of this process, for what need not be killed."""

import importlib.util
import threading
from pathlib import Path

import pytest

spec = importlib.util.spec_from_file_location("fake_brain", Path(__file__).resolve().parents[1] / "fake_brain.py")
fake = importlib.util.module_from_spec(spec)
spec.loader.exec_module(fake)


class Served:
    """The fake brain itself, and the address it is served at."""

    def __init__(self, server):
        self.brain = server.brain
        self.url = f"http://127.0.0.1:{server.server_address[1]}"


@pytest.fixture
def fake_brain():
    server = fake.server()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield Served(server)
    server.brain.control({"release": True})
    server.shutdown()
    server.server_close()
