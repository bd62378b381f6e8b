"""A page as a crawler reads it: where its links lead, what its forms hold, and whether anything in it was written by a visitor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

from tests.hub.scan.hostile import MARK

ADDRESSES = ("href", "src", "action", "formaction", "data-next", "poster", "cite", "content")
DATA = "application/json"  # not run
FIXED = {"hidden", "checkbox", "radio", "submit", "select", "button"}  # what a person does not write into
PUNCTUATION = "csrfmiddlewaretoken"


@dataclass(frozen=True)
class Field:
    """One field: what it holds before anybody writes, and what its page lets one choose."""

    name: str
    kind: str
    value: str = ""
    chosen: bool = True  # it is sent with the form as it stands


@dataclass(frozen=True)
class Form:
    """A form with the button that sends it."""

    address: str
    method: str
    fields: tuple[Field, ...] = ()

    @property
    def shape(self) -> tuple[str, ...]:
        """What it asks, without what stands in it: the same form for each of a hundred people is one."""
        return (self.method, *sorted({each.name for each in self.fields}))

    def sent(self, **changed: str | bytes) -> list[tuple[str, str | bytes]]:
        """What a browser would send, with these fields changed."""
        told = [
            (each.name, changed.get(each.name, each.value))
            for each in self.fields
            if each.chosen or each.name in changed
        ]
        return list(dict(told).items()) if changed else told

    @property
    def names(self) -> list[str]:
        return list(dict.fromkeys(each.name for each in self.fields if each.name != PUNCTUATION))

    @property
    def written(self) -> list[str]:
        """The fields that a person writes into."""
        return [each.name for each in self.fields if each.kind not in FIXED]


@dataclass
class Read(HTMLParser):
    """`Read(html, address)`: links, forms, and faults in the markup itself."""

    html: str
    address: str
    links: set[str] = field(default_factory=set)
    outside: set[str] = field(default_factory=set)  # every address that stands in it, as it stands
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: dict[str, dict] = {}
        self._loose: list[dict] = []
        self._form, self._select, self._area = "", None, None
        self._buttons: list[dict[str, str]] = []
        self.feed(self.html)
        self.close()

    # What the parser meets -----------------------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if MARK in tag or any(MARK in name for name in has):
            self.faults.append(f"<{tag} {' '.join(has)}> was written by a visitor")
        if (
            any(name.startswith("on") for name in has)
            or "style" in has
            or tag == "style"
            or (tag == "script" and "src" not in has and has.get("type") != DATA)
        ):
            self.faults.append(f"<{tag} {' '.join(has)}> is something inline, which the policy forbids")
        for name in ADDRESSES:
            if name in has and (name != "content" or "url=" in has[name]):
                self.outside.add(has[name])
        if (tag == "a" or tag in ("script", "link", "iframe", "img")) and (has.get("href") or has.get("src")):
            self.links.add(self._whole(has.get("href") or has["src"]))
        getattr(self, f"_meets_{tag}", lambda _: None)(has)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = ""
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area["value"] += data.removeprefix("\n")

    def _meets_form(self, has: dict[str, str]) -> None:
        self._form = has.get("id") or f"#{len(self._open)}"
        self._open[self._form] = {"address": has.get("action", ""), "method": has.get("method", "get").lower()}

    def _meets_input(self, has: dict[str, str]) -> None:
        kind = has.get("type", "text")
        if kind in ("checkbox", "radio"):
            self._add(has, kind, has.get("value", "on"), chosen="checked" in has)
        elif kind not in ("submit", "image", "reset"):
            self._add(has, kind, has.get("value", ""))

    def _meets_textarea(self, has: dict[str, str]) -> None:
        self._area = self._add(has, "textarea", "")

    def _meets_select(self, has: dict[str, str]) -> None:
        self._select = self._add(has, "select", "")

    def _meets_option(self, has: dict[str, str]) -> None:
        if self._select is not None and (not self._select["value"] or "selected" in has):
            self._select["value"] = has.get("value", "")

    def _meets_button(self, has: dict[str, str]) -> None:
        if has.get("type", "submit") == "submit":
            self._buttons.append({**has, "form": has.get("form") or self._form})

    # What it makes of it -------------------------------------------------------------------------------------------

    def forms(self) -> Iterator[Form]:
        """Each form once for each button that sends it."""
        for name, told in self._open.items():
            fields = tuple(
                Field(each["name"], each["kind"], each["value"], each["chosen"])
                for each in self._loose
                if each["form"] == name
            )
            whole = Form(self._whole(told["address"]), told["method"], fields)
            buttons = [each for each in self._buttons if each["form"] == name] or [{}]
            for button in buttons:
                extra = (Field(button["name"], "submit", button.get("value", "")),) if button.get("name") else ()
                at = self._whole(button["formaction"]) if button.get("formaction") else whole.address
                yield replace(whole, address=at, fields=(*fields, *extra))

    def _add(self, has: dict[str, str], kind: str, value: str, *, chosen: bool = True) -> dict:
        made = {
            "name": has.get("name", ""),
            "kind": kind,
            "value": value,
            "form": has.get("form") or self._form,
            "chosen": chosen,
        }
        if made["name"]:
            self._loose.append(made)
        return made

    def _whole(self, address: str) -> str:
        return urldefrag(urljoin(self.address, address))[0]
