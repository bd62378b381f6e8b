"""The chat in a terminal: starts what it needs, talks over the same turn contract as the hub, stops what it started."""

from __future__ import annotations

import argparse
import sys
import textwrap
import uuid
from datetime import date
from pathlib import Path
from typing import Any

import httpx

from assistant import brain
from kinship import yaml_text

WORDS = Path(__file__).with_name("chat_words.yml")
WIDTH = 78


def show(reply: dict[str, Any]) -> None:
    """Print a reply: each message as a paragraph, the choices numbered where a number picks one."""
    for message in reply["messages"]:
        sys.stdout.write("\n")
        for line in message["text"].split("\n"):
            sys.stdout.write(textwrap.fill(line, WIDTH, subsequent_indent="  " if line.startswith("- ") else "") + "\n")
        numbered = message["custom"].get("free_answer") not in ("age", "date")
        for number, choice in enumerate(message["choices"], start=1):
            sys.stdout.write(f"  {number}. {choice['label']}\n" if numbered else f"  · {choice['label']}\n")


def talk(running: brain.Brain, council: str, words: dict[str, str]) -> None:
    """Talk until the input ends. What the caller would keep, the story, is kept here."""
    conversation, turn, story = f"terminal-{uuid.uuid4()}", 0, None
    asked: dict[str, Any] = {"choice": "greet"}
    while True:
        turn += 1
        try:
            answer = running.turn(
                conversation=f"{conversation}.{turn // 40}",
                turn=turn,
                channel="terminal",
                council=council,
                as_of=date.today().isoformat(),
                story=story,
                **asked,
            )
            answer.raise_for_status()
            reply = answer.json()
            story = reply["story"]
            show(reply)
        except httpx.HTTPError:
            sys.stdout.write(f"\n{words['brain_down']}\n")
        try:
            asked = {"text": input("\n> ")}
        except (EOFError, KeyboardInterrupt):
            sys.stdout.write(f"\n{words['closed']}\n")
            return


def main() -> int:
    options = argparse.ArgumentParser(description="Talk to the assistant in this terminal.")
    options.add_argument(
        "--council", default="exampleshire", help="whose offer: the name of a folder in offer_content/"
    )
    council = options.parse_args().council
    words = yaml_text.load(WORDS.read_text(encoding="utf-8"))
    model = brain.trained(say=lambda line: print(line, flush=True))
    print(words["starting"], flush=True)
    with brain.running(
        model, brain.ROOT / ".cache" / "chat", port=brain.free_port(), actions_port=brain.free_port()
    ) as running:
        print(words["started"], flush=True)
        talk(running, council, words)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
