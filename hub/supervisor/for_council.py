"""`python -m hub.supervisor.for_council testshire COMMAND …` becomes that command, in the environment of that council."""

from __future__ import annotations

import os
import sys

from hub.supervisor.plan import plan_of


def main() -> None:
    code, command = sys.argv[1], sys.argv[2:]
    council = next((each for each in plan_of(os.environ).councils if each.code == code), None)
    if council is None or not command:
        sys.exit(f"'{code}' is not in KINSHIP_COUNCILS, or there is nothing to run.")
    os.execvpe(command[0], command, dict(council.environment))


if __name__ == "__main__":
    main()
