"""axe-core and HTML_CodeSniffer, run inside the page. They find what they can: web.md finding 1 says how little that is."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page

VENDOR = Path(__file__).with_name("vendor")
AXE = (VENDOR / "axe" / "axe.min.js").read_text("utf-8")
HTMLCS = (VENDOR / "htmlcs" / "HTMLCS.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
RUN_AXE = """async tags => {
  const found = await axe.run(document, {
    runOnly: { type: "tag", values: tags }, resultTypes: ["violations"], rules: { "target-size": { enabled: true } },
  });
  const where = (nodes) => nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(" ... ");
  return found.violations.map(({ id, help, nodes }) => `axe ${id}: ${help}: ${where(nodes)}`);
}"""
# 1 is an error, 2 a warning. Two warnings are worth as much as errors: fixed boxes (1.4.10) and clicks without keys (2.1.1).
RUN_HTMLCS = """() => new Promise((done) => HTMLCS.process("WCAG2AA", document, () => done(
  HTMLCS.getMessages()
    .filter(({ type, code, msg }) => type === 1 || (type === 2 && (/2_1_1/.test(code) || (/1_4_10/.test(code) && /fixed/.test(msg)))))
    .map(({ code, msg, element }) => `htmlcs ${code.split(".").slice(3).join(".")}: ${msg}: ${(element.outerHTML || "").slice(0, 120)}`)
)))"""


def axe(page: Page) -> list[str]:
    """Violations of WCAG 2.2 A and AA and of best practice."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE)
    return page.evaluate(RUN_AXE, TAGS)


def htmlcs(page: Page) -> list[str]:
    """Errors of WCAG2AA, and the two warnings worth as much."""
    if not page.evaluate("typeof HTMLCS === 'object'"):
        page.evaluate(HTMLCS)
    return page.evaluate(RUN_HTMLCS)


def versions() -> list[str]:
    """Both engines, by name and version, as vendor/README.md has them."""
    row = re.search(r"\| version \| (\S+) \| (\S+) \|", (VENDOR / "README.md").read_text("utf-8"))
    return [f"axe-core {row[1]}", f"HTML_CodeSniffer {row[2]}"]
