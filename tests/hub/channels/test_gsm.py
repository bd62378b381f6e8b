"""Any text becomes a plain text message: nothing a phone cannot show, counted as the networks count."""

import pytest
import smsutil
from gsm0338 import Codec
from hypothesis import example, given
from hypothesis import strategies as st

from hub.channels import gsm

CODEC = Codec()
ANY = st.text(alphabet=st.characters(), max_size=400)  # lone surrogates too
ALIKE = "abc .,!?\n\n-€[]{}^~|\\é£ŵ“”’…😀\u00a0\t\u200d1 "
LIKELY = st.text(alphabet=ALIKE, max_size=900)
MOST = st.sampled_from([2, 3, 20, 153, 160, 161, 297, 306, 459])


@pytest.mark.parametrize(
    "written, leaves",
    [
        ("It’s “fine” – really…", 'It\'s "fine" - really...'),
        ("‘a’ — ‚b‘ ‐ ‑ − `c´", "'a' - 'b' - - - 'c'"),
        ("café, naïve, façade, São, Łódź", "café, naive, facade, Sao, Lodz"),
        ("Tŷ bach, dŵr, Ŵ, Ŷ, â ê î ô û", "Ty bach, dwr, W, Y, a e i o u"),
        ("à é è ù ì ò Ç Ø å Æ ß ñ ü § ¿", "à é è ù ì ò Ç Ø å Æ ß ñ ü § ¿"),
        ("e\u0301 and w\u0302", "é and w"),  # an accent as a letter of its own
        ("£5 + 3€ {a} [b] ~c~ a|b ^ \\", "£5 + 3€ {a} [b] ~c~ a|b ^ \\"),
        ("a\u00a0b\tc\u2003d   e ", "a b c d e"),
        ("a\u200bb\u200dc\ufeffd\u202e", "abcd"),
        ("• one\n· two\n▪ three", "- one\n- two\n- three"),
        ("1½ m², № 3, ™ © 20 × 30", "1 1/2 m2, No 3, TM (c) 20 x 30"),
        ("１２３ ٠٨٠٠", "123 0800"),
        ("ﬁne œuvre", "fine oeuvre"),
        ("Hi 😀", "Hi ?"),
        ("👨‍👩‍👧 🇬🇧 👍🏽 ❤️", "? ? ? ?"),  # what is seen as one is one
        ("1️⃣ yes", "1 yes"),
        ("Привет", "??????"),
        ("a\r\nb\rc\u2028d\n\n\n\ne \n f", "a\nb\nc\nd\n\ne\nf"),
        ("a\x1b\x00\x07b\x0cc", "ab\nc"),
        ("\ud83d!", "?!"),
        ("  \n ", ""),
    ],
    ids=ascii,
)
def test_what_leaves(written, leaves):
    assert gsm.fold(written) == leaves


@pytest.mark.parametrize(
    "written, gone",
    [
        ("Can you come? Yes?", []),
        ("“Quotes” – ŵ … café", []),
        ("Hi 😀😀 and 👨‍👩‍👧", ["😀", "👨‍👩‍👧"]),
        ("20°C, 日本", ["°", "日", "本"]),
    ],
    ids=ascii,
)
def test_what_a_writer_is_told_will_be_a_question_mark(written, gone):
    assert gsm.lost(written) == gone


@pytest.mark.parametrize(
    "written, septets, segments",
    [
        ("", 0, 1),
        ("a" * 160, 160, 1),
        ("a" * 161, 161, 2),
        ("a" * 306, 306, 2),
        ("a" * 307, 307, 3),
        ("€" * 80, 160, 1),
        ("a" * 159 + "€", 161, 2),
        ("a" * 152 + "€" + "a" * 152, 306, 3),  # by septets alone it would be 2: the € cannot stand across two parts
        ("a" * 151 + "€" + "a" * 153, 306, 2),
        ("‘" + "a" * 159, 160, 1),  # counted as it leaves
        ("£" * 160, 160, 1),
    ],
    ids=lambda value: f"{value[:3]}x{len(value)}" if isinstance(value, str) else str(value),
)
def test_what_it_costs(written, septets, segments):
    assert (gsm.septets(written), gsm.segments(written)) == (septets, segments)
    assert gsm.fits(written, 306) == (segments <= 2)


@pytest.mark.parametrize(
    "written, most, parts",
    [
        ("One. Two.", 20, ["One. Two."]),
        ("", 20, []),
        ("First one.\n\nSecond one here.", 20, ["First one.", "Second one here."]),
        ("Short one. And a longer one.", 20, ["Short one.", "And a longer one."]),
        ("no sentence ends anywhere here", 20, ["no sentence ends", "anywhere here"]),
        ("a" * 25, 20, ["a" * 20, "a" * 5]),
        ("Please do ring 0808 2000 247", 25, ["Please do ring", "0808 2000 247"]),
        ("Ask for Mr. Brown today. Thanks.", 26, ["Ask for Mr. Brown today.", "Thanks."]),
        ("Ask for Mr. Brown today. Thanks.", 20, ["Ask for Mr. Brown", "today. Thanks."]),
        ("What to bring:\n- a passport\n- a letter", 28, ["What to bring:\n- a passport", "- a letter"]),
        ("Hi.\n\nThis is a very long way to say it", 24, ["Hi.\n\nThis is a very long", "way to say it"]),
        ("€€€€", 5, ["€€", "€€"]),
    ],
)
def test_where_a_long_one_is_cut(written, most, parts):
    assert gsm.split(written, most) == parts


@given(ANY)
@example("\u1e9b\u0323")
def test_any_text_is_folded_to_what_every_phone_shows(written):
    folded = gsm.fold(written)
    assert CODEC.decode(CODEC.encode(folded)[0])[0] == folded
    assert gsm.fold(folded) == folded
    assert gsm.lost(folded) == []
    assert not gsm.lost(written) or "?" in folded


@given(ANY | LIKELY)
@example("a" * 152 + "€" + "a" * 152)
def test_segments_are_what_another_library_counts(written):
    folded = gsm.fold(written)
    counted = smsutil.split(folded)
    assert counted.encoding == "gsm0338" or not folded  # it calls an empty one UCS-2
    assert gsm.segments(written) == len(counted.parts)
    assert gsm.septets(written) == counted.total_bytes == len(CODEC.encode(folded)[0])


@given(ANY | LIKELY, MOST)
def test_nothing_is_lost_by_a_cut_but_the_space_at_it(written, most):
    folded, parts = gsm.fold(written), gsm.split(written, most)
    assert "".join("".join(parts).split()) == "".join(folded.split())
    at = 0
    for part in parts:
        assert part and gsm.fits(part, most) and gsm.septets(part) <= most
        assert gsm.fold(part) == part == part.strip()
        assert CODEC.decode(CODEC.encode(part)[0])[0] == part
        assert not folded[at : folded.index(part, at)].strip()
        at = folded.index(part, at) + len(part)
    if most > 160:
        assert all(gsm.segments(part) <= -(-most // 153) for part in parts)


@given(LIKELY, MOST)
def test_what_fits_is_left_whole(written, most):
    parts = gsm.split(written, most)
    assert (len(parts) <= 1) == gsm.fits(written, most)
