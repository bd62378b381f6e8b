"""`python -m hub.controls audit` reads the dated audit (make check), `refresh` asks anew (make audit), `page` writes controls.md."""

from __future__ import annotations

import argparse
import sys
from datetime import date

from hub.controls import asking, audit, table


def main(arguments: list[str] | None = None) -> int:
    """Returns the exit code: 1 where somebody has to see to something."""
    parser = argparse.ArgumentParser(prog="python -m hub.controls", description="The security papers.")
    parser.add_argument("what", choices=("audit", "refresh", "page"))
    parser.add_argument("--uv", default="uv", help="the uv that runs pip-audit")
    chosen = parser.parse_args(arguments)
    match chosen.what:
        case "page":
            table.PAGE.write_text(table.page(table.read()), encoding="utf-8")
            return 0
        case "refresh":
            try:
                asking.ask(chosen.uv, date.today())
            except asking.NotReached as fault:
                print(f"{fault} The dated file stays as it was.", file=sys.stderr)
                return 1
    said = audit.report(date.today())
    print("\n".join([*said.lines, *said.faults]))
    return 1 if said.faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
