"""Each paper as a page: the leaflet of a topic, the same in large print, its poster, and all there is on the topic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from hub.conversations import councils, page_words
from hub.conversations import words as content
from hub.leaflets import pdf
from hub.leaflets.kept import Kept
from hub.leaflets.squares import square
from kinship import offer_on_paper
from kinship.offer_on_paper import Leaflet, Topic
from kinship.theme import theme_of

CHAT, OFFER = "/chat/", "/offer/"
SHEET = 4  # pages of a leaflet on one folded sheet
IN_A_LEAFLET = ("who", "how")  # of an entry's parts; on the long page there are all


@dataclass(frozen=True)
class Form:
    """A kind of paper. `style`: its size and letters. `folded`: its pages are filled up to whole sheets."""

    template: str
    style: str
    folded: bool = False
    is_file: bool = True


FORMS = {
    "leaflet": Form("leaflets/leaflet.html", "leaflets/a5.css", folded=True),
    "large": Form("leaflets/leaflet.html", "leaflets/large.css"),
    "poster": Form("leaflets/poster.html", "leaflets/poster.css"),
    "all": Form("leaflets/all.html", "leaflets/a4.css", is_file=False),
}
ANYBODY = "anybody"  # in the place of a topic: the poster that is for every topic
_kept = Kept()


def page(form: str, topic: str) -> str:
    """The paper as a web page. Raises KeyError for a form or a topic that we do not have."""
    return _page(form, topic, as_file=False)


def file(form: str, topic: str) -> bytes:
    """The paper as a PDF, made once for the same words. Raises KeyError as `page`, and what pdf and kept raise."""
    if not FORMS[form].is_file:
        raise KeyError(form)
    source = _page(form, topic, as_file=True)
    return _kept.of(source, lambda: _made(form, topic, source))


def file_name(form: str, topic: str) -> str:
    """What the file is called, without its ending: first-days-leaflet."""
    return f"{topic.replace('_', '-')}-{form}"


def _made(form: str, topic: str, source: str) -> bytes:
    base = councils.public_url()
    if FORMS[form].folded and (spare := -pdf.count_pages(source, base_url=base) % SHEET):
        source = _page(form, topic, as_file=True, notes=spare)
    return pdf.render_pdf(source, base_url=base)


def _page(form: str, topic: str, *, as_file: bool, notes: int = 0) -> str:
    kind = FORMS[form]
    if topic == ANYBODY and form != "poster":
        raise KeyError(topic)
    return render_to_string(kind.template, {**context(form, topic, as_file=as_file), "notes": range(notes)})


def context(form: str, topic: str, *, as_file: bool) -> dict[str, Any]:
    """What the templates fill in."""
    said, council = content.leaflet_words(), content.council()
    name = str(council.get("council_name") or "")
    whole = None if topic == ANYBODY else whole_topic(topic)
    squares = {"chat": square(CHAT), "page": square(f"{OFFER}topic/{topic}/" if whole else OFFER)}
    told = {
        "form": form,
        "form_name": said["pages"][form],
        "style": FORMS[form].style,
        "as_file": as_file,
        "can_be_file": FORMS[form].is_file,
        "say": said,
        "labels": content.entry_words()["labels"],
        "council": name,
        "theme": theme_of(council),
        "exit": page_words.exit_address(),
        "file_label": said["pages"]["file"].format(form=said["pages"][form]),
        "topic": whole,
        "name": topic,
        "question": question(topic),
        "in_leaflet": IN_A_LEAFLET,
        "squares": squares,
        "chat_picture": said["back"]["picture"].format(address=squares["chat"].typed),
        "page_picture": said["back"]["picture"].format(address=squares["page"].typed),
        "offered_by": said["back"]["offer"].format(council=name),
        "asking_is_safe": str((council.get("privacy") or {}).get("asking_is_safe") or ""),
        "made": said["back"]["made"].format(day=page_words.day(page_words.today())),
        **_whom(council, said),
    }
    if whole and form != "all":
        told["leaflet"] = leaflet(whole)
    return told


def whole_topic(topic: str) -> Topic:
    """All there is on a topic today. Raises KeyError for a topic that we do not have."""
    return offer_on_paper.topic(content.shelf(), topic, page_words.today(), content.entry_words())


def leaflet(whole: Topic) -> Leaflet:
    """What of it goes into the leaflet, and into the same in large print."""
    return offer_on_paper.leaflet(whole, (content.leaflet_words().get("begin_with") or {}).get(whole.name, ()))


def question(topic: str) -> str:
    """What stands on the front."""
    said = content.leaflet_words()
    return str(said["questions"].get(topic) or said["anybody"])


def _whom(council: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """Whom to call by day and at night, and how to get the words in another way; "" where the council does not say."""
    day = council.get("kinship_team") or council.get("front_door") or {}
    reached = {"phone": str(day.get("phone") or ""), "hours": str(day.get("hours") or "")}
    formats, help_ = ", ".join(map(str, council.get("formats") or ())), str(council.get("language_help") or "")
    able = bool(reached["phone"])
    return {
        "by_day": day,
        "by_night": council.get("out_of_hours") or {},
        "formats": said["back"]["formats"].format(formats=formats, **reached) if formats and able else "",
        "language": said["back"]["language"].format(help=help_, **reached) if help_ and able else "",
    }
