"""Facts nobody is asked for: computed from what was said, so that no row of the table ever computes.

Each function takes one answer for each input and returns every value still possible. A date or an age that is not
known comes in as None; a fact with several answers comes in as a tuple. The functions under "as said" look only at
what the carer said, so that the table can presume from it without walking in a circle.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import product

from kinship.facts import NOT_SURE

SHORT, LONG = "under_28_days_and_meant_to_end", "twenty_eight_days_or_more"
# Children Act 1989 s.66(2): private fostering begins with 28 days, so day 28 itself counts.
_PRIVATE_FOSTERING_DAYS = 28
_FIRST_DAYS = 7
_NEAR_28_DAYS = 21
# Care Planning Regulations 2010 reg 24: temporary approval lasts up to 16 weeks. Two weeks' notice is near.
_APPROVAL_WEEKS, _APPROVAL_NEAR_WEEKS = 16, 14
# Special Guardianship Regulations 2005 reg 5: the placing council's duty to give services lasts three years.
_SERVICE_DAYS, _SERVICE_NEAR_DAYS = 3 * 365, 3 * 365 - 90


@dataclass(frozen=True)
class Computed:
    """A computed fact: what it is made from, what it can be, and how."""

    name: str
    made_from: tuple[str, ...]
    answers: tuple[str, ...]
    how: Callable[..., tuple[str, ...]]
    uses_date: bool = False
    # Made from what was said, word for word, and never from what is presumed: None is "nobody said".
    as_said: bool = False


def age_band(child_age: str | None) -> tuple[str, ...]:
    """From years or `unborn`. A child is under 18 (Children Act 1989 s.105)."""
    if child_age is None:
        return ("unborn", "under_16", "age_16_or_17", "adult")
    if child_age == "unborn":
        return ("unborn",)
    years = int(child_age)
    return ("under_16" if years < 16 else "age_16_or_17" if years < 18 else "adult",)


# s.105: grandparent, brother, sister, uncle or aunt, by full or half blood, marriage or civil partnership; step-parent.
_NARROW = ("grandparent", "step_grandparent", "aunt_or_uncle", "brother_or_sister", "step_parent")
_STEP_SIBLING = ("step_brother_or_sister", "brother_or_sister")


def relative_by_law(carer_relationship: str, related_by: str) -> tuple[str, ...]:
    """Is the carer a relative under Children Act 1989 s.105: yes, no or unclear.

    Step-brothers and step-sisters, and anyone whose link was a marriage that ended, are unclear: an adviser must look.
    A parent is counted with the relatives: the table has decided about parents before it comes here.
    """
    if carer_relationship == "parent":
        return ("yes",)
    if related_by in ("partner_not_married", "not_related"):
        return ("no",)
    if carer_relationship == "step_brother_or_sister":
        return ("unclear",)
    if carer_relationship in _NARROW:
        by_marriage = related_by == "marriage_or_civil_partnership"
        if related_by == "marriage_ended" or (by_marriage and carer_relationship in _STEP_SIBLING):
            return ("unclear",)
        return ("yes",)
    if carer_relationship == "other" and related_by in ("marriage_or_civil_partnership", "marriage_ended"):
        return ("unclear",)
    return ("no",)


def carer_is_parent(carer_relationship: str) -> tuple[str, ...]:
    """A parent is never a kinship carer of their own child."""
    return ("yes" if carer_relationship == "parent" else "no",)


_CARE = ("care_order", "interim_care_order", "emergency_protection_order")
_TO_CARER = (
    ("adoption_order", "adoption"),
    ("special_guardianship_order", "special_guardianship"),
    ("child_arrangements_order", "child_arrangements"),
    ("interim_child_arrangements_order", "interim_child_arrangements"),
)


def order_route(order_in_force: tuple[str, ...], order_names_carer: str) -> tuple[str, ...]:
    """One code for all the orders about this child. Only an order that names this carer is theirs.

    A care order stands beside a special guardianship order but ends an order about where a child lives (s.91(2)).
    """
    theirs = [route for order, route in _TO_CARER if order in order_in_force and order_names_carer == "yes"]
    if "adoption" in theirs:
        return ("adoption",)
    care = next((order for order in _CARE if order in order_in_force), None)
    if care:
        return ("special_guardianship_and_care" if "special_guardianship" in theirs else care,)
    if theirs:
        return (theirs[0],)
    if set(order_in_force) == {"none"}:
        return ("none",)
    return ("ended" if set(order_in_force) == {"order_ended"} else "not_to_carer",)


# What shows that the council, not the family, made the arrangement (section 20). A visit to the home alone does not.
_STRONG_POINTERS = frozenset({"signed_section_20", "told_not_to_return_child", "set_family_time", "promised_money"})


def placed_by_council(who_arranged: str, council_pointers: tuple[str, ...]) -> tuple[str, ...]:
    """Did the council or the police bring the child here, or in truth decide it (Children Act 1989 s.20, s.22)?"""
    council = who_arranged == "council_or_police" or _STRONG_POINTERS.intersection(council_pointers)
    return ("yes" if council else "no",)


def length_of_stay(
    stay_length: str, stay_started: str | None, stay_meant_to_end: str | None, as_of: date
) -> tuple[str, ...]:
    """28 days or more, or meant to be? Dates beat words. Arrival is day 1, day 28 counts, the leaving day does not."""
    started, ends = days_meant(stay_started), days_meant(stay_meant_to_end)
    if started is None:
        return (stay_length,)
    so_far = [(as_of - day).days + 1 for day in started]
    whole = [(end - start).days for end in ends for start in started] if ends else []
    if min(so_far) >= _PRIVATE_FOSTERING_DAYS or (whole and min(whole) >= _PRIVATE_FOSTERING_DAYS):
        return (LONG,)
    if whole and max(whole) < _PRIVATE_FOSTERING_DAYS and max(so_far) < _PRIVATE_FOSTERING_DAYS:
        return (SHORT,)
    return (stay_length,)


def stay_so_far(stay_started: str | None, as_of: date) -> tuple[str, ...]:
    """How far the stay has come today: not begun, the first week, towards 28 days, or 28 days and more."""
    days = days_meant(stay_started)
    if days is None:
        return ("not_begun", "first_week", "weeks_2_and_3", "near_28_days", "past_28_days")
    return tuple(dict.fromkeys(_stay_band((as_of - day).days + 1) for day in days))


def _stay_band(day: int) -> str:
    if day < 1:
        return "not_begun"
    if day <= _FIRST_DAYS:
        return "first_week"
    if day >= _PRIVATE_FOSTERING_DAYS:
        return "past_28_days"
    return "near_28_days" if day >= _NEAR_28_DAYS else "weeks_2_and_3"


def approval_clock(approval_started: str | None, as_of: date) -> tuple[str, ...]:
    """How far temporary approval has run (Care Planning Regulations 2010 regs 24 and 25)."""
    days = days_meant(approval_started)
    if days is None:
        return ("early", "near", "past")
    weeks = [(as_of - day).days / 7 for day in days]
    return tuple(
        dict.fromkeys(
            "past" if week >= _APPROVAL_WEEKS else "near" if week >= _APPROVAL_NEAR_WEEKS else "early" for week in weeks
        )
    )


def order_clock(order_made: str | None, as_of: date) -> tuple[str, ...]:
    """How far the three years have run in which the placing council gives services after an order."""
    days = days_meant(order_made)
    if days is None:
        return ("early", "near", "past")
    ages = [(as_of - day).days for day in days]
    return tuple(
        dict.fromkeys(
            "past" if age >= _SERVICE_DAYS else "near" if age >= _SERVICE_NEAR_DAYS else "early" for age in ages
        )
    )


def guardian_by_will(parents_situation: tuple[str, ...], named_as_guardian: str) -> tuple[str, ...]:
    """Did a parent who died name this carer (Children Act 1989 s.5)? A will says nothing while the parent lives."""
    return ("yes" if "died" in parents_situation and named_as_guardian == "yes" else "no",)


# --- as said ----------------------------------------------------------------------------------------------------------

_CAME_OF_ITSELF = ("nobody", "child_themselves")
_APPROVED = ("approved", "temporarily_approved")


def child_has_come(
    child_lives_with_carer: str | None,
    stay_started: str | None,
    approval_started: str | None,
    stay_length: str | None,
    fostering_status: str | None,
    looked_after_before_order: str | None,
    order_in_force: tuple[str, ...] | None,
    order_names_carer: str | None,
    who_arranged: str | None,
    carer_relationship: str | None,
    as_of: date,
) -> tuple[str, ...]:
    """Does what was said show that the child is here: yes, not_yet or not_known? Once asked, the answer counts.

    "My daughter asked me to have him" and "social services asked me" may be about next month, so they show nothing;
    "he turned up" and "it just happened" are about a child who is here.
    """
    if child_lives_with_carer is not None:
        return ("not_known",)
    days = days_meant(stay_started)
    if days and days[0] > as_of:
        return ("not_yet",)
    theirs = {order for order, _ in _TO_CARER}.intersection(order_in_force or ())
    shown = (
        stay_started not in (None, NOT_SURE),
        approval_started not in (None, NOT_SURE),
        stay_length in (SHORT, LONG),
        fostering_status in _APPROVED,
        looked_after_before_order in ("yes", "no"),
        bool(theirs) and order_names_carer in (None, "yes"),
        who_arranged in _CAME_OF_ITSELF and carer_relationship not in (None, NOT_SURE, "parent"),
    )
    return ("yes" if any(shown) else "not_known",)


def told_of_a_will(named_as_guardian: str | None) -> tuple[str, ...]:
    """The carer spoke of being named as guardian: then whether a parent died is worth asking."""
    return ("yes" if named_as_guardian == "yes" else "no",)


def parents_spoken_of(parents_situation: tuple[str, ...] | str | None) -> tuple[str, ...]:
    """The carer said something about the parents, were it "not sure"."""
    return ("no" if parents_situation is None else "yes",)


# --- dates ------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def days_meant(written: str | None) -> tuple[date, date] | None:
    """First and last day that `2026-03-14`, `2026-03` or `2026` may mean; None for other words, or no such day."""
    found = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", written or "")
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year, month or 1, day or 1)
        if day:
            return first, first
        last_month = month or 12
        return first, date(year, last_month, calendar.monthrange(year, last_month)[1])
    except ValueError:
        return None


COMPUTED: dict[str, Computed] = {
    fact.name: fact
    for fact in (
        Computed("age_band", ("child_age",), ("unborn", "under_16", "age_16_or_17", "adult"), age_band),
        Computed("relative_by_law", ("carer_relationship", "related_by"), ("yes", "no", "unclear"), relative_by_law),
        Computed("carer_is_parent", ("carer_relationship",), ("yes", "no"), carer_is_parent),
        Computed(
            "order_route",
            ("order_in_force", "order_names_carer"),
            (
                "none",
                "special_guardianship",
                "special_guardianship_and_care",
                "child_arrangements",
                "adoption",
                "interim_child_arrangements",
                *_CARE,
                "not_to_carer",
                "ended",
            ),
            order_route,
        ),
        Computed("placed_by_council", ("who_arranged", "council_pointers"), ("yes", "no"), placed_by_council),
        Computed(
            "length_of_stay", ("stay_length", "stay_started", "stay_meant_to_end"), (SHORT, LONG), length_of_stay, True
        ),
        Computed(
            "stay_so_far",
            ("stay_started",),
            ("not_begun", "first_week", "weeks_2_and_3", "near_28_days", "past_28_days"),
            stay_so_far,
            True,
        ),
        Computed("approval_clock", ("approval_started",), ("early", "near", "past"), approval_clock, True),
        Computed("order_clock", ("order_made",), ("early", "near", "past"), order_clock, True),
        Computed("guardian_by_will", ("parents_situation", "named_as_guardian"), ("yes", "no"), guardian_by_will),
        Computed(
            "child_has_come",
            (
                "child_lives_with_carer",
                "stay_started",
                "approval_started",
                "stay_length",
                "fostering_status",
                "looked_after_before_order",
                "order_in_force",
                "order_names_carer",
                "who_arranged",
                "carer_relationship",
            ),
            ("yes", "not_yet", "not_known"),
            child_has_come,
            uses_date=True,
            as_said=True,
        ),
        Computed("told_of_a_will", ("named_as_guardian",), ("yes", "no"), told_of_a_will, as_said=True),
        Computed("parents_spoken_of", ("parents_situation",), ("yes", "no"), parents_spoken_of, as_said=True),
    )
}


@lru_cache(maxsize=4096)
def possible(name: str, inputs: tuple[frozenset, ...], as_of: date) -> frozenset[str]:
    """Every value a computed fact may have, given every answer its inputs may have."""
    fact = COMPUTED[name]
    more = (as_of,) if fact.uses_date else ()
    return frozenset(value for one in product(*inputs) for value in fact.how(*one, *more))
