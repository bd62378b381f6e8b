"""How many segments a text is billed as, counted apart from the hub's own counting."""

import pytest
import smsutil

from hub.phones.billing import fragments, segments


@pytest.mark.parametrize(
    "text, twilio, notify",
    [
        ("a" * 160, 1, 1),
        ("a" * 161, 2, 2),
        ("a" * 306, 2, 2),
        ("a" * 152 + "€" + "a" * 152, 3, 2),  # an escape pair does not go over the edge; Notify does not look
        ("a" * 69 + "😭", 2, 2),
        ("ŵ" * 70, 1, 1),
        ("£5 [a]", 1, 1),
    ],
)
def test_segments(text, twilio, notify):
    assert (segments(text), fragments(text)) == (twilio, notify)
    assert segments(text) == len(smsutil.split(text).parts)
