"""What a larger offer costs: 1,000 entries against 100, in the same run. Targets: a carer's answer at most 1.2 times as slow;
the check, the search at the desk, the open data and saving one entry grow no faster than the number of entries.

An answer is measured from the words to the reply: the danger screen, the facts, the turn. Rasa and the hub, which no offer makes
slower, are left out, so what a carer waits for grows less than this. Its dialogue part is shown by itself, to see what grows.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from assistant.understanding.facts import extract  # noqa: E402
from kinship import entry_check  # noqa: E402
from kinship.check import faults  # noqa: E402
from kinship.content_files import read_yaml  # noqa: E402
from kinship.dialogue.conversation import take_turn  # noqa: E402
from kinship.dialogue.turn import Heard  # noqa: E402
from kinship.local_offer import shelf  # noqa: E402
from kinship.offer_search import search  # noqa: E402
from kinship.offer_writing import entry_text, plain, with_entry  # noqa: E402
from kinship.open_referral import feed  # noqa: E402
from kinship.open_referral_files import words  # noqa: E402
from kinship.safety import screen  # noqa: E402
from kinship.story import Story  # noqa: E402

AS_OF = date(2026, 11, 21)
COUNCIL = "sizeshire"
SMALL, LARGE = 100, 1000
ROUNDS, SLOW_ROUNDS = 54, 1
ANSWER_TARGET = 1.2
NOISE = 1.1  # of ten times as much, measured twice
SAID = (
    "My grandson is 6 and came to us in March, my daughter asked me to have him. Is there any help with {topic} for us?"
)


def offer(folder: Path, size: int) -> Path:
    """A folder whose offer has so many entries in all: those of England first, then the example council's again and again."""
    root = folder / str(size)
    shutil.copytree(ROOT / "offer_content", root / "offer_content", ignore=shutil.ignore_patterns("exampleshire"))
    ours = root / "offer_content" / COUNCIL
    ours.mkdir()
    shutil.copy(ROOT / "offer_content" / "exampleshire" / "council.yml", ours)
    topics = list(read_yaml(root / "offer_content" / "topics.yml"))
    for number, topic in enumerate(topics):
        national = [plain(each) for each in read_yaml(ROOT / "offer_content" / "england" / f"{topic}.yml")["entries"]]
        local = [plain(each) for each in read_yaml(ROOT / "offer_content" / "exampleshire" / f"{topic}.yml")["entries"]]
        share = size // len(topics) + (number < size % len(topics))
        england = national[: share if size < LARGE else None]
        path = root / "offer_content" / "england" / f"{topic}.yml"
        path.write_text(path.read_text("utf-8").split("\nentries:")[0] + "\nentries:\n" + _listed(england), "utf-8")
        rest = share - len(england)
        copies = [{**local[at % len(local)], "id": f"entry_{at}"} for at in range(rest)]
        (ours / f"{topic}.yml").write_text(
            f"topic: {topic}\nentries:\n{_listed(copies)}" if copies else f"topic: {topic}\nentries: []\n"
        )
    held = sum(1 for _ in shelf(COUNCIL, root).every())
    assert held == size, f"{held} entries, not {size}"
    return root


def _listed(entries: list[dict[str, Any]]) -> str:
    return "".join(entry_text(each) for each in entries) or " []\n"


def answers(root: Path, understood: bool, intent: str = "") -> Callable[[int], object]:
    """One question of a carer, from the words to the reply. A new conversation each time, through all the topics."""
    topics = list(shelf(COUNCIL, root).topics())

    def one(number: int) -> object:
        topic = topics[number % len(topics)]
        said = SAID.format(topic=topic.replace("_", " "))
        found: list[Any] = []
        if understood:
            screen(said)
            found = list(extract(said, AS_OF))
        heard = Heard(
            text=said,
            intent=intent or f"ask_{topic}",
            maybe=[f"ask_{topic}"] if intent else (),
            facts=found,
            channel="web",
            turn=1,
            as_of=AS_OF,
        )
        return take_turn(heard, Story.from_json(None), shelf(COUNCIL, root))

    return one


def saving(root: Path) -> Callable[[int], object]:
    """Saving one entry as the editor's pages do: checked, put into its file, the file checked and written whole."""
    topic = "education"
    path = root / "offer_content" / COUNCIL / f"{topic}.yml"
    if not read_yaml(path)["entries"]:
        path = root / "offer_content" / "england" / f"{topic}.yml"
    area = path.parent.name

    def one(number: int) -> object:
        text = path.read_text("utf-8")
        entry = {**plain(read_yaml(path)["entries"][0]), "title": f"A title {number}"}
        entry_check.faults(root, area, topic, entry, AS_OF)
        after = with_entry(text, topic, entry)
        return path.write_text(after, "utf-8")

    return one


def milliseconds(small: Callable[[int], object], large: Callable[[int], object], rounds: int) -> tuple[float, float]:
    """The middle of the processor time of both, measured turn about: what else the machine does then weighs on neither."""
    times: dict[Callable[[int], object], list[float]] = {small: [], large: []}
    for work in times:
        for number in range(min(rounds, 20)):
            work(number)  # what is read or worked out once is not counted
    for number in range(rounds):
        for work, taken in times.items():
            started = time.process_time()
            work(number)
            taken.append((time.process_time() - started) * 1000)
    return statistics.median(times[small]), statistics.median(times[large])


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        small, large = offer(Path(folder), SMALL), offer(Path(folder), LARGE)
        entries = LARGE / SMALL * NOISE
        measures: list[tuple[str, Callable[[Path], Callable[[int], object]], int, float]] = [
            ("answer, words to reply", lambda root: answers(root, True), ROUNDS, ANSWER_TARGET),
            ("answer, its dialogue part", lambda root: answers(root, False), ROUNDS, entries),
            ("answer, meaning not sure", lambda root: answers(root, False, "nlu_fallback"), 18, entries),
            (
                "search at the desk",
                lambda root: (
                    lambda n: search(
                        shelf(COUNCIL, root), Story.from_json(None), AS_OF, words="school help", others=True
                    )
                ),
                5,
                entries,
            ),
            ("open data, made anew", lambda root: lambda n: feed(shelf(COUNCIL, root), words(root), AS_OF), 3, entries),
            ("check", lambda root: lambda n: faults(COUNCIL, AS_OF, root), SLOW_ROUNDS, entries),
            ("save one entry", saving, 5, entries),
        ]
        missed = 0
        for name, make, rounds, target in measures:
            one, ten = milliseconds(make(small), make(large), rounds)
            good = ten / one <= target
            missed += not good
            shown = (
                f"{SMALL} entries {one:8.2f} ms  {LARGE} entries {ten:8.2f} ms  x{ten / one:.2f} (target x{target:g})"
            )
            print(f"{name:26} {shown}{'' if good else '  MISSED'}", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
