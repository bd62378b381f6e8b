"""How long a carer waits on the web: from sending to the answer on the page, beside the turn itself and an empty page, in one run.

Everything is real: Chromium, the web server, the worker, Rasa. Target: at most 1.5 times the turn and an empty page load together.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assistant import brain as brains
from tests.browser import chromium, stack

ROUNDS = 30
TARGET = 1.5
WORDS = "my daughter asked me to have him"
SEND = """async (words) => {
  const box = document.querySelector("#text"), list = document.querySelector("#messages");
  const before = list.querySelectorAll("li.assistant").length;
  box.value = words;
  const started = performance.now();
  await new Promise((shown) => {
    new MutationObserver((_, watch) => {
      if (list.querySelectorAll("li.assistant").length === before) return;
      watch.disconnect();
      requestAnimationFrame(() => setTimeout(shown));
    }).observe(list, { childList: true });
    document.querySelector("#ask button.send").click();
  });
  return performance.now() - started;
}"""


def turn_itself(running: brains.Brain) -> float:
    """Milliseconds of the second turn of a conversation, asked of Rasa directly."""
    fixed = {"conversation": f"b-{uuid.uuid4()}", "channel": "web", "council": "exampleshire", "as_of": "2026-11-21"}
    running.turn(turn=1, choice="greet", **fixed).raise_for_status()
    started = time.perf_counter()
    running.turn(turn=2, text=WORDS, **fixed).raise_for_status()
    return (time.perf_counter() - started) * 1000


def page_load(page, address: str) -> float:
    """Milliseconds until the page has loaded, by the browser's own clock."""
    page.goto(address)
    return page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")


def main() -> int:
    path = chromium.executable()
    if path is None:
        print(chromium.NONE)
        return 1
    rows: dict[str, list[float]] = {name: [] for name in ("turn", "page", "bare", "carer")}
    with (
        tempfile.TemporaryDirectory() as folder,
        brains.running(
            brains.trained(), Path(folder) / "brain", port=brains.free_port(), actions_port=brains.free_port()
        ) as running,
        stack.running(Path(folder), running.url) as site,
        chromium.started(path) as browser,
    ):
        for number in range(ROUNDS):
            # A fresh address each time: this measures one carer, not the limits of an address block.
            with browser.new_context(extra_http_headers={"X-Forwarded-For": f"198.51.{number}.1"}) as context:
                page = context.new_page()
                rows["bare"].append(page_load(page, f"{site.url}/health/live"))
                rows["page"].append(page_load(page, f"{site.url}/chat/"))
                page.evaluate(SEND, "hello")
                rows["carer"].append(page.evaluate(SEND, WORDS))
            rows["turn"].append(turn_itself(running))
    middle = {name: statistics.median(times) for name, times in rows.items()}
    for name, said in (
        ("turn", "the turn itself"),
        ("bare", "a page with nothing in it"),
        ("page", "the first view of the chat"),
        ("carer", "from sending to the answer on the page"),
    ):
        times = sorted(rows[name])
        print(f"{said:40} p50 {middle[name]:6.1f} ms  p95 {times[int(len(times) * 0.95)]:6.1f} ms")
    for name in ("bare", "page"):
        ratio = middle["carer"] / (middle["turn"] + middle[name])
        print(f"sending to answer / (turn + {name} load) = {ratio:.2f}   (target {TARGET})")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
