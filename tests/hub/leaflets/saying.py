"""What a carer is told of each entry, wherever it is told, as plain text: to compare it with what stands in the content files."""

import html
import re
from functools import cache
from pathlib import Path

import yaml

from kinship.dialogue.conversation import take_turn
from kinship.dialogue.turn import Heard
from kinship.story import Answer, Story

ROOT = Path(__file__).resolve().parents[3]
FIELDS = ("who", "how", "decides", "if_no", "cost", "provides", "come_back")  # beside the title and what it is


def letters(text):
    """The text without what a page, a line's end or a link puts between its words."""
    return re.sub(r"\s+", "", html.unescape(text)).replace("’", "'")


def on_the_page(source):
    """The words of a web page, without its marks and without the hint that a link opens anew."""
    words = re.sub(r"<(style|script|head)\b.*?</\1>", " ", source, flags=re.S)
    return letters(re.sub(r"<[^>]*>", " ", words)).replace(letters("(opens in a new tab)"), "")


def pieces_on(source):
    """The words of each piece of help on a page, each for itself."""
    return [on_the_page(f"<article{each.partition('</article>')[0]}") for each in source.split("<article")[1:]]


def sentences(text):
    return [each for each in re.split(r"(?<=[.?!])\s+", " ".join(text.split())) if each]


def missing(pieces, entry, figures=(), only=("title", "what", *FIELDS)):
    """The sentences of an entry (amounts too) that the piece which tells most of it does not tell, as (field, sentence)."""
    told = [(name, each) for name in only for each in sentences(str(entry[name]))]
    told += [("figures", f"{each['label']}: {each['amount']} ({each['tax_year']}).") for each in figures]
    return min(
        ([(name, each) for name, each in told if letters(each) not in piece] for piece in pieces), key=len, default=told
    )


@cache
def responses():
    """The chat's own sentences for a piece of help, as the web says them."""
    read = yaml.safe_load((ROOT / "data/local_offer/responses.yml").read_text(encoding="utf-8"))["responses"]
    return {name: next(each["text"] for each in told if "channel" not in each) for name, told in read.items()}


def in_the_chat(shelf, topic, as_of, facts=()):
    """What the chat says of each piece of help when somebody asks about a topic, and for more and what else until there is no more."""
    story, pieces, turn = Story(), [], 1
    for name, value in facts:
        story.add(name, Answer(value, 0, "", confirmed=True), 0)
    talk = _turn(f"ask_{topic}", turn, as_of, story, shelf)
    while any(say.response in ("utter_offer", "utter_offer_past_limit") for say in talk.says):
        first = _turn("ask_more", turn + 1, as_of, talk.story, shelf)
        pieces.append(letters(" ".join([*_words(talk), *_words(first)])))
        turn += 2
        talk = _turn("ask_what_else", turn, as_of, first.story, shelf)
    return pieces


def _turn(intent, turn, as_of, story, shelf):
    return take_turn(Heard(text="", intent=intent, choice=intent, channel="web", turn=turn, as_of=as_of), story, shelf)


def _words(talk):
    for say in talk.says:
        if say.response in responses():
            yield responses()[say.response].format(**say.fills)
