"""Programs that use the interface (接口测试): a client that sends a token and JSON."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from factories import World
from hengxiao.base.credentials import new_token, token_digest
from hengxiao.base.enums import Family
from hengxiao.base.models import Token


class Program:
    """A program with a token (程序)."""

    def __init__(self, token: str = "", **headers: str) -> None:
        if token:
            headers = {"Authorization": f"Bearer {token}"} | headers
        self.client = Client(headers=headers)

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api{path}", query)

    def post(self, path: str, content: Any = None, **more: Any) -> Any:
        body = {} if content is None else {"data": content, "content_type": "application/json"}
        return self.client.post(f"/api{path}", **body, **more)

    def press(self, path: str) -> Any:
        """A POST without a body, of what needs none."""
        return self.client.generic("POST", f"/api{path}")


def make_token(world: World, username: str, *families: str, **more: Any) -> str:
    """A token in force, for all families where none is named."""
    text = new_token()
    values = {"name": "测试", "until": timezone.localdate() + timedelta(days=30)} | more
    Token.objects.create(
        person=world.people[username], families=list(families) or list(Family.values), digest=token_digest(text),
        hint=text[3:11], **values,
    )  # fmt: skip
    return text
