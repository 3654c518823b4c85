"""The frame of every page (页面框架)."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.test import Client

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
