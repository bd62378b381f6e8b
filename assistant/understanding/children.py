"""Which child a fact is about, where a message tells of several: "nothing for his brother max, 4".

Names tie ages and sentences together inside one message and go nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assistant.understanding.clauses import STOPS
from assistant.understanding.message_text import Told
from assistant.understanding.names import is_name

OF_A_CHILD = frozenset(
    """
    order_in_force order_names_carer order_made child_disabled who_arranged fostering_status approval_started
    stay_started stay_length looked_after_before_order carer_relationship related_by child_lives_with_carer
    court_in_progress council_pointers child_abroad_or_new
""".split()
)
BOYS = frozenset("grandson nephew boy lad brother godson great_nephew great_grandson son".split())
GIRLS = frozenset("granddaughter niece girl sister goddaughter great_niece great_granddaughter daughter lass".split())
HE, SHE = {"he", "him", "his", "himself"}, {"she", "her", "hers", "herself"}
ALL = frozenset(
    """
    they them their theirs both all either neither kids children boys girls grandkids grandchildren grandsons nieces
    nephews twins brothers sisters grandbabies lot
""".split()
)
OLDER, YOUNGER = (
    {"older", "eldest", "oldest", "elder", "bigger"},
    {"younger", "youngest", "littlest", "smallest", "little"},
)
JOINS = frozenset(", and & or / - a an of is 's aged ( ) one boy girl the other who years year old".split())
FAMILY = {"my", "our", "his", "her", "little", "baby", "older", "younger"}
NOT_ONE = {"the", "this", "that", "no", "any", "other", "another", "which"}
AGE_REACH = 7  # words between a child and the age that belongs to them


@dataclass(frozen=True)
class Mention:
    """A child (or, with no key, all of them; with the key "?", he or she) named at a word of the message."""

    at: int
    key: str | None
    sex: str | None = None


class Children:
    """The children of one message; `group` says which one the words first to last (last not included) are about."""

    def __init__(self, told: Told, ages: list[dict[str, Any]]) -> None:
        self.words = [word.text for word in told.words]
        self.ages = {self._word_at(told, e["start"]): e["value"] for e in ages}
        self.sentence = self._sentences()
        self.by_name = self._names(told)
        self.mentions = self._mentions(told)
        self.focus = list(
            {m.at: m for m in self.mentions}.values()
        )  # of two at one word, the last: a list is all of them
        keys = {m.key for m in self.mentions if m.key and m.key != "?"}
        aged = {key for key in keys if key.startswith("age:")}
        if len(aged) < 2 and len(keys & {"boy", "girl"}) == 1:
            keys -= {"boy", "girl"}  # "the boy" may be the one whose age was told
        self.several = len(keys) > 1 or any(m.key in {"older", "younger", "one", "other"} for m in self.mentions)
        self.count = 2 if self.several and len(aged) < 2 else 0

    def group(self, first: int, last: int) -> str | None:
        if not self.several:
            return None
        here = self.sentence[first] if first < len(self.sentence) else -1
        for m in self.focus:  # "… for my grandson who's 9", "order for him", "nothing for the little one"
            ahead = self.words[last - 1 : m.at]
            if (
                last - 1 <= m.at <= last + 6
                and {"for", "to", "of"} & set(ahead)
                and not {",", "but"} & set(ahead)
                and self.sentence[m.at] == here
            ):
                return self._resolved(m, self.mentions)
        inside = [m for m in self.focus if self.sentence[m.at] == here and m.at < last]
        if inside:
            return self._resolved(inside[-1], self.mentions)
        return None

    def age_of(self, at: int) -> str | None:
        """ "age:9" when the child named at this word is told with an age of their own."""
        return self._age_ahead(at)

    def _resolved(self, mention: Mention, mentions: list[Mention]) -> str | None:
        if mention.key == "?":
            return self._meant(mention, mentions)
        return mention.key

    def _meant(self, pronoun: Mention, mentions: list[Mention]) -> str | None:
        """Whom "him" means: the last child told of whom the word fits; nobody in particular after "they" or a list."""
        sexes = {m.key: m.sex for m in mentions if m.key and m.key != "?" and m.sex}
        fitting = {k for k, sex in sexes.items() if sex == pronoun.sex}
        if (
            len(sexes) > 1
            and len(fitting) == 1
            and not any(m.at < pronoun.at and m.key not in {None, "?"} for m in mentions)
        ):
            return fitting.pop()  # "an order for her but not for her brother, she is 8 and he is 2"
        for m in reversed([m for m in mentions if m.at < pronoun.at and m.key != "?"]):
            if m.key is None:
                return fitting.pop() if len(fitting) == 1 and len(sexes) > 1 else None
            if sexes.get(m.key) in {None, pronoun.sex}:
                return m.key
        return None

    # -- inside -------------------------------------------------------------------------------------------------------

    @staticmethod
    def _word_at(told: Told, start: int) -> int:
        return next((i for i, word in enumerate(told.words) if word.start >= start), 0)

    def _sentences(self) -> list[int]:
        out, n = [], 0
        for word in self.words:
            out.append(n)
            n += word in STOPS
        return out

    def _names(self, told: Told) -> dict[str, str]:
        """Name -> age, from "Leo whos 9", "his brother max, 4", "Kayleigh 11"."""
        out: dict[str, str] = {}
        for at, age in self.ages.items():
            i = at - 1
            while i >= 0 and at - i < 4 and self.words[i] in {",", "(", "is", "'s", "who", "aged", "-", "now"}:
                i -= 1
            if i >= 0 and (
                is_name(told, told.words[i])
                or (
                    self.words[i].isalpha()
                    and i
                    and self.words[i - 1] in BOYS | GIRLS
                    and len(self.words[i]) > 2
                    and self.words[i] not in ALL | BOYS | GIRLS
                )
            ):
                out[self.words[i]] = f"age:{age}"
        return out

    def _listed(self, at: int) -> bool:
        """Is this age one of a list: "9 and 4", "a boy of 5 and a girl of 8", "Kayleigh 11 and Jayden 6"?"""
        for other in self.ages:
            low, high = sorted((at, other))
            between = [w for w in self.words[low + 1 : high] if w not in BOYS | GIRLS | FAMILY]
            if (
                other != at
                and high - low < 8
                and {",", "and", "&", "/", "or"} & set(between)
                and all(w in JOINS or w in self.by_name for w in between)
            ):
                return True
        return False

    def _age_ahead(self, i: int) -> str | None:
        strange = SHE if self.words[i] in BOYS else HE if self.words[i] in GIRLS else set()
        for j in range(i + 1, min(i + AGE_REACH, len(self.words))):
            if self.words[j] in STOPS or self.words[j] in BOYS | GIRLS | strange | {"but", "my", "and"}:
                return None
            if j in self.ages:
                return f"age:{self.ages[j]}"
        return None

    def _mentions(self, told: Told) -> list[Mention]:
        out: list[Mention] = []
        words = self.words
        for i, word in enumerate(words):
            before, nxt = words[i - 1] if i else "", words[i + 1] if i + 1 < len(words) else ""
            if i in self.ages:
                sex = self._sex_near(i)
                key = f"age:{self.ages[i]}"
                if self._listed(i):
                    out += [Mention(i, key, sex), Mention(i, None)]
                else:
                    out.append(Mention(i, key, sex))
            elif word in self.by_name:
                out.append(Mention(i, self.by_name[word]))
            elif word in OLDER | YOUNGER and self._points(i):
                out.append(Mention(i, self._by_size(word)))
            elif word.isdigit() and nxt in {"year", "years"} and word in self.ages.values():
                out.append(Mention(i, f"age:{word}", self._sex_near(i)))
            elif (
                word == "one"
                and (nxt in {"of", "has", "is", "'s", "on"} or before == "for")
                and before not in OLDER | YOUNGER | NOT_ONE
                and not self._of_others(i)
            ):
                out.append(Mention(i, "one"))
            elif (
                word == "other"
                and before in {"the", "my"}
                and nxt in {"", "one", "is", "has", "'s", "boy", "girl", ",", ".", "child", "lad", "came", "was"}
            ):
                out.append(Mention(i, "other"))
            elif (
                word in ALL
                and not (word == "all" and nxt in {"the", "this", "my", "that", "of", "i"})
                and not self._one_of(i)
            ):
                out.append(Mention(i, None))
            elif word in BOYS | GIRLS:
                out += self._kin(i, word, before)
            elif word in HE | SHE and not (word in {"his", "her"} and (BOYS | GIRLS) & set(words[i + 1 : i + 3])):
                out.append(Mention(i, "?", "boy" if word in HE else "girl"))
        return self._tidy(out)

    def _tidy(self, mentions: list[Mention]) -> list[Mention]:
        """ "boy" and "girl" become the ages they were told with; "his brother", of whom nothing is known, is nobody."""
        by_sex = {m.sex: m.key for m in mentions if m.sex and m.key and m.key.startswith("age:")}
        return [
            Mention(m.at, by_sex[m.key], m.key) if m.key in ("boy", "girl") and m.key in by_sex else m for m in mentions
        ]

    def _kin(self, i: int, word: str, before: str) -> list[Mention]:
        sex = "boy" if word in BOYS else "girl"
        if self.words[i + 1 : i + 2] == ["'s"] and not self._age_ahead(i):
            return []
        age = self._age_ahead(i)
        if age:
            at = next(at for at in sorted(self.ages) if at > i)
            return [Mention(i, age, sex), *([Mention(i, None)] if self._listed(at) else [])]
        if (
            word in {"boy", "lad", "girl"}
            and before in {"the", "for"}
            or (word in {"brother", "sister"} and before in {"his", "her", "little"} and len(self.ages) > 1)
        ):
            return [Mention(i, sex, sex)]
        return []

    def _sex_near(self, at: int) -> str | None:
        for word in reversed(self.words[max(0, at - 6) : at]):
            if word in BOYS | HE:
                return "boy"
            if word in GIRLS | SHE:
                return "girl"
            if word in STOPS or word.isdigit():
                return None
        ahead = self.words[at + 1 : at + 5]
        return (
            "boy"
            if BOYS & set(ahead[2:4]) and "old" in ahead
            else "girl"
            if GIRLS & set(ahead[2:4]) and "old" in ahead
            else None
        )

    def _points(self, i: int) -> bool:
        """ "the older one", "the youngest", "my eldest"; never "my little brother" or "an older sister"."""
        before, nxt = self.words[i - 1] if i else "", self.words[i + 1] if i + 1 < len(self.words) else ""
        if nxt in {"one", "boy", "girl", "lad", "two", "child"}:
            return before in {"the", "for", "", ",", "and", "but"} or (before == "my" and self.words[i] != "little")
        return self.words[i].endswith("est") and before in {"the", "", "for"} and nxt not in BOYS | GIRLS

    def _by_size(self, word: str) -> str:
        known = sorted({int(age) for age in self.ages.values() if age.isdigit()})
        if len(known) < 2:
            return "older" if word in OLDER else "younger"
        return f"age:{known[-1] if word in OLDER else known[0]}"

    def _one_of(self, i: int) -> bool:
        """ "one of them": not all of them."""
        return self.words[i - 1 : i] == ["of"] and self.words[i - 2 : i - 1] == ["one"]

    def _of_others(self, i: int) -> bool:
        """ "one of our families", "one of my friends": not one of the children."""
        return self.words[i + 1 : i + 2] == ["of"] and self.words[i + 2 : i + 3] not in (["them"], ["the"], ["these"])


def how_many_told(children: Children, found: list[dict[str, Any]], told: Told) -> list[dict[str, Any]]:
    """ "the older one … the little one": two children, though no number was said and no age."""
    if not children.count or any(e["entity"] == "children" for e in found):
        return []
    first = min(m.at for m in children.mentions if m.key and m.key != "?")
    return [
        {
            "entity": "children",
            "value": str(children.count),
            "start": told.words[first].start,
            "end": told.words[first].end,
        }
    ]
