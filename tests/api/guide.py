"""The guide of the interface as the tests read it (接口指南): its fences, nothing retyped."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "zh" / "how-to-api.md"
FENCE = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def fences(language: str) -> list[str]:
    """The guide's examples in a language, as they follow each other."""
    return [text for name, text in FENCE.findall(GUIDE.read_text(encoding="utf-8")) if name == language]


def python_of(word: str) -> dict[str, Any]:
    """What the one Python example that holds a word defines."""
    (text,) = [each for each in fences("python") if word in each]
    made: dict[str, Any] = {}
    exec(compile(text, str(GUIDE), "exec"), made)
    return made
