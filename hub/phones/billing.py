"""How many segments a text is billed as. Counted here on its own, so that it can disagree with the hub's counting."""

from __future__ import annotations

import re
import unicodedata

import gsm0338

_CODEC = gsm0338.Codec()
WELSH = set("ÂâÊêÎîÔôÛûŴŵŶŷÁáÍíÓóÚúÝýËëÏïÖöÜüŸÿÀàÈèÌìÒòÙùẀẁỲỳẂẃẄẅ")  # Notify sends these as they are, in 16 bits
DOWNGRADED = {
    "–": "-", "—": "-", "‑": "-", "−": "-", "→": "-", "…": "...", "‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " ",
    "\t": " ", "\u200b": "", "\u200c": "", "\u200d": "", "\ufeff": "", "Ł": "L", "ł": "l",
}  # fmt: skip


def septets(text: str) -> list[int] | None:
    """What each character takes in GSM-7: 1, or 2 with its escape. None when one of them is not in the alphabet."""
    try:
        return [len(_CODEC.encode(each)[0]) for each in text]
    except UnicodeEncodeError:
        return None


def segments(text: str) -> int:
    """As Twilio bills: 160 septets, or 153 a part with no escape pair over the edge; else 70 or 67 units of 16 bits."""
    sizes = septets(text)
    one, part = (160, 153) if sizes is not None else (70, 67)
    if sizes is None:
        sizes = [len(each.encode("utf-16-le")) // 2 for each in text]
    if sum(sizes) <= one:
        return 1
    count, used = 1, 0
    for size in sizes:
        if used + size > part:
            count, used = count + 1, 0
        used += size
    return count


def fragments(text: str) -> int:
    """As Notify bills: the same lengths, divided without looking at the edges. Source: notifications-utils, `fragment_count`."""
    sizes = septets(text)
    units, one, part = (sum(sizes), 160, 153) if sizes is not None else (len(text.encode("utf-16-le")) // 2, 70, 67)
    return 1 if units <= one else -(-units // part)


def as_notify_sends(text: str) -> str:
    """What arrives when Notify is given this: typographic signs made plain, accents dropped, all else a question mark."""
    plain = "".join(_kept(each) for each in unicodedata.normalize("NFC", text))
    lines = [re.sub(r" {2,}", " ", line).strip() for line in plain.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _kept(sign: str) -> str:
    if sign in DOWNGRADED:
        return DOWNGRADED[sign]
    if sign in WELSH or septets(sign) is not None:
        return sign
    base = unicodedata.normalize("NFKD", sign)[:1]
    return base if base and septets(base) is not None else ("" if unicodedata.category(sign) in ("Cf", "Mn") else "?")
