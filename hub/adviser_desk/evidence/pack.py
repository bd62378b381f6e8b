"""The yearly review in words: one account of the offer, read by the print page, the PDF and the spreadsheet."""

from __future__ import annotations

from datetime import date
from typing import Any

from hub.adviser_desk.evidence import coverage_page, said, unmet_page
from hub.adviser_desk.evidence.said import filled, words
from hub.conversations import councils
from hub.conversations.models import Feedback
from hub.evidence import glance, said_and_done, shown, suppression, unmet
from hub.evidence.shown import Topic
from hub.evidence.years import Year
from kinship import ageing
from kinship.local_offer import NATIONAL, Shelf, standing


def pack(now_on: Shelf, year: Year, day: date) -> dict[str, Any]:
    """All of it. `entries` of each topic are the council's own; England's are a list to tick."""
    found = unmet.of_year(councils.current(), year)
    topics = {each.code: each for each in shown.topics(now_on, councils.current(), found)}
    council = str((now_on.council or {}).get("council_name") or "")
    return {
        "heading": filled("review", "heading", council=council),
        "made": filled("review", "made", day=said.day(day), year=said.year(year)),
        "council_name": council,
        "glance": _glance(now_on, found, day),
        "feedback": feedback(councils.current(), year),
        "asked": _asked(now_on, topics),
        **unmet_page.told(found, now_on, day),
        "missing": coverage_page.missing(now_on, day),
        "parts": [_part(now_on, topics[code], day) for code in now_on.topics()],
        "consultation": _consultation(now_on, year),
        "manager": (now_on.council or {}).get("named_senior_manager") or {},
    }


def feedback(council: str, year: Year) -> list[dict[str, str]]:
    """What carers answered to "did you get what you needed?", with no small number."""
    counts = dict.fromkeys(Feedback.ANSWERS, 0)
    rows = Feedback.objects.filter(council=council, month__gte=year.first, month__lt=year.until, answer__in=counts)
    for answer in rows.values_list("answer", flat=True):
        counts[answer] += 1
    line, _ = suppression.line(counts)
    return [{"label": words()["feedback"][answer], "count": said.count(count)} for answer, count in line.items()]


def _glance(now_on: Shelf, found: unmet.Unmet, day: date) -> list[dict[str, str]]:
    seen = glance.at(now_on, day)
    numbers = {
        "entries_ours": seen.ours,
        "entries_england": seen.national,
        "past_day": seen.late,
        "due_soon": seen.soon,
        "gaps": seen.gaps,
        "minimum": seen.minimum,
        "unmet": found.total,
    }
    return [{"label": words()["review"][name], "count": said.count(number)} for name, number in numbers.items()]


def _asked(now_on: Shelf, topics: dict[str, Topic]) -> list[dict[str, Any]]:
    """What was shown most, by topic: entries of which the number may be told."""
    found = []
    for code, topic in topics.items():
        titles = {str(entry.get("id")): str(entry.get("title")) for area, entry in topic.entries if area != NATIONAL}
        rows = sorted(((times, titles[name]) for name, times in topic.times.items() if times), reverse=True)
        if rows:
            entries = [{"title": title, "count": said.count(times)} for times, title in rows]
            found.append({"title": said.topic(now_on, code), "entries": entries, "most": rows[0][0]})
    return sorted(found, key=lambda each: -each["most"])


def _part(now_on: Shelf, topic: Topic, day: date) -> dict[str, Any]:
    return {
        "code": topic.code,
        "title": said.topic(now_on, topic.code),
        "gaps": topic.gaps,
        "entries": [_entry(now_on, area, entry, topic, day) for area, entry in topic.entries if area != NATIONAL],
        "england_title": filled("review", "england_entries", topic=said.topic(now_on, topic.code)),
        "england": [_entry(now_on, area, entry, topic, day) for area, entry in topic.entries if area == NATIONAL],
    }


def _entry(now_on: Shelf, area: str, entry: Any, topic: Topic, day: date) -> dict[str, Any]:
    name, local = str(entry.get("id")), area != NATIONAL
    owner = entry.get("owner") or now_on.page(area, topic.code).get("owner") or ageing.default_owner(now_on.council)
    stands, lacking = standing(entry, day), said.lacks(topic.lacks.get(name, ()))
    return {
        "id": name,
        "area": area,
        "status": str(entry.get("status") or ""),
        "arrangements": entry.get("arrangements"),
        **{field: str(entry.get(field) or "").strip() for field in ("title", "what", "who", "how")},
        "contact": contact(now_on, entry),
        "owner": str(owner or words()["page"]["no_owner"]),
        "checked_on": entry.get("checked_on"),
        "review_by": entry.get("review_by"),
        "dates": filled(
            "review",
            "checked",
            checked=said.day(entry.get("checked_on")),
            review=said.day(entry.get("review_by")),
            owner=owner or words()["page"]["no_owner"],
        ),
        "check_by": filled("review", "check_by", review=said.day(entry.get("review_by"))),
        "standing": str(words()["standings"][stands]),
        "old": stands != ageing.CURRENT,
        "asked": _times(topic.times.get(name, 0)) if local else "",
        "shown": topic.times.get(name, 0) if local else "",
        "lacks": lacking,
        "misses": filled("review", "lacks", lacks=lacking) if lacking else "",
    }


def _times(times: int | None) -> str:
    if times is None:
        return str(words()["review"]["asked_few"])
    return filled("review", "asked_times", count=f"{times:,}") if times else str(words()["review"]["asked_never"])


def contact(now_on: Shelf, entry: Any) -> str:
    """Whom to reach, in one line."""
    told = now_on.contact(entry)
    phone = f"{told['phone']} ({told['hours']})" if told["phone"] and told["hours"] else told["phone"]
    ways = ", ".join(way for way in (phone, told["text"], told["web"], told["email"]) if way)
    return ": ".join(part for part in (told["name"], ways) if part)


def _consultation(now_on: Shelf, year: Year) -> dict[str, Any]:
    told = said_and_done.of_year(councils.current(), year)
    counts = sorted(told.counts.items(), key=lambda pair: -(pair[1] or 0))
    return {
        "counts": [{"topic": said.topic(now_on, topic), "count": said.count(count)} for topic, count in counts],
        "answers": [
            {"topic": said.topic(now_on, topic) if topic else "", "said": heard, "did": did}
            for topic, heard, did in told.answers
        ],
        "reviewed_with": str((now_on.council or {}).get("reviewed_with") or ""),
        "report": str((now_on.council or {}).get("consultation_report_url") or ""),
    }
