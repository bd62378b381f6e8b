"""The help there is, by need: one piece of it at a time, with "more" about it and "what else"."""

from __future__ import annotations

from typing import Any

from kinship import answers
from kinship.dialogue import answered, handover, offer_order, questions, suggestions, unanswered
from kinship.dialogue.turn import Talk
from kinship.entry_in_full import contact_line
from kinship.reply import Choice

MENU_SIZE = 6
ENTRY = "entry"
LIKELIEST = 3  # arrangements; while much is open, what serves the likeliest comes first
MOST_COUNTED = 12  # a larger number helps nobody


def offer_menu(talk: Talk, *, more: bool = False, page: int = 0) -> None:
    """What would help most? A few topics, the likeliest first; the rest a page further."""
    topics = _in_order(talk)
    shown = topics[page * MENU_SIZE : (page + 1) * MENU_SIZE] or topics[:MENU_SIZE]
    page = page if topics[page * MENU_SIZE : (page + 1) * MENU_SIZE] else 0
    titles = talk.shelf.topics()
    choices = [answers.topic(topic, titles[topic]) for topic in shown]
    if more:
        choices.append(answers.command("ask_more"))
    choices += [answers.command("ask_what_else"), answers.command("ask_for_person")]
    talk.remember(menu_page=page, topic=None)
    talk.say("utter_what_would_help" if page == 0 else "utter_what_else_would_help", choices=choices)


def answer(talk: Talk, topic: str) -> None:
    """Answer from the offer: the entries that fit this family, the one that was asked about first."""
    found = _entries(talk, topic)
    asked_again = not talk.heard.choice and found["entries"] and found["entries"][0]["key"] == _shown(talk, topic)
    if asked_again and _once_more(talk, found["entries"][0]["offered"]):
        return
    talk.remember(topic={"name": topic, "entries": [each["key"] for each in found["entries"]], "at": 0}, layer=None)
    openings = talk.note("opened_topics", [])
    if found["opening"] and topic not in openings:
        talk.say_words(found["opening"])
        talk.remember(opened_topics=[*openings, topic])
    if not found["entries"]:
        for gap in found["gaps"][:2]:
            talk.say_words(gap)
        _nothing_local(talk)
        unanswered.mark(talk, unanswered.NO_LOCAL_ANSWER, topic)
        offer_menu(talk)
        return
    _show(talk, found["entries"], 0, left=len(found["entries"]) - 1)


def _shown(talk: Talk, topic: str) -> str | None:
    """The entry last shown, if it was of this topic."""
    now = talk.note("topic")
    return now["entries"][now["at"]] if now and now["name"] == topic and now["entries"] else None


def _once_more(talk: Talk, offered: Any) -> bool:
    """The rest of the piece, after its amount if it has one: that is what was asked again. False when all is told."""
    layer = talk.note("layer") or {}
    if layer.get("of") != ENTRY or layer.get("at", 0):
        return False
    if offered.standing != "past_limit" and (offered.figures or "£" in offered.entry["what"]):
        talk.say("utter_offer_once_more", title=offered.entry["title"], what=_what(offered))
    return more(talk)


def more(talk: Talk) -> bool:
    """The next layer of the piece last shown. False when there is none."""
    topic, layer = talk.note("topic"), talk.note("layer") or {}
    if not topic or layer.get("of") != ENTRY:
        return False
    shown = _by_key(talk, topic)
    if shown is None:
        return False
    entry = shown["offered"].entry
    at = layer.get("at", 0)
    if at == 0:
        talk.remember(layer={"of": ENTRY, "at": 1})
        talk.say("utter_offer_decides", who=entry["who"], decides=entry["decides"], if_no=entry["if_no"])
        talk.say("utter_offer_cost", cost=entry["cost"], come_back=entry["come_back"], provides=entry["provides"])
        talk.say(
            "utter_offer_source",
            source=entry["source"]["title"],
            checked_on=_day(entry["checked_on"]),
            choices=_after_entry(talk, topic, more_left=False),
        )
        return True
    return False


def what_else(talk: Talk) -> None:
    """The next piece of this topic; after the last one, the next page of topics."""
    topic = talk.note("topic")
    if topic and topic["at"] + 1 < len(topic["entries"]):
        topic = {**topic, "at": topic["at"] + 1}
        talk.remember(topic=topic)
        found = _entries(talk, topic["name"])
        _show(talk, _kept_order(found["entries"], topic["entries"]), topic["at"])
        return
    if topic:
        offer_menu(talk)
    else:
        offer_menu(talk, page=talk.note("menu_page", -1) + 1)


# -- inside -----------------------------------------------------------------------------------------------------------


def _entries(talk: Talk, topic: str) -> dict[str, Any]:
    """Entries for the family: what fits any of its children, with the children each fits."""
    merged: dict[str, dict[str, Any]] = {}
    opening, gaps = None, []
    for index, decision in enumerate(questions.decisions(talk)):
        found = talk.shelf.find(
            topic,
            [possible.key for possible in decision.arrangements],
            talk.story.facts_of(index),
            decision.flags,
            talk.heard.as_of,
        )
        opening = opening or found.opening
        gaps += [gap for gap in found.gaps if gap not in gaps]
        for offered in found.entries:
            key = f"{offered.area}/{offered.entry['id']}"
            each = merged.setdefault(key, {"key": key, "offered": offered, "children": [], "serves": 0})
            each["children"].append(index)
            likeliest = decision.arrangements[:LIKELIEST]
            share = sum(possible.key in offer_order.served(offered.entry) for possible in likeliest) / len(likeliest)
            each["serves"] = max(each["serves"], share)
    entries = list(merged.values())
    asked = "" if talk.heard.choice else talk.heard.text
    offer_order.sort(entries, asked, talk.shelf.topics()[topic])
    return {"opening": opening, "entries": suggestions.meant_first(talk, topic, entries), "gaps": gaps}


