"""Fixtures of the site's tests."""

from __future__ import annotations

import pytest
from django.template.base import NodeList, TextNode
from django.template.loader import get_template

REFUSALS = ("404.html", "405.html", "base/refused.html", "base/_refused.html")


@pytest.fixture
def bare_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refusals without their page and answers without their contexts (拒绝只看状态), for tests that ask thousands of times."""
    for name in REFUSALS:
        monkeypatch.setattr(get_template(name).template, "nodelist", NodeList([TextNode(name)]))
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *given, **more: None)
