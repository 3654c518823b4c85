"""One's own affairs by the interface (本人事务接口): who one is, notices, mail, tokens; and the working calendar."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from pydantic import Field

from hengxiao.base.actions import clear_holiday, see_notices, set_email, set_holiday
from hengxiao.base.api.door import operation
from hengxiao.base.api.shapes import DoneOut, Number, PageOf, Paging, Searching, maybe, paged, paged_list, said
from hengxiao.base.enums import Family, Role
from hengxiao.base.errors import ActionError
from hengxiao.base.models import Holiday, Notice, Token
from hengxiao.base.queries import holidays, notices
from hengxiao.base.tokens import found_tokens, issue_token, revoke_token, tokens
from hengxiao.base.years import known_years

router = Router(tags=["own"])
calendar = Router(tags=["calendar"])
CalendarYear = Annotated[int, Field(ge=1990, le=2200)]


class ReachOut(Schema):
    """What one grant opens (一项授权)."""

    role: str
    scope: str
    stage: str
    own: bool


class MeOut(Schema):
    """Who is asking (当前用户)."""

    username: str
    name: str
    organisation: str | None
    reaches: list[ReachOut]
    families: list[str]
    years: list[int]


class NoticeOut(Schema):
    """A task or notice (待办、通知)."""

    number: int
    code: str
    facts: dict[str, Any]
    link: str
    task: bool
    due: date | None
    at: datetime


class SeenIn(Schema):
    """Which notices were read (已读); none of them means all."""

    numbers: Annotated[list[Number], Field(max_length=500, default_factory=list)]


class SeenOut(Schema):
    """How many notices were put away (已读数)."""

    count: int


class EmailIn(Schema):
    """Where notices go (通知邮箱), "" for nowhere."""

    email: Annotated[str, maybe(254)]


class TokenOut(Schema):
    """A token without its text (接口令牌)."""

    number: int
    person: str
    name: str
    families: list[str]
    hint: str
    created_at: datetime
    until: date
    last_used_at: datetime | None
    revoked_at: datetime | None


class NewTokenOut(TokenOut):
    """A new token with its text, shown once (新令牌)."""

    token: str


class TokenIn(Schema):
    """A token to issue (签发令牌)."""

    name: Annotated[str, said(60)]
    families: Annotated[list[Family], Field(min_length=1, max_length=len(Family))]
    until: date


class HolidayOut(Schema):
    """A day the site decided itself (节假日、调休)."""

    day: date
    working: bool
    name: str
    cites: str


class HolidayIn(HolidayOut):
    """A day to decide (录入节假日或调休)."""

    name: Annotated[str, maybe(40)] = ""
    cites: Annotated[str, maybe(120)] = ""


class HolidaysAsked(Paging):
    """Which year (年份)."""

    year: CalendarYear


def _notice(row: Notice) -> NoticeOut:
    return NoticeOut(
        number=row.pk, code=row.code, facts=row.facts, link=row.link, task=row.is_task, due=row.due, at=row.created_at
    )


def _token(row: Token) -> dict[str, Any]:
    return {
        "number": row.pk, "person": row.person.username, "name": row.name, "families": row.families, "hint": row.hint,
        "created_at": row.created_at, "until": row.until, "last_used_at": row.last_used_at,
        "revoked_at": row.revoked_at,
    }  # fmt: skip


def _holiday(row: Holiday) -> HolidayOut:
    return HolidayOut(day=row.day, working=row.working, name=row.name, cites=row.cites)


@operation(router, "GET", "/me", MeOut, family=Family.READ, pages=("base:year",))
def get_me(request: HttpRequest) -> MeOut:
    """Who is asking, with roles in force, the token's families and the years there are (当前用户)."""
    viewer, token = request.viewer, getattr(request, "token", None)
    person = viewer.person
    reaches = [
        ReachOut(role=each.role, scope=each.scope, stage=each.stage, own=each.person_id == person.pk)
        for each in viewer.reaches
    ]
    families = token.families if token is not None else [str(family) for family in Family]
    organisation = person.organisation.code if person.organisation else None
    return MeOut(
        username=person.username, name=person.name, organisation=organisation, reaches=reaches, families=families,
        years=known_years(viewer.today),
    )  # fmt: skip


