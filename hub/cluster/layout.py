"""Which processes there are, how many of each, and where each listens. deploy/compose.yml has the same list: a test compares them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

HOST = "127.0.0.1"
DATABASE, LOCKS, ACTIONS, RASA, WORKER, WEB, STREAM, FRONT = (
    "postgres", "redis", "actions", "rasa", "worker", "web", "stream", "nginx",
)  # fmt: skip
# What each is for, and how many there are where nobody says otherwise. One front and one of each store: see the page.
KINDS = {
    DATABASE: ("the database", 1),
    LOCKS: ("Rasa's locks", 1),
    ACTIONS: ("an action server", 2),
    RASA: ("a Rasa", 3),
    WORKER: ("a worker", 2),
    WEB: ("a web process", 2),
    STREAM: ("the desk's stream", 1),
    FRONT: ("the proxy before it all", 1),
}
SEVERAL = (WEB, WORKER, RASA, ACTIONS)  # of these there may be more or fewer
OFFSETS = {FRONT: 0, WEB: 1, STREAM: 10, RASA: 21, ACTIONS: 31, DATABASE: 40, LOCKS: 41}  # from the first port
ACTIONS_FRONT = 30  # where the proxy passes on to the action servers
MOST = 9  # of one kind, so that ports do not meet
PORTS = 42  # from the first one on


@dataclass(frozen=True)
class Part:
    """One process: its name, its kind and its port (a worker has none)."""

    name: str
    kind: str
    port: int | None

    @property
    def what(self) -> str:
        return KINDS[self.kind][0]

    @property
    def address(self) -> str:
        return f"{HOST}:{self.port}"


@dataclass(frozen=True)
class Layout:
    """All of them, and the ports from the first one on."""

    first_port: int
    parts: tuple[Part, ...]

    def of(self, *kinds: str) -> list[Part]:
        return [part for kind in kinds for part in self.parts if part.kind == kind]

    def one(self, kind: str) -> Part:
        return self.of(kind)[0]

    def named(self, name: str) -> Part:
        return next(part for part in self.parts if part.name == name)

    @property
    def actions_front(self) -> int:
        return self.first_port + ACTIONS_FRONT

    def ports(self) -> dict[int, str]:
        """Each port that is needed, and for what."""
        needed = {part.port: f"{part.what} ({part.name})" for part in self.parts if part.port}
        return needed | {self.actions_front: "the way to the action servers"}


def names(counts: Mapping[str, int] | None = None) -> dict[str, str]:
    """The name of each process, and its kind. Of what there may be several, each has a number."""
    wanted = {kind: (counts or {}).get(kind, usual) for kind, (_, usual) in KINDS.items()}
    return {
        f"{kind}-{number}" if kind in SEVERAL else kind: kind
        for kind, count in wanted.items()
        for number in range(1, count + 1)
    }


def layout(first_port: int, counts: Mapping[str, int] | None = None) -> Layout:
    """The layout from this port on. Raises ValueError where there would be none, or too many, of a kind."""
    for kind, count in (counts or {}).items():
        if not 1 <= count <= MOST:
            raise ValueError(f"{kind}: {count} cannot be; there are 1 to {MOST}.")
    parts, seen = [], dict.fromkeys(KINDS, 0)
    for name, kind in names(counts).items():
        port = first_port + OFFSETS[kind] + seen[kind] if kind in OFFSETS else None
        seen[kind] += 1
        parts.append(Part(name, kind, port))
    return Layout(first_port, tuple(parts))
