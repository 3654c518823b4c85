"""The frame of every page (页面框架)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import get_template
from django.test import Client, RequestFactory

INLINE = re.compile(r"\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|<style", re.I)


def test_home_has_one_heading_a_skip_link_and_nothing_inline(client_of: Callable[[str], Client]) -> None:
    page = client_of("filler").get("/").content.decode()
    assert len(re.findall(r"<h1[ >]", page)) == 1
    assert '<a class="skip" href="#main">' in page
    assert INLINE.findall(page) == []


def test_frame_speaks_english_when_asked(client_of: Callable[[str], Client]) -> None:
    client = client_of("filler")
    client.post("/language/", {"language": "en", "next": "/"})
    assert '<html lang="en"' in client.get("/").content.decode()


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_pages_of_failure_need_neither_request_nor_database(name: str) -> None:
    page = get_template(name).render()
    assert len(re.findall(r"<h1[ >]", page)) == 1
    assert INLINE.findall(page) == []


@pytest.mark.parametrize("name", ["403.html", "403_csrf.html", "404.html", "429.html"])
def test_pages_of_refusal_say_one_thing(name: str, rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = AnonymousUser()
    page = get_template(name).render(request=request)
    assert len(re.findall(r"<h1[ >]", page)) == 1
    assert INLINE.findall(page) == []


def test_stale_form_is_told_in_words(client_of: Callable[[str], Client]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = client_of("filler").cookies
    answer = client.post("/language/", {"language": "en"})
    assert (answer.status_code, "页面已经过期" in answer.content.decode()) == (403, True)
