"""Secrets made by the site (口令与令牌): first passwords, tokens and their hashes."""

from __future__ import annotations

import hashlib
import secrets

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike
PREFIX = "hx_"
HINT = 8


def first_password() -> str:
    """A password to be handed over on paper (初始密码): four groups of four, 79 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _letter in range(4)) for _group in range(4))


def new_token() -> str:
    """A token (令牌): 256 bits, so that a plain hash of it is safe to keep."""
    return PREFIX + secrets.token_urlsafe(32)


def token_digest(token: str) -> str:
    """What is kept of a token (令牌摘要)."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
