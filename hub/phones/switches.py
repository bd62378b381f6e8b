"""What goes wrong on request. Everything is off at first: a calm day at the provider."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

NOTIFY_FAILURES = ("permanent-failure", "temporary-failure", "technical-failure")


class NoSuchSwitch(ValueError):
    """A switch, or a setting of one, that does not exist; the text says which."""


@dataclass
class Switches:
    """What the provider does from now on.

    Sends: `sends` is "normal", "429", "500", "timeout" (accepted, never answered), "refuse:<code>" (400 at once) or "fail:<code>"
    (accepted, failed later; Notify: "fail:permanent-failure"); `next_sends` are used up first, one a send.
    What people write: `twice`, `late` (seconds), `out_of_order` (each waits for the next, which goes first), `split` (parts out of order).
    Statuses: `shuffled`, `doubled`, `silent` (none), `read` (WhatsApp's blue ticks), `pace` (seconds between two).
    `opt_out`: Twilio's own keywords on SMS, "default", "advanced" (says OptOutType) or "off"; `opt_out_whatsapp`: there as well.
    `window_at`: where 63016 shows, in the "callback" or at "create". `retry`: seconds between Notify's tries; really 300.
    """

    sends: str = "normal"
    next_sends: list[str] = field(default_factory=list)
    twice: bool = False
    late: float = 0.0
    out_of_order: bool = False
    split: bool = False
    shuffled: bool = False
    doubled: bool = False
    silent: bool = False
    read: bool = True
    pace: float = 0.4
    opt_out: str = "advanced"
    opt_out_whatsapp: bool = False
    window_at: str = "callback"
    retry: float = 20.0
    hang: float = 60.0
    hold: float = 6.0

    def change(self, told: dict[str, Any]) -> None:
        """Set what is named. Raises NoSuchSwitch, and then nothing is set."""
        for name, value in told.items():
            _check(self, name, value)
        for name, value in told.items():
            setattr(self, name, float(value) if isinstance(getattr(self, name), float) else value)

    def next_send(self) -> str:
        """What becomes of this send."""
        return self.next_sends.pop(0) if self.next_sends else self.sends

    def told(self) -> dict[str, Any]:
        return asdict(self)


# Nothing goes wrong with what people write, nor with statuses.
CALM = {
    name: getattr(Switches(), name)
    for name in ("twice", "late", "out_of_order", "split", "shuffled", "doubled", "silent")
}
CHOICES = {"opt_out": ("default", "advanced", "off"), "window_at": ("callback", "create")}


def _check(switches: Switches, name: str, value: Any) -> None:
    if name not in Switches.__dataclass_fields__:
        raise NoSuchSwitch(f"There is no switch {name}.")
    now = getattr(switches, name)
    if isinstance(now, float):
        good = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 3600
    elif name in CHOICES:
        good = value in CHOICES[name]
    elif name == "sends":
        good = _is_send(value)
    elif name == "next_sends":
        good = isinstance(value, list) and all(map(_is_send, value))
    else:
        good = isinstance(value, bool)
    if not good:
        raise NoSuchSwitch(f"{name} cannot be {value!r}.")


def _is_send(value: Any) -> bool:
    if value in ("normal", "429", "500", "timeout"):
        return True
    kind, _, code = value.partition(":") if isinstance(value, str) else ("", "", "")
    return kind in ("refuse", "fail") and (code.isdecimal() or code in NOTIFY_FAILURES)
