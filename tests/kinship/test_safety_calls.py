"""A bare call for help is heard; the same words in a question or a story are none by themselves."""

import pytest
import yaml

from kinship import safety, safety_calls

LISTED = yaml.safe_load(safety_calls.FILE.read_text("utf-8"))


@pytest.mark.parametrize("text", [*map(str, LISTED["calls"]), "999!!", "SOS", "Call 999 please", "9️⃣9️⃣9️⃣", "  Police! "])
def test_a_call_for_help_is_an_emergency(text):
    assert safety.screen(text).urgency == "emergency"


@pytest.mark.parametrize("text", map(str, LISTED["harmless"]))
def test_these_are_no_calls(text):
    assert safety.by_call(text) is None


def test_what_nobody_knows_the_kind_of_gets_words_that_fit_any():
    heard = safety.screen("999")
    assert heard is not None and not heard.sure and heard.matched == "999"
