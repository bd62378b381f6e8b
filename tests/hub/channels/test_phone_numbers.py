"""Which senders are answered (mobiles of the UK), and one spelling for every number."""

import pytest

from hub.channels.phone_numbers import normalised, uk_mobile

# as it came, a mobile of the UK?, in one spelling
NUMBERS = [
    ("447700900123", "+447700900123", "+447700900123"),  # as Notify gives it; 07700 900xxx is kept for drama and tests
    ("07700 900123", "+447700900123", "+447700900123"),
    ("+44 7700 900123", "+447700900123", "+447700900123"),
    ("+44 (0)7700 900123", "+447700900123", "+447700900123"),
    ("0044 7700 900123", "+447700900123", "+447700900123"),
    ("07700-900-999", "+447700900999", "+447700900999"),
    ("07400 000000", "+447400000000", "+447400000000"),
    ("07911 123456", "+447911123456", "+447911123456"),  # Guernsey: counts
    ("07797 123456", "+447797123456", "+447797123456"),  # Jersey
    ("07624 123456", "+447624123456", "+447624123456"),  # Isle of Man
    ("07600 123456", None, "+447600123456"),  # a pager
    ("07012 345678", None, "+447012345678"),  # a personal number, dear to call
    ("020 7946 0018", None, "+442079460018"),
    ("01632 960123", None, "+441632960123"),
    ("33612345678", None, "+33612345678"),
    ("+1 202 555 0123", None, "+12025550123"),
    ("60006", None, "60006"),  # a short code
    ("GOVUK", None, "GOVUK"),
    ("O2 7700900123", None, "O2 7700900123"),  # a name with a number in it
    ("GB.1234567890123", None, "GB.1234567890123"),  # a WhatsApp user without a number
    ("whatsapp:+447700900123", None, "whatsapp:+447700900123"),  # the wire's prefix is taken off before
    ("07700 9001234", None, "07700 9001234"),  # a digit too many
    ("07700 90012", None, "+44770090012"),  # a digit too few: written as one, but no mobile
    ("", None, ""),
    ("+", None, "+"),
    ("07700\x00900123", None, "07700\x00900123"),
]


@pytest.mark.parametrize("came, mobile, spelt", NUMBERS, ids=[repr(each[0]) for each in NUMBERS])
def test_a_number(came, mobile, spelt):
    assert (uk_mobile(came), normalised(came)) == (mobile, spelt)


@pytest.mark.parametrize("came", [each[0] for each in NUMBERS])
def test_one_spelling_stays(came):
    assert normalised(normalised(came)) == normalised(came)
    assert uk_mobile(normalised(came)) == uk_mobile(came)
