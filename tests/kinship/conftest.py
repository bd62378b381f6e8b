"""What the proof of the table counted, printed at the end of the run."""

import pytest

COUNTED = pytest.StashKey[list]()


@pytest.fixture
def report(pytestconfig):
    """A list of lines to print under "decision table" when the run ends."""
    return pytestconfig.stash.setdefault(COUNTED, [])


def pytest_terminal_summary(terminalreporter, config):
    lines = config.stash.get(COUNTED, [])
    if lines:
        terminalreporter.section("decision table")
        for line in lines:
            terminalreporter.write_line(line)