def _show(talk: Talk, entries: list[dict[str, Any]], at: int, left: int = 0) -> None:
    each = entries[at]
    offered, entry = each["offered"], each["offered"].entry
    topic = talk.note("topic")
    contact = _contact_words(talk, offered)
    choices = _after_entry(talk, topic, more_left=offered.standing != "past_limit")
    answered.shown(talk, topic["name"], offered)
    if offered.standing == "past_limit":
        talk.say("utter_offer_past_limit", title=entry["title"], contact=contact, choices=choices)
        unanswered.mark(talk, unanswered.NO_LOCAL_ANSWER, topic["name"])
        talk.remember(layer=None)
        return
    talk.remember(layer={"of": ENTRY, "at": 0})
    title, what = entry["title"], _what(offered)
    custom = {
        "offer": {"topic": topic["name"], "area": offered.area, "entry": entry["id"], "children": each["children"]}
    }
    if len(each["children"]) < len(talk.story.children) and len(each["children"]) == 1:
        talk.say(
            "utter_offer_for_child",
            title=title,
            what=what,
            child=answers.child_name(talk.story, each["children"][0]),
            custom=custom,
        )
    else:
        talk.say("utter_offer", title=title, what=what, custom=custom)
    if _only_council_knows(talk, entries, each):
        unanswered.mark(talk, unanswered.NO_LOCAL_ANSWER, topic["name"])
    if offered.fits == "maybe":
        talk.say("utter_offer_maybe")
    if offered.standing == "past_review":
        talk.say("utter_offer_past_review", checked_on=_day(entry["checked_on"]))
    if entry.get("state") == "paused":
        talk.say("utter_offer_paused")
    talk.say(
        "utter_offer_who_how", who=entry["who"], how=entry["how"], contact=contact, choices=() if left else choices
    )
    if left:
        name = (
            "utter_offer_one_more" if left == 1 else "utter_offer_count" if left <= MOST_COUNTED else "utter_offer_many"
        )
        talk.say(name, count=left, choices=choices)


def _what(offered: Any) -> str:
    """What the help is, with its amounts and their year."""
    figures = "".join(f"\n{figure['label']}: {figure['amount']} ({figure['tax_year']})." for figure in offered.figures)
    return offered.entry["what"] + figures


def _only_council_knows(talk: Talk, entries: list[dict[str, Any]], shown: dict[str, Any]) -> bool:
    """Is this a line that sends the carer to the council, which has not told us what it does about this need?"""
    need, local = shown["offered"].entry["need"], shown["offered"].entry["status"] == "local"
    told = {each["offered"].entry["need"] for each in entries if each["offered"].area != offer_order.NATIONAL}
    return bool(talk.shelf.council) and local and need not in told


def _after_entry(talk: Talk, topic: dict[str, Any], *, more_left: bool) -> list[Choice]:
    choices = [answers.command("ask_more")] if more_left else []
    if topic["at"] + 1 < len(topic["entries"]):
        choices.append(answers.command("ask_what_else"))
    unasked = questions.are_open(talk)
    return [
        *choices,
        answers.command("ask_which_arrangement" if unasked else "ask_what_help"),
        answers.command("ask_for_person"),
    ]


def _contact_words(talk: Talk, offered: Any) -> str:
    """The contact as one line, the same as on the page and on paper."""
    return contact_line(talk.shelf, offered.entry)


def _nothing_local(talk: Talk) -> None:
    door = (talk.shelf.council or {}).get("front_door")
    if door:
        talk.say("utter_council_has_not_told", phone=door["phone"], hours=door["hours"])
    else:
        handover.to_person(talk, "no_answer_in_offer")


def _by_key(talk: Talk, topic: dict[str, Any]) -> dict[str, Any] | None:
    key = topic["entries"][topic["at"]]
    return next((each for each in _entries(talk, topic["name"])["entries"] if each["key"] == key), None)


def _kept_order(entries: list[dict[str, Any]], keys: list[str]) -> list[dict[str, Any]]:
    place = {key: index for index, key in enumerate(keys)}
    return sorted(entries, key=lambda each: place.get(each["key"], len(place)))


def _in_order(talk: Talk) -> list[str]:
    """Topics, those that matter most to this arrangement first, as offer_content/topics.yml lists them; what was asked about comes first."""
    topics = list(talk.shelf.topics())
    flags = {flag for decision in questions.decisions(talk) for flag in decision.flags}
    keys = {possible.key for decision in questions.decisions(talk) for possible in decision.arrangements[:1]}
    front = (["first_days"] if "first_days" in flags else []) + (["turning_18"] if "adult_now" in keys else [])
    wanted = talk.note("wanted")
    front += [wanted] if wanted in topics and wanted not in front else []
    return front + [topic for topic in topics if topic not in front]


def _day(value: Any) -> str:
    return f"{value:%-d %B %Y}" if hasattr(value, "strftime") else str(value)
