"""A page as a tagged PDF (PDF/UA-1, which screen readers can follow): the one place that calls WeasyPrint.

Nothing is fetched from a network: a page may use our own static files and what stands in it as data, and no more.
WeasyPrint needs Pango, which is no Python package: where it is missing, `PaperUnavailable` says so and pages offer the print view.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation

VARIANT = "pdf/ua-1"
_LOGS = ("weasyprint", "weasyprint.progress", "fontTools")
_TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png", ".woff2": "font/woff2"}


class PaperUnavailable(RuntimeError):
    """No PDF can be made here: Pango or WeasyPrint is missing. docs/operating.md says what to install."""


class NotOurs(ValueError):
    """A page asked for something that is neither a static file of ours nor data within the page."""


def render_pdf(html: str, *, base_url: str) -> bytes:
    """The page as a PDF. It must have a language and a title; its addresses are read against `base_url`.

    Raises PaperUnavailable where no PDF can be made, and NotOurs where the page asks for anything but our static files.
    """
    return _laid_out(html, base_url).write_pdf(pdf_variant=VARIANT)


def count_pages(html: str, *, base_url: str) -> int:
    """How many pages it takes. Raises what `render_pdf` raises."""
    return len(_laid_out(html, base_url).pages)


def can_print() -> bool:
    """Whether PDFs can be made on this machine."""
    try:
        _weasyprint()
    except PaperUnavailable:
        return False
    return True


def _weasyprint() -> Any:
    for name in _LOGS:  # they tell each step, and quote what stands on the page
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        import weasyprint
    except (ImportError, OSError) as fault:  # OSError: the package is there, and a library of Pango is not
        raise PaperUnavailable(str(fault)) from fault
    return weasyprint


def _laid_out(html: str, base_url: str) -> Any:
    refused: list[str] = []
    page = _weasyprint().HTML(string=html, base_url=base_url, url_fetcher=_fetcher(base_url, refused))
    document = page.render(pdf_variant=VARIANT)
    if refused:  # a leaflet without its style or its picture is worse than none
        raise NotOurs(f"A page on paper may use our static files only, not {refused[0][:200]}")
    return document


def _fetcher(base_url: str, refused: list[str]) -> Any:
    """What a page may use. Whatever else it asked for is added to `refused`."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OurFiles(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            file = _static_file(url, base_url)
            if file is None:
                refused.append(url)
                raise NotOurs(url)
            return URLFetcherResponse(url, body=file.read_bytes(), headers={"Content-Type": _TYPES[file.suffix]})

    return OurFiles(allowed_protocols={"data"})


def _static_file(url: str, base_url: str) -> Path | None:
    """The file behind an address of ours; None for every other address."""
    asked, ours = urlsplit(url), urlsplit(base_url)
    path = unquote(asked.path)
    if (asked.scheme, asked.netloc) != (ours.scheme, ours.netloc) or not path.startswith(settings.STATIC_URL):
        return None
    name = path.removeprefix(settings.STATIC_URL)
    file = _found(name)
    return file if file and file.suffix in _TYPES else None


def _found(name: str) -> Path | None:
    """As it was collected (its name has a hash then), or where the app keeps it."""
    collected = (Path(settings.STATIC_ROOT) / name).resolve()
    if collected.is_relative_to(Path(settings.STATIC_ROOT).resolve()) and collected.is_file():
        return collected
    try:
        source = finders.find(name)
    except SuspiciousFileOperation:  # the name leads out of the folders
        return None
    return Path(source) if source else None
