"""A flame graph as a plain SVG without script: each box a function, as wide as its share; on it what it called. The name shows on pointing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from xml.sax.saxutils import escape

WIDTH, ROW, LETTER, HEAD = 1200, 17, 6.6, 46  # pixels
LEAST = 1.2  # pixels: a thinner box is not drawn
COLOURS = {"assistant/": "#8fc1a9", "kinship/": "#8fc1a9", "rasa/": "#e9b872", "sanic": "#9db4d6", "aiohttp": "#9db4d6"}
OTHER = "#d9d3c7"


@dataclass
class Box:
    """A function, with all that it called. `samples` are those in it and below."""

    name: str
    samples: int = 0
    called: dict[str, Box] = field(default_factory=dict)

    def depth(self) -> int:
        return 1 + max((each.depth() for each in self.called.values()), default=0)


def tree(told: Mapping[str, int]) -> Box:
    """Stacks ("outer;inner": samples) as one tree."""
    root = Box("all")
    for stack, count in told.items():
        box = root
        box.samples += count
        for name in stack.split(";"):
            box = box.called.setdefault(name, Box(name))
            box.samples += count
    return root


def picture(title: str, told: Mapping[str, int]) -> str:
    """The whole picture. Raises ValueError where there is nothing to draw."""
    root = tree(told)
    if not root.samples:
        raise ValueError("There are no samples to draw.")
    height = HEAD + root.depth() * ROW + 6
    said = f"{title}: {root.samples:,} samples. Width is the share of the time; on each box what it called."
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="monospace" font-size="11" role="img">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="8" y="18" font-size="14">{escape(said)}</text>',
        '<text x="8" y="36">green: ours. amber: Rasa. blue: HTTP. grey: Python and the rest.</text>',
    ]
    _draw(root, 0.0, height - ROW - 3, WIDTH / root.samples, root.samples, parts)
    return "\n".join([*parts, "</svg>\n"])


def _draw(box: Box, x: float, y: float, scale: float, whole: int, parts: list[str]) -> None:
    width = box.samples * scale
    if width < LEAST:
        return
    share = f"{box.samples / whole:.1%}"
    name = box.name if len(box.name) * LETTER < width - 4 else box.name.partition(" (")[0]
    room = int((width - 4) / LETTER)
    shown = name if len(name) <= room else name[: room - 1] + "…" if room > 3 else ""
    words = f'<text x="{x + 2:.1f}" y="{y + 12:.0f}">{escape(shown)}</text>' if shown else ""
    parts.append(
        f'<g><title>{escape(box.name)} {share}</title><rect x="{x:.1f}" y="{y:.0f}" width="{max(width - 0.4, 0.4):.1f}" '
        f'height="{ROW - 1}" fill="{_colour(box.name)}"/>{words}</g>'
    )
    for each in sorted(box.called.values(), key=lambda each: each.name):
        _draw(each, x, y - ROW, scale, whole, parts)
        x += each.samples * scale


def _colour(name: str) -> str:
    """By whose code it is, a shade apart from its neighbours."""
    plain = next((colour for whose, colour in COLOURS.items() if f"({whose}" in name), OTHER)
    shade = 0.9 + sha256(name.encode()).digest()[0] / 2560
    return "#" + "".join(f"{min(255, int(int(plain[at : at + 2], 16) * shade)):02x}" for at in (1, 3, 5))
