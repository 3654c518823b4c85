"""Tokens for programs (接口令牌): issued by the person they stand for, shown once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from hengxiao.base.acting import acting, require
from hengxiao.base.credentials import HINT, PREFIX, new_token, token_digest
from hengxiao.base.enums import Family, Role
from hengxiao.base.errors import ActionError, ForbiddenError, LateError, UnknownPersonError
from hengxiao.base.models import Token
from hengxiao.base.viewer import Viewer, viewer_of

NOTED_EVERY = timedelta(minutes=1)
REVIEWERS = (
    Role.UNIT_REVIEWER, Role.DEPARTMENT_FINANCE, Role.FINANCE_BUSINESS, Role.FINANCE_PERFORMANCE, Role.EVALUATOR,
    Role.EXPERT,
)  # fmt: skip
USED_BY: dict[str, frozenset[str]] = {
    Family.FILL: frozenset({Role.FILLER, Role.DEPARTMENT_FINANCE}),
    Family.REVIEW: frozenset({Role.FILLER, *REVIEWERS}),
    Family.RELEASE: frozenset({Role.FILLER, Role.UNIT_REVIEWER, Role.DEPARTMENT_FINANCE, Role.FINANCE_PERFORMANCE}),
    Family.MANAGE: frozenset({Role.SYSTEM_ADMIN, Role.FINANCE_PERFORMANCE, Role.DEPARTMENT_FINANCE}),
    Family.GRANT: frozenset({Role.SECURITY_ADMIN}),
    Family.AUDIT: frozenset({Role.AUDIT_ADMIN}),
}


def useful_families(roles: Collection[str]) -> list[Family]:
    """Families a token of these roles can use (可用范围); reading and one's own affairs always."""
    held = set(roles)
    return [family for family in Family if family not in USED_BY or held & USED_BY[family]]


def latest_end(today: date) -> date:
    """The last day a new token may have (最长有效期)."""
    return today + timedelta(days=settings.TOKEN_DAYS)


def issue_token(*, viewer: Viewer, name: str, families: Sequence[str], until: date) -> tuple[Token, str]:
    """Make a token (签发接口令牌); gives it and its text, which is kept nowhere.

    Raises:
        ForbiddenError: nobody is signed in, or they came by a token themselves.
        ActionError: nothing chosen, or the end lies in the past or too far ahead.
    """
    with acting(viewer, "base.issue_token", f"person:{getattr(viewer.person, 'username', '')}") as entry:
        person = viewer.person
        if person is None:
            raise ForbiddenError("base.forbidden")
        require(viewer.token is None, "base.token_by_token")
        chosen = [str(family) for family in Family if family in families]
        if not chosen or not name.strip():
            raise ActionError("base.token_incomplete").beside("families" if name.strip() else "name")
        if not viewer.today <= until <= latest_end(viewer.today):
            raise ActionError("base.token_end", days=settings.TOKEN_DAYS).beside("until")
        text = new_token()
        row = Token.objects.create(
            person=person, name=name.strip(), families=chosen, digest=token_digest(text), until=until,
            hint=text[len(PREFIX) :][:HINT],
        )  # fmt: skip
        entry.after = {"number": row.pk, "name": row.name, "families": chosen, "until": until}
        entry.facts = {"number": row.pk, "families": ",".join(chosen), "until": until}
    return row, text


def revoke_token(*, viewer: Viewer, token: Token) -> Token:
    """End a token (吊销接口令牌): by its person or the system administrator.

    Raises:
        ForbiddenError: by neither.
        LateError: it was revoked meanwhile.
    """
    with acting(viewer, "base.revoke_token", f"person:{token.person.username}") as entry:
        require(token.person == viewer.person or viewer.has(Role.SYSTEM_ADMIN))
        entry.facts = {"number": token.pk}
        living = Token.objects.filter(pk=token.pk, revoked_at=None)
        if not living.update(revoked_at=timezone.now(), revoked_by=viewer.person):
            raise LateError("base.too_late")
        token.refresh_from_db()
    return token


def tokens(viewer: Viewer) -> QuerySet[Token]:
    """Tokens (接口令牌), newest first: all for the system administrator, else one's own."""
    rows = Token.objects.select_related("person__organisation", "revoked_by").order_by("-pk")
    return rows if viewer.has(Role.SYSTEM_ADMIN) else rows.filter(person=viewer.person)


def found_tokens(rows: QuerySet[Token], words: str) -> QuerySet[Token]:
    """Those of people or purposes with the words (检索令牌)."""
    named = Q(person__name__icontains=words) | Q(person__username__icontains=words)
    return rows.filter(named | Q(name__icontains=words))


def known_token(text: str, today: date) -> Token:
    """The token of a text (核验令牌).

    Raises:
        UnknownPersonError: there is none, it ended or was revoked, or its person may not sign in.
    """
    token = Token.objects.select_related("person__organisation").filter(digest=token_digest(text)).first()
    if token is None or token.revoked_at is not None or token.until < today:
        raise UnknownPersonError("base.token_unknown")
    if not token.person.is_active:
        raise UnknownPersonError("base.token_unknown")
    if token.person.must_change_password:
        raise UnknownPersonError("base.password_first")
    return token


def token_viewer(token: Token, now: datetime, address: str = "") -> Viewer:
    """Who comes by a token (令牌使用人); that it was used is noted once a minute."""
    if token.last_used_at is None or now - token.last_used_at > NOTED_EVERY:
        Token.objects.filter(pk=token.pk).update(last_used_at=now)
    return viewer_of(token.person, timezone.localdate(now), address, token.pk)
