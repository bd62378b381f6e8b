"""The vendored engines are the files their README says, with their licences beside them."""

import hashlib
import re
from pathlib import Path

VENDOR = Path(__file__).with_name("vendor")


def test_the_files_are_those_of_the_readme():
    told = set(re.findall(r"`([0-9a-f]{64})`", (VENDOR / "README.md").read_text("utf-8")))
    found = {hashlib.sha256(file.read_bytes()).hexdigest() for file in VENDOR.rglob("*.js")}
    assert found == told


def test_each_has_its_licence():
    assert "Mozilla Public License, version 2.0" in (VENDOR / "axe" / "LICENSE").read_text("utf-8")
    assert "Redistribution and use in source and binary forms" in (VENDOR / "htmlcs" / "licence.txt").read_text("utf-8")
    assert "Mozilla Public" in (VENDOR / "axe" / "axe.min.js").read_text("utf-8")[:600]
    assert "Squiz Pty Ltd" in (VENDOR / "htmlcs" / "HTMLCS.js").read_text("utf-8")[:600]
