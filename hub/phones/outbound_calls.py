"""The calls to the hub: what people write, and what became of its texts. Late, twice, shuffled or not at all when asked."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from hub.phones import forms
from hub.phones.call import NO_ANSWER, Call, by_notify, by_twilio
from hub.phones.clockwork import Clockwork
from hub.phones.provider import Provider
from hub.phones.texts import SMS, WHATSAPP, Text

MESSAGE, RECEIVED, RECEIPT = "/webhooks/twilio/message", "/webhooks/notify/received-text", "/webhooks/notify/receipt"
CARRIED = {SMS: "SMS", WHATSAPP: "WhatsApp"}
STATUS_LINES = 4
TWILIO_PAUSE = 0.5  # seconds between Twilio's tries: all are over within 15


class Caller:
    """Makes the calls, in the order they are due."""

    def __init__(self, provider: Provider):
        self.provider, self.clockwork = provider, Clockwork()
        self.dice = random.Random(7)
        self._held: dict[str, Callable[[], None]] = {}

    def close(self) -> None:
        self.clockwork.close()

    def tell(self, text: Text, opt_out: str = "") -> None:
        """A person has written this: tell the hub, as the switches say."""
        switches, line = self.provider.switches, f"in {text.channel} {text.person}"
        call = self._about(text, opt_out)

        def go() -> None:
            for _ in range(2 if switches.twice else 1):
                self._make(call, text, line)

        if not switches.out_of_order:
            self.clockwork.after(switches.late, line, go)
            return
        with self.provider.lock:
            earlier = self._held.pop(line, None)
            if earlier is None:
                self._held[line] = go
        if earlier is None:
            text.heard = "held back until the next"
            self.clockwork.after(switches.hold, line, lambda: self._let_go(line, go))
        else:
            self.clockwork.after(0, line, go)
            self.clockwork.after(0, line, earlier)

    def _let_go(self, line: str, go: Callable[[], None]) -> None:
        with self.provider.lock:
            if self._held.get(line) is not go:
                return
            del self._held[line]
        go()

    def _about(self, text: Text, opt_out: str) -> Call:
        lines = self.provider.lines
        what = f"{CARRIED[text.channel]} to the hub"
        if text.provider == "notify":
            return by_notify(lines, RECEIVED, forms.notify_message(lines, text), what)
        return by_twilio(lines, lines.public_url + MESSAGE, forms.twilio_message(lines, text, opt_out), what)

    def report_twilio(self, text: Text, error: str) -> None:
        """Its statuses one after the other. `error`: the code it fails with in the end, or ""."""
        if error:
            ends = ["failed"] if error.startswith("6") else ["sent", "undelivered"]
        else:
            read = text.channel == WHATSAPP and self.provider.switches.read
            ends = ["sent", "delivered", *(["read"] if read else [])]
        calls = [self._status(text, status, error if status in ("failed", "undelivered") else "") for status in ends]
        if text.callback:
            calls = [self._status(text, "queued", ""), *calls]
        self._report(text, ends, error, calls if text.callback else [])

    def _status(self, text: Text, status: str, error: str) -> Call:
        lines = self.provider.lines
        return by_twilio(
            lines, text.callback, forms.twilio_status(lines, text, status, error), f"{CARRIED[text.channel]}: {status}"
        )

    def report_notify(self, text: Text, failure: str) -> None:
        """One receipt, at the end. `failure`: one of Notify's words, or ""."""
        lines, end = self.provider.lines, failure or "delivered"
        receipt = by_notify(lines, RECEIPT, forms.notify_receipt(lines, text, end), f"SMS: {end}")
        self._report(text, ["sending", end], failure, [receipt])

    def _report(self, text: Text, ends: Sequence[str], error: str, calls: list[Call]) -> None:
        """What is true changes in its order; what is told may be shuffled and doubled."""
        switches, line = self.provider.switches, f"status {hash(text.id) % STATUS_LINES}"
        for n, status in enumerate(ends, 1):
            self.clockwork.after(n * switches.pace, line, lambda status=status: self._becomes(text, status, error))
        told = [] if switches.silent else [call for call in calls for _ in range(2 if switches.doubled else 1)]
        if switches.shuffled and len(told) > 1:
            before = list(told)
            while told == before:
                self.dice.shuffle(told)
            pauses = [len(ends) * switches.pace] * len(told)
        else:
            pauses = [min(n, len(ends)) * switches.pace for n in range(len(told))]
        for pause, call in zip(pauses, told, strict=True):
            self.clockwork.after(pause, line, lambda call=call: self._make(call, None, line))

    def _becomes(self, text: Text, status: str, error: str) -> None:
        with self.provider.lock:
            if self.provider.find(text.id) is None:
                return  # deleted meanwhile
            text.status = status
            text.error = error if status in ("failed", "undelivered") or status.endswith("-failure") else ""
            self.provider.keep(text)

    def _make(self, call: Call, text: Text | None, line: str, tries: int = 1) -> None:
        """Call, and try again as the provider would. `text`: the person's, whose fate is shown."""
        provider = self.provider
        if not call.url.startswith(provider.lines.public_url + "/"):
            provider.note("Not called: the address is not the hub's, and nothing leaves this machine.", id=call.text_id)
            return
        if provider.is_down("calls"):
            provider.note(f"{call.what}: lost, for the provider is down. It is in the lists.", id=call.text_id)
            self._heard(text, "lost: only in the provider's list")
            return
        status, kind, words = call.make()
        said = "no answer" if status == NO_ANSWER else str(status)
        provider.note(f"{call.what}: {said}.", id=call.text_id, status=status, tries=tries)
        if call.again_after(status) and tries < call.tries:
            wait = provider.switches.retry if call.provider == "notify" else TWILIO_PAUSE
            self._heard(text, f"{said}; tried again in {wait:g} s")
            self.clockwork.after(wait, line, lambda: self._make(call, text, line, tries + 1))
            return
        self._heard(text, "the hub has it" if 200 <= status < 300 else f"the hub did not take it ({said})")
        if text is not None and call.provider == "twilio" and words.strip() and not kind.startswith("text/xml"):
            provider.note(f"The hub answered with {kind or 'no type'}: Twilio may text that to the person.", code=12300)

    def _heard(self, text: Text | None, what: str) -> None:
        if text is not None:
            with self.provider.lock:
                text.heard = what
                if self.provider.find(text.id) is text:
                    self.provider.keep(text)
