"""What has changed among the programs since the last look, in words for the operator."""

from __future__ import annotations

from hub.supervisor.plan import Plan
from hub.supervisor.supervisord import Supervisord, end_of

KEEPS_ENDING = ("BACKOFF", "FATAL")


class Watch:
    """Looks at the supervisor's states, and tells what is new."""

    def __init__(self, plan: Plan, supervisord: Supervisord):
        self.plan, self.supervisord = plan, supervisord
        self.states = {program.name: "STARTING" for program in plan.programs}
        self.pids: dict[str, int] = {}

    def wanted(self) -> set[str]:
        """The programs that were to run at the last look."""
        return {name for name, state in self.states.items() if state != "STOPPED"}

    def news(self) -> list[str]:
        """One line for each thing that happened since the last call."""
        lines = []
        for name, now in self.supervisord.states().items():
            state, before = now["statename"], self.states[name]
            words = f"{name} ({self.plan.program(name).what})"
            if state in KEEPS_ENDING and before not in KEEPS_ENDING:
                log = self.plan.logs / f"{name}.log"
                lines.append(f"{words} ended as soon as it began; it is tried again. The end of {log}:\n{end_of(log)}")
            elif state == "RUNNING" and before in KEEPS_ENDING:
                lines.append(f"{words} is running again.")
            elif now["pid"] and now["pid"] != self.pids.get(name, now["pid"]) and before not in KEEPS_ENDING:
                lines.append(f"{words} ended and was started again.")
            if now["pid"]:
                self.pids[name] = now["pid"]
            # Between two tries it is "starting" for a moment: that is no news, so it keeps counting as ending.
            self.states[name] = before if state == "STARTING" and before in KEEPS_ENDING else state
        return lines
