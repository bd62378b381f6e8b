"""What the journeys cost by text: one line a journey, and the average."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

WAYS = ("notify", "twilio", "whatsapp")


@dataclass(frozen=True)
class Played:
    """One journey on one phone. `segments`: what the network carries of the texts out; on WhatsApp each text counts as one."""

    journey: str
    way: str
    texts_in: int
    texts_out: int
    segments: int


def table(played: Iterable[Played]) -> list[str]:
    """Lines to print: in, out and segments by way, then the average of those that were played to the end."""
    by = {(each.journey, each.way): each for each in played}
    names = list(dict.fromkeys(journey for journey, _ in by))
    lines = [f"{'':58}{'SMS by Notify':>17}{'SMS by Twilio':>17}{'WhatsApp':>12}"]
    lines.append(f"{'journey':58}{'in out segments':>17}{'in out segments':>17}{'in out':>12}")
    lines += [f"{name[:57]:58}" + "".join(_cell(way, by.get((name, way))) for way in WAYS) for name in names]
    ways = [(way, [each for each in by.values() if each.way == way]) for way in WAYS]
    lines.append(f"{'average':58}" + "".join(_average(way, each) for way, each in ways))
    return lines


def _cell(way: str, each: Played | None) -> str:
    width = 12 if way == "whatsapp" else 17
    if each is None:
        return f"{'-':>{width}}"
    return f"{each.texts_in:>8}{each.texts_out:>4}" + ("" if way == "whatsapp" else f"{each.segments:>5}")


def _average(way: str, played: list[Played]) -> str:
    if not played:
        return _cell(way, None)
    count = len(played)
    total = (sum(each.texts_in for each in played), sum(each.texts_out for each in played))
    segments = f"{sum(each.segments for each in played) / count:>5.1f}"
    return f"{total[0] / count:>8.1f}{total[1] / count:>4.1f}" + ("" if way == "whatsapp" else segments)
