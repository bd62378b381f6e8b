"""A nudge spares the worker the wait; without one, or with the socket in disorder, all goes on."""

import socket
import threading
import time

import pytest

from hub.conversations import nudge


@pytest.fixture
def home(tmp_path, settings):
    settings.KINSHIP_HOME = tmp_path
    return tmp_path


@pytest.fixture
def listener(home):
    made = nudge.Listener()
    yield made
    made.close()


def test_a_nudge_ends_the_wait(listener):
    assert listener.wait(0) is False  # listening from now on
    threading.Timer(0.05, nudge.wake).start()
    assert listener.wait(30) is True


def test_many_nudges_count_as_one_and_none_blocks(listener):
    listener.wait(0)
    for _ in range(5000):
        nudge.wake()
    assert listener.wait(0) is True and listener.wait(0) is False


def test_without_a_worker_a_nudge_is_no_matter(home):
    nudge.wake()
    assert not (home / "run").exists()


def test_the_file_of_a_worker_that_was_killed_is_taken_over(home, listener):
    (home / "run").mkdir()
    dead = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    dead.bind(str(home / "run" / "worker.sock"))
    dead.close()  # the file stays
    listener.wait(0)
    nudge.wake()
    assert listener.wait(0) is True


def test_a_second_worker_does_not_take_the_socket_of_a_living_one(listener):
    listener.wait(0)
    second = nudge.Listener()
    assert second.wait(0.01) is False
    second.close()
    nudge.wake()
    assert listener.wait(0) is True


def test_a_long_folder_name_has_its_socket_elsewhere(tmp_path, settings):
    settings.KINSHIP_HOME = tmp_path / ("long" * 40)
    listener = nudge.Listener()
    listener.wait(0)
    nudge.wake()
    assert listener.wait(0) is True
    listener.close()
    assert not nudge.socket_path().exists()


def test_a_place_where_nothing_can_be_made_only_means_waiting(home):
    (home / "run").write_text("a file where the folder should be")
    listener = nudge.Listener()
    before = time.monotonic()
    assert listener.wait(0.05) is False and time.monotonic() - before >= 0.05
    nudge.wake()
    listener.close()
