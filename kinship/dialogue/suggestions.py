""" "Is it one of these?": what a message may be about, offered as choices where we are not sure. Never answered as if certain."""

from __future__ import annotations

from kinship import answers, offer_search
from kinship.dialogue.turn import Talk
from kinship.offer_search import Piece

MOST = 3


def offer(talk: Talk) -> bool:
    """Put the likeliest pieces of the offer as a question. False where nothing comes near, or where it is rather an answer."""
    if not talk.heard.maybe and talk.story.asked is not None and talk.note("missed", 0) < 2:
        return False  # a question stands open, and this looks like an answer that we could not read
    found = _likeliest(talk)
    if not found:
        return False
    topics = talk.shelf.topics()
    titles = {topic: told["title"] for topic, told in topics.items()}
    choices = [answers.topic(piece.topic, topics[piece.topic]) for piece in found]
    lines = [f"{titles[piece.topic]}: {piece.offered.entry['title']}" for piece in found]
    talk.remember(meant={piece.topic: piece.name for piece in found}, topic=None, missed=None)
    talk.say(
        "utter_is_it_one_of_these",
        list="\n".join(f"- {line}" for line in lines),
        choices=[*choices, answers.command("ask_what_help"), answers.command("ask_for_person")],
    )
    return True


def meant_first(talk: Talk, topic: str, entries: list[dict]) -> list[dict]:
    """The piece that was offered for a topic comes first when its choice is tapped."""
    name = talk.note("meant", {}).get(topic)
    return sorted(entries, key=lambda each: each["key"] != name) if talk.heard.choice and name else entries


def _likeliest(talk: Talk) -> list[Piece]:
    """At most one of each topic: those the intents come near first, then what the search finds."""
    heard = talk.heard
    found = offer_search.nearest(talk.shelf, talk.story, heard.as_of, heard.text, dict(heard.near))
    best: dict[str, Piece] = {}
    for piece in found:
        best.setdefault(piece.topic, piece)
    maybe = [intent.removeprefix("ask_") for intent in heard.maybe]
    near = [topic for topic in maybe if topic in talk.shelf.topics()]
    for topic in [each for each in near if each not in best]:
        first = next(iter(offer_search.search(talk.shelf, talk.story, heard.as_of, topic=topic)), None)
        if first is not None:
            best[topic] = first
    order = [*near, *(topic for topic in best if topic not in near)]
    return [best[topic] for topic in order if topic in best][:MOST]
