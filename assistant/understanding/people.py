"""Whom "she", "he" or "they" means, and who does what a message tells."""

from __future__ import annotations

from assistant.understanding.named_people import OWN, STOPS, Named, Person

__all__ = ["OWN", "PRONOUNS", "STOPS", "People", "Person"]

PRONOUNS = {"she": "her", "he": "him", "they": "many", "her": "her", "him": "him", "them": "many"}
OBJECT_AFTER = frozenset(
    """
    with to of for from about by at on in than like without see sees seeing visit visits asked told rang tell ask help
    miss misses missing love loves into near bring brings brought bury buried mind minding wi
""".split()
)
PLACES = frozenset({"hospital", "school"})
GOES = frozenset("went go goes gone going left leave leaves start starts started finish finishes attends".split())
FAR = 70  # words back in which a pronoun looks for its person
NEAR = 16  # words back from what is told in which its subject stands


class People(Named):
    """The people named, with a look-up from a word to the person it stands for."""

    def at(self, i: int) -> Person | None:
        """The person whose name ends with word i."""
        return next((p for p in self.named if p.first <= i < p.last), None)

    def meant(self, i: int) -> Person | None:
        """Whom the pronoun at word i means: the nearest person before it who fits; None when nobody was named."""
        sex = PRONOUNS[self.words[i]]
        begins = next((k + 1 for k in range(i - 1, -1, -1) if self.words[k] in STOPS), 0)
        same = next((k for k in range(i - 1, begins - 1, -1) if self.words[k] == self.words[i]), None)
        if same is not None and self.words[i] in {"she", "he"}:
            if not any(p.first > same and p.last <= i and p.sex == sex and self._acts(p) for p in self.named):
                return self.meant(same)  # "she packed the girl's bag and she rings": one and the same
        vague = None
        for person in reversed([p for p in self.named if i - FAR <= p.first and p.last <= i]):
            if person.who in PLACES and self.words[i] != "it":
                continue
            if person.sex == sex or (sex == "many" and self._with_another(person)):
                return person if vague is None or person.first >= begins or vague.first < begins else vague
            if person.sex == "" and sex != "many" and vague is None and person.kind != "other":
                if person.kind == "parent":
                    return person
                vague = person
        return vague or (self._both_parents(i) if sex == "many" else None)

    def subject_ends(self, i: int) -> int:
        """The last word of the subject of what word i begins to tell, or where its sentence begins."""
        k = i - 1
        while k >= 0 and self.words[k] not in STOPS:
            person = self.at(k)
            if self.words[k] in {"she", "he", "they", "i", "we"} or (person and not person.owner):
                return k
            k -= 1
        return k + 1

    def _both_parents(self, i: int) -> Person | None:
        """ "My brother … the mother … they ask me": two parents told of, and nobody official."""
        before = [p for p in self.named if i - FAR <= p.first and p.last <= i]
        told = {p.sex for p in before if p.kind == "parent"}
        official = any(p.kind == "council" for p in before)
        return Person("parent", "many", i, i + 1) if {"her", "him"} <= told and not official else None

    def grown_up_meant(self, i: int) -> Person | None:
        """Whom "she" or "he" before word i means where no child can be meant ("he's an alcoholic")."""
        k = next((k for k in range(i - 1, max(-1, i - NEAR), -1) if self.words[k] in PRONOUNS), None)
        if k is None or STOPS & set(self.words[k:i]):
            return None
        sex = PRONOUNS[self.words[k]]
        grown = [p for p in self.named if p.last <= k and p.kind in {"parent", "other"} and k - FAR <= p.first]
        return next((p for p in reversed(grown) if p.sex in {sex, ""}), None)

    def _no_doer(self, person: Person, before: str) -> bool:
        """ "my sister's boy", "went to his mum", "she went hospital": named, but not who does what follows."""
        told_of = self.words[person.last : person.last + 1] in (["who"], ["that"], ["which"])
        in_passing = person.owner or (before in OBJECT_AFTER and not told_of)
        over = self.words[person.last : person.last + 1] in ([","], ["and"], ["then"])
        in_passing = in_passing or (person.kind == "child" and before in {"after", "since", "having"} and over)
        return in_passing or (person.who in PLACES and before in GOES)

    def _acts(self, person: Person) -> bool:
        if self.words[max(0, person.first - 2) : person.first] in (["me", "and"], ["us", "and"]):
            return False
        return (
            not person.owner
            and self.words[person.last : person.last + 1] != ["'s"]
            or self.words[person.last : person.last + 2]
            in (["'s", "in"], ["'s", "on"], ["'s", "been"], ["'s", "a"], ["'s", "not"])
        )

    def _with_another(self, person: Person) -> bool:
        return (
            self.words[person.first - 1 : person.first] == ["and"]
            and person.kind in {"parent", "other"}
            and any(p.last == person.first - 1 for p in self.named)
        )

    def subject(self, i: int) -> list[Person] | None:
        """Who does what word i begins to tell: people of that sentence, [] for the carer or a thing, None when unsaid."""
        k, floor = i - 1, max(0, i - NEAR)
        while k >= floor and self.words[k] not in STOPS:
            word = self.words[k]
            if word in {"i", "we", "im", "ive"}:
                return [Person("carer", "", k, k + 1)]
            if word in {"she", "he", "they"}:
                person = self.meant(k)
                return [person or Person("unknown", "", k, k + 1)]
            person = self.at(k)
            if person is None:
                k -= 1
                continue
            before = self.words[person.first - 1] if person.first else ""
            if self._no_doer(person, before):
                k = person.first - 1
                continue
            found = [person]
            if before in {"and", "or", "nor"}:
                other = next((p for p in self.named if p.last == person.first - 1), None)
                found += [other] if other else []
            return found
        return None
