"""Cleaning of characters (字符清理): what is invisible in print goes, what is printed stays."""

from __future__ import annotations

import re

INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f]")
AROUND_BREAKS = re.compile(r"[ \t]*\n[\n \t]*")


def clean(text: str) -> str:
    """Printed text (可见文字): invisible characters dropped, no-break spaces made plain, one line break at a time."""
    core = text.strip(" \t\n")
    if core.isprintable():
        return core
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
    return AROUND_BREAKS.sub("\n", SPACES.sub(" ", INVISIBLE.sub("", text))).strip(" \t\n")
