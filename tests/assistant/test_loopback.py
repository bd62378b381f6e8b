"""The real Rasa and the real action server, on their sockets: they answer on 127.0.0.1 and on no other address of this machine."""

import socket
import sys

import pytest


def opens(address: str, port: int) -> bool:
    try:
        socket.create_connection((address, port), timeout=2).close()
    except OSError:
        return False
    return True


def others() -> list[str]:
    """Addresses at which a server that hears everybody would answer: on Linux all of 127/8 is this machine."""
    found = ["127.0.0.2"] if sys.platform == "linux" else []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing: it only tells which address of ours would be used
            found.append(probe.getsockname()[0])
        except OSError:
            pass  # this machine has no way out
    return found


def test_the_check_can_fail():
    with socket.socket() as everybody:
        everybody.bind(("0.0.0.0", 0))
        everybody.listen()
        port = everybody.getsockname()[1]
        assert all(opens(address, port) for address in others())


@pytest.mark.parametrize("name", ["rasa", "actions"])
def test_nobody_else_is_heard(brain, name):
    command = brain.processes[name].args
    port = int(command[command.index("--port") + 1])
    assert opens("127.0.0.1", port)
    assert not [address for address in others() if opens(address, port)]
