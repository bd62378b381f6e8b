"""What the tests share: one trained model and one running brain a run (both started only if a test needs them)."""

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("untimed", deadline=None)  # speed is a benchmark, never a test: machines differ
settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parents[1]
AS_OF = "2026-11-21"


@pytest.fixture(scope="session")
def brain(tmp_path_factory):
    """The real thing: the trained model, the real action server, our channel, on free ports."""
    from assistant import brain as brains

    folder = tmp_path_factory.mktemp("brain")
    with brains.running(
        brains.trained(), folder, port=brains.free_port(), actions_port=brains.free_port(), api=True
    ) as running:
        yield running


def pytest_collection_modifyitems(items):
    for item in items:
        if {"brain", "intent_model"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.brain)
