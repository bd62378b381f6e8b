"""Squares that a phone's camera can read (QR codes), as a picture that stands in the page itself."""

from __future__ import annotations

from dataclasses import dataclass

import segno

from hub.conversations import councils

BORDER = 4  # modules of white around it, as the standard asks


@dataclass(frozen=True)
class Square:
    """`picture`: the address of an image; `address`: where it leads; `typed`: the same as people type it."""

    picture: str
    address: str

    @property
    def typed(self) -> str:
        return self.address.removeprefix("https://").removeprefix("http://").removesuffix("/")


def square(path: str) -> Square:
    """The square for a page of ours. It holds the address of the page and nothing about who printed it."""
    address = councils.public_url().rstrip("/") + path
    made = segno.make(address, error="m", micro=False)  # m: it still reads with a fold or a thumb on it
    return Square(made.svg_data_uri(border=BORDER, omitsize=True), address)
