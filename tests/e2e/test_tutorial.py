"""The tutorial 《申报到批复》 names only what is on the pages (教程与页面相符)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

TUTORIAL = Path(__file__).resolve().parents[2] / "docs" / "zh" / "tutorial-declare-to-approve.md"
NAMED = re.compile(r"\*\*\s*(.+?)\s*\*\*", re.S)


@pytest.mark.django_db(transaction=True)
def test_every_button_and_label_of_the_tutorial_is_on_a_page(world: Any, filings: list[Any]) -> None:
    at = {filing.state: filing for filing in filings}
    draft, unit, last, approved = (at[state].pk for state in ("draft", "unit_review", "performance_review", "approved"))
    pages = {
        "filler": ("/", "/cycle/projects/", f"/cycle/filings/{draft}/edit/",
                   f"/cycle/filings/{draft}/edit/statements/i11/"),
        "unit_reviewer": ("/cycle/review/", f"/cycle/review/{unit}/", f"/cycle/review/{unit}/cell/?path=*"),
        "finance_performance": ("/cycle/review/", f"/cycle/review/{last}/", f"/cycle/review/{approved}/"),
    }  # fmt: skip
    seen = ""
    for who, addresses in pages.items():
        client = Client()
        client.force_login(world.people[who], backend="django.contrib.auth.backends.ModelBackend")
        for address in addresses:
            answer = client.get(address, follow=True)
            assert answer.status_code == 200, (who, address)
            seen += strip_tags(answer.content.decode())
    named = NAMED.findall(TUTORIAL.read_text(encoding="utf-8"))
    assert len(named) > 15
    assert [name for name in named if name != "粗体" and name not in seen] == []
