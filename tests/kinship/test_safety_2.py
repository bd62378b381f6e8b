"""More messages for seven kinds of danger, quiet, misspelt and indirect, and their harmless neighbours."""

from pathlib import Path

import pytest
import yaml

from kinship import safety

CASES = yaml.safe_load(Path(__file__).with_name("cases_safety_2.yml").read_text("utf-8"))
HEARD = [
    (kind, urgency, text)
    for kind, group in CASES["danger"].items()
    for urgency, texts in group.items()
    for text in texts
]
LEFT_ALONE = [(kind, text) for kind, texts in CASES["safe"].items() for text in texts]


@pytest.mark.parametrize(("kind", "urgency", "text"), HEARD)
def test_danger_is_heard(kind, urgency, text):
    assert safety.screen(text)


@pytest.mark.parametrize(("kind", "text"), LEFT_ALONE)
def test_the_harmless_neighbour_is_left_alone(kind, text):
    assert safety.by_phrases(text) is None


def test_the_kind_and_urgency_of_most_are_right():
    heard = [(kind, urgency, safety.screen(text)) for kind, urgency, text in HEARD]
    kinds = sum(concern.kind == kind for kind, _, concern in heard) / len(heard)
    urgencies = sum(concern.urgency == urgency for _, urgency, concern in heard) / len(heard)
    assert kinds >= 0.85 and urgencies >= 0.85, f"right kind {kinds:.0%}, right urgency {urgencies:.0%}"