@operation(router, "GET", "/notices", PageOf[NoticeOut], family=Family.READ)
def list_notices(request: HttpRequest, given: Query[Paging]) -> PageOf[NoticeOut]:
    """Open tasks and notices (待办与通知)."""
    return paged(notices(request.viewer), given, _notice)


@operation(router, "POST", "/notices/seen", SeenOut, family=Family.OWN, pages=("base:see_notices",))
def put_notices_away(request: HttpRequest, given: SeenIn) -> SeenOut:
    """Put read notices away (通知已读); tasks stay until done."""
    return SeenOut(count=see_notices(viewer=request.viewer, numbers=given.numbers))


@operation(router, "POST", "/email", DoneOut, family=Family.OWN, pages=("base:email",))
def set_own_email(request: HttpRequest, given: EmailIn) -> DoneOut:
    """Say where notices go (登记通知邮箱)."""
    try:
        validate_email(given.email or "nobody@localhost")
    except ValidationError:
        raise ActionError("base.email_malformed") from None
    set_email(viewer=request.viewer, email=given.email)
    return DoneOut()


@operation(router, "GET", "/tokens", PageOf[TokenOut], family=Family.READ, pages=("base:tokens",))
def list_tokens(request: HttpRequest, given: Query[Searching]) -> PageOf[TokenOut]:
    """Tokens (接口令牌), never their text: all for the system administrator, else one's own."""
    rows = tokens(request.viewer)
    return paged(found_tokens(rows, given.q) if given.q else rows, given, lambda row: TokenOut(**_token(row)))


@operation(router, "POST", "/tokens", NewTokenOut, family=Family.OWN, pages=("base:tokens",))
def create_token(request: HttpRequest, given: TokenIn) -> NewTokenOut:
    """Issue a token (签发接口令牌), in a signed-in browser only; its text is in the answer and nowhere else."""
    row, text = issue_token(viewer=request.viewer, name=given.name, families=given.families, until=given.until)
    return NewTokenOut(token=text, **_token(row))


@operation(router, "POST", "/tokens/{number}/revoke", TokenOut, family=Family.OWN, pages=("base:revoke_token",))
def revoke_issued_token(request: HttpRequest, number: Number) -> TokenOut:
    """End a token (吊销接口令牌)."""
    row = revoke_token(viewer=request.viewer, token=get_object_or_404(tokens(request.viewer), pk=number))
    return TokenOut(**_token(row))


@operation(calendar, "GET", "/holidays", PageOf[HolidayOut], family=Family.READ, pages=("base:holidays",))
def list_holidays(request: HttpRequest, given: Query[HolidaysAsked]) -> PageOf[HolidayOut]:
    """Days of a year the site decided itself (本站录入的节假日)."""
    return paged_list(list(holidays(given.year)), given, _holiday)


@operation(
    calendar, "POST", "/holidays", HolidayOut, family=Family.MANAGE, roles=(Role.SYSTEM_ADMIN,),
    pages=("base:set_holiday",),
)  # fmt: skip
def decide_holiday(request: HttpRequest, given: HolidayIn) -> HolidayOut:
    """Decide whether a day is worked (录入节假日或调休)."""
    return _holiday(set_holiday(viewer=request.viewer, **given.dict()))


@operation(
    calendar, "POST", "/holidays/{day}/clear", DoneOut, family=Family.MANAGE, roles=(Role.SYSTEM_ADMIN,),
    pages=("base:clear_holiday",),
)  # fmt: skip
def clear_decided_holiday(request: HttpRequest, day: date) -> DoneOut:
    """Leave a day to the published table again (删除录入的节假日)."""
    clear_holiday(viewer=request.viewer, day=day)
    return DoneOut()
