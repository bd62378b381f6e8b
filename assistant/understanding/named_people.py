"""The people a message names: parent, child, carer, council or somebody else, each by the words that name them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.understanding.message_text import Told
from assistant.understanding.names import is_name
from assistant.understanding.people_words import known_people, people_file

STOPS = frozenset({".", "!", "?", "\n", ";", "…", "..."})
OWN = frozenset({"my", "our", "me", "mine", "mi", "us"})
CHILDS = frozenset({"his", "her", "their", "there", "the", "child", "kid", "baby", "boy", "girl", "children"})
SAME = frozenset({",", "is", "'s", "(", "-", "was", "who"})
SIBLING_ROLES = {"brother_or_sister", "step_brother_or_sister"}
SOMEONE = frozenset("lady woman man bloke guy someone somebody person people worker".split())
OFFICIAL = frozenset(
    "hours duty emergency fostering placement placements safeguarding assessment social_services".split()
)
SIBLINGS = frozenset({"sister", "brother", "sisters", "brothers"})
NOT_SOCIAL = {"drug", "support", "key", "youth", "care", "health", "family"}
TWO = frozenset("two three four kids children little baby son daughter twins boy girl lad lads boys girls".split())
EXES = {"ex", "ex_partner", "ex_spouse"}
ONE_OF = frozenset({"the", "this", "my", "our", "other", "second", "first"})
YOUNG = frozenset({"girl", "boy", "lad", "lass", "eldest", "youngest", "oldest", "kid"})
GROWN_NOW = frozenset({"niece", "nephew", "granddaughter", "grandson"})
A_LINE_DOWN = frozenset("grandson granddaughter grandchildren grandchild grandkids nephew niece".split())
SIBLINGS_AND_OWN = frozenset({"son", "daughter", "sister", "brother", "sons", "daughters", "sisters", "brothers"})
BARE = STOPS | {"", "and", "but", "because", "so", ",", "then"}


@dataclass(frozen=True)
class Person:
    """One person named: words first to last (last not included), kind, and sex (her, him, many or "")."""

    kind: str
    sex: str
    first: int
    last: int
    owner: bool = False
    who: str = ""


class Named:
    """Everyone named in a message, in the order they are named."""

    def __init__(self, told: Told, roles: Iterable[str], writers: Iterable[str]) -> None:
        self.told = told
        self.words = [word.text for word in told.words]
        self.roles, self.writers = set(roles), set(writers)
        table = people_file()["parent_of"]
        self.parents_words = {w for role in self.roles for w in table.get(role, ())} or set(table["any"])
        self.answering = False
        self.names: dict[str, str] = {}
        self.named: list[Person] = []
        self.no_parents: set[str] = set()
        self._read()

    def _read(self) -> None:
        known = known_people()
        every = (
            known["parents"] | known["children"] | known["grown"] | known["spouses"] | known["council"] | known["other"]
        )
        for i, word in enumerate(self.words):
            if word in every:
                self._name(i)
            elif word in self.names and not (self.named and self.named[-1].last == i):
                kind, sex = self.names[word].split("/")
                self.named.append(Person(kind, sex, i, i + 1, self._owns(i), word))
            elif i and self.words[i - 1] == "our" and self._names_a_parent(i, word):
                self.names[word.removesuffix("s") if self.words[i + 1 : i + 2] != ["'s"] else word] = "parent/"
                self.named.append(Person("parent", "", i, i + 1, True, word))
            elif word == "theirs" and self.named and self.named[-1].kind == "parent" and i - self.named[-1].last < 5:
                self.named.append(
                    replace(self.named[-1], first=i, last=i + 1, owner=False)
                )  # "no shared dad, theirs is …"

    def _names_a_parent(self, i: int, word: str) -> bool:
        """ "our Stacey's little lad", "our staceys bairn"."""
        if self.words[i + 1 : i + 2] == ["'s"]:
            return self._child_after(i + 2)
        a_name = word.endswith("s") and len(word) > 4 and not word.endswith(("ss", "ous"))
        return a_name and word not in known_people()["fillers"] and self._child_after(i + 1)

    def _child_after(self, i: int) -> bool:
        while i < len(self.words) and self.words[i] in known_people()["fillers"]:
            i += 1
        return (
            i < len(self.words)
            and self.words[i] in known_people()["children"]
            or self.words[i - 1 : i] in (["two"], ["three"])
        )

    def _owns(self, i: int) -> bool:
        """ "my sister's boy": the sister is named on the way to somebody else."""
        after = self.words[i + 1 : i + 2]
        return after == ["'s"] and self._person_after(i + 2)

    def _person_after(self, i: int) -> bool:
        known = known_people()
        while i < len(self.words) and self.words[i] in known["fillers"]:
            i += 1
        word = self.words[i] if i < len(self.words) else ""
        return word in known["children"] | known["parents"] | known["spouses"] | known["other"] | known["grown"]

    def _name(self, i: int) -> None:
        known, word = known_people(), self.words[i]
        first = i
        beside = self.named[-1] if self.named and self.named[-1].last == i else None
        if beside and (word == "next_door" or (word in SOMEONE and beside.kind == "council")):
            return
        if word == "one" and i and self.words[i - 1] in {"but", "no", "any", "some", "this", "that"}:
            return
        if word == "head" and i and self.words[i - 1] in CHILDS | OWN | {"'s"} and self.words[i + 1 : i + 2] != ["of"]:
            return
        if word == "one" and not (i and self.words[i - 1] in ONE_OF | known["fillers"]):
            return
        if word == "one" and self.words[i + 1 : i + 2] and self.words[i + 1] in {"who", "what", "that"}:
            return
        while first and self.words[first - 1] in known["fillers"]:
            first -= 1
        lead = self.words[first - 1] if first else ""
        prior = self.named[-1] if self.named else None
        owner = prior if lead == "'s" and prior and prior.last == first - 1 else None
        inside = set(self.words[first:i])
        if lead in OWN | CHILDS | {"'s", "a", "both", "your"}:
            first -= 1
        if owner is not None and owner.kind == "parent" and word in A_LINE_DOWN and owner.who not in known["parents"]:
            # "my best friend's grandson": the friend is no parent of his.
            self.no_parents.add(owner.who)
            self.named = [replace(p, kind="other") if p.who == owner.who else p for p in self.named]
        sex = (
            "many"
            if word in known["many"]
            else "her"
            if word in known["women"]
            else "him"
            if word in known["men"]
            else ""
        )
        kind = self._kind(word, lead, owner, inside, (first, i))
        if self.words[max(0, first - 1) : first] == ["like"]:
            kind = "other"
        if "other" in inside and kind == "parent":
            # "my brother in Spain … my other brother's girl": the one named first is nobody's parent here.
            self.named = [replace(p, kind="other") if p.who == word and not p.owner else p for p in self.named]
        self.named.append(Person(kind, sex, first, i + 1, self._owns(i), word))
        after = self.words[i + 1] if i + 1 < len(self.words) else ""
        if kind in {"parent", "child"} and after.isalpha() and is_name(self.told, self.told.words[i + 1]):
            self.names[after] = f"{kind}/{sex}"

    def _kind(self, word: str, lead: str, owner: Person | None, inside: set[str], at: tuple[int, int]) -> str:
        known, (first, i) = known_people(), at
        if word == "worker" and set(self.words[max(0, i - 1) : i]) & NOT_SOCIAL:
            return "other"
        if word in known["council"] or self._from_council(i):
            return "council"
        if word in known["parents"]:
            return self._parent_word(lead, owner, inside)
        if owner is not None:
            return self._owned(word, owner)
        own = lead in OWN or (lead in {"his", "her"} and self._of_spouse(lead))
        if own and self._same_as_before(first, word):
            return "parent"
        if lead in {"his", "her", "their"} and not own:
            return self._theirs(word, lead)
        if word in known["spouses"]:
            return self._spouse(word, lead, own)
        if word in self.parents_words and ("late" in inside or (own and word in self.no_parents)):
            return "parent" if "late" in inside else "other"
        if own and word in YOUNG and self._grown_young(word, i):
            return "parent"
        if own and word in GROWN_NOW and not self.roles and self._has_own(i):
            return "parent"
        return self._kin(word, lead, own, inside)

    def _owned(self, word: str, owner: Person) -> str:
        """ "my son's girlfriend", "my sister's boy", "my husband's brother"."""
        known = known_people()
        if word in known["spouses"] | EXES and owner.kind == "parent" and owner.who not in known["parents"]:
            return "parent"  # "my son's girlfriend": the child's mum
        if word in known["children"] and word not in self.parents_words | known["other"]:
            return "child"
        if owner.kind == "carer" and word in self.parents_words and word in known["children"]:
            return "child" if not self.roles and word not in SIBLINGS else "parent"
        return "child" if owner.kind == "parent" and word in known["children"] else "other"

    def _theirs(self, word: str, lead: str) -> str:
        known = known_people()
        if word in known["spouses"]:
            person = self._grown_up("him") if lead == "his" else None
            return "parent" if person is not None and person.kind == "parent" and person.who != "dad" else "other"
        return "child" if word in known["children"] else "other"

    def _spouse(self, word: str, lead: str, own: bool) -> str:
        if lead == "the" and any(p.kind == "parent" and p.sex == "him" and p.who != "dad" for p in self.named):
            return "parent"  # "my brother … and the wife"
        step = "step_parent" in self.roles and word in self.parents_words
        return "parent" if step else "carer" if own or self._told_before(word) else "other"

    def _grown_young(self, word: str, i: int) -> bool:
        """ "me lad's two", "my lad and his girlfriend", "my lad's in prison, I have his two"."""
        ahead = self.words[i + 1 : i + 14]
        with_partner = ahead[:1] == ["and"] and bool(set(ahead[2:3]) & known_people()["spouses"])
        theirs = any(a in {"his", "her", "their", "'s"} and b in TWO for a, b in pairwise(ahead))
        before = any(p.who == word and p.kind == "parent" for p in self.named)
        return self._owns(i) or theirs or with_partner or before

    def _has_own(self, i: int) -> bool:
        """ "my niece is in a bad way and her little boy is here": she is grown."""
        ahead = self.words[i + 1 : i + 14]
        small = {"boy", "girl", "one", "lad", "kids", "baby"}
        return any(
            a in {"his", "her"} and (b in TWO - {"little"} or (b == "little" and c in small))
            for a, b, c in zip(ahead, ahead[1:], [*ahead[2:], ""], strict=False)
        )

    def _kin(self, word: str, lead: str, own: bool, inside: set[str]) -> str:
        """One of the carer's own people: the child's parent, the child, or neither."""
        known = known_people()
        if word in self.parents_words and (
            own
            or self.roles
            or word not in known["children"]
            or self._told_before(word)
            or (lead in BARE and word in {"daughter", "son"})
        ):
            if (
                "own" in inside
                and word in {"son", "daughter", "sons", "daughters"}
                and "great_grandparent" in self.roles
            ):
                return "other"
            small = inside & {"little", "younger", "baby", "youngest"} and word in known["children"] | {"cousin"}
            small = small and not (self.roles and self.roles <= {"aunt_or_uncle", "grandparent"})
            return "child" if small else "parent" if lead != "a" else "other"
        a_sibling = word in SIBLINGS and bool(SIBLING_ROLES & self.roles)
        ours = own and word in SIBLINGS_AND_OWN and not a_sibling
        return "child" if word in known["children"] and not ours else "other"

    def _from_council(self, i: int) -> bool:
        """ "a lady from the council", "the out of hours team"."""
        if self.words[i] == "team":
            return bool(OFFICIAL & set(self.words[max(0, i - 4) : i]))
        ahead = [word for word in self.words[i + 1 : i + 5] if word not in {"the", "our", "at", "who"}]
        return self.words[i] in SOMEONE and ahead[:1] == ["from"] and bool(known_people()["council"] & set(ahead[1:3]))

    def _same_as_before(self, first: int, word: str) -> bool:
        """ "his mum, my girl, died", "dad is my younger brother": the parent just named, called by another name."""
        prior = self.named[-1] if self.named else None
        if prior is None or prior.kind != "parent" or prior.owner or word not in known_people()["grown"] | YOUNG:
            return False
        between = self.words[prior.last : first]
        return 0 < len(between) < 3 and set(between) <= SAME

    def _carers_own(self) -> bool:
        """ "My mam has my sister's baby … mam's got MS": written for the carer, who is "mam" all through."""
        return any(p.who in known_people()["parents"] and self.words[p.first] in OWN for p in self.named)

    def _told_before(self, word: str) -> bool:
        """ "My daughter's girls … Daughter is still using": named with "my" before."""
        return any(p.who.rstrip("s") == word.rstrip("s") and self.words[p.first] in OWN for p in self.named)

    def _of_spouse(self, lead: str) -> bool:
        """ "My partner … his daughter": his own people are the carer's too."""
        person = self._grown_up({"his": "him", "her": "her"}[lead])
        return person is not None and person.kind == "carer"

    def _grown_up(self, sex: str) -> Person | None:
        """The grown-up of that sex named last, or the carer's own partner."""
        grown = (p for p in reversed(self.named) if p.kind not in {"child", "council"})
        return next((p for p in grown if p.sex == sex or (p.sex == "" and p.kind in {"carer", "parent"})), None)

    def _parent_word(self, lead: str, owner: Person | None, inside: set[str]) -> str:
        if lead in OWN:
            siblings = SIBLING_ROLES & self.roles
            ours = lead == "our" and not self.roles and SIBLINGS & set(self.words)
            return "parent" if siblings or ours or "young_person" in self.writers else "other"
        if "foster" in inside or "new" in inside or lead == "your":
            return "other"
        if "someone_else" in self.writers and lead not in CHILDS and owner is None and self._carers_own():
            return "other"
        if owner is not None:
            return "parent" if owner.kind == "child" or owner.kind not in {"parent", "carer"} else "other"
        return "parent"
