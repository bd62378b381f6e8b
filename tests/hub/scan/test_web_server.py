"""What the web server refuses before Django sees it says nothing of what was sent, and is dressed like every other answer."""

import http.client
import os
import subprocess
import sys
import time

import pytest
from django.conf import settings

from tests.browser.stack import free_port
from tests.hub.scan import rules

PATIENCE = 60  # seconds; only a broken thing ever waits so long


@pytest.fixture
def served():
    """gunicorn with our settings of it, and any application behind it."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", "hub/gunicorn_conf.py", "wsgiref.simple_server:demo_app"]
    process = subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env={**os.environ, "PORT": str(port), "KINSHIP_BIND": "127.0.0.1"},
        stderr=subprocess.DEVNULL,
    )
    yield port
    process.terminate()
    process.wait(PATIENCE)


def asked(port, path):
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            line.request("GET", path)
            return line.getresponse()
        except OSError:
            assert time.monotonic() < give_up
            time.sleep(0.1)  # between two looks


def test_an_address_that_is_too_long(served):
    answer = asked(served, "/offer/?q=" + "k1234" * 1000)
    headers, body = dict(answer.getheaders()), answer.read().decode()
    assert answer.status == 414 and body == ""
    assert list(rules.faults("/offer/", answer.status, headers, body)) == []
    assert asked(served, "/").getheader("Server") == "hub"
