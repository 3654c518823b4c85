"""Organisations and people by the interface (单位、人员接口)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from hengxiao.base.actions import add_organisation, add_person, add_post, reset_password, set_active
from hengxiao.base.api.door import operation
from hengxiao.base.api.shapes import Number, PageOf, Paging, Searching, maybe, paged, said
from hengxiao.base.credentials import first_password
from hengxiao.base.enums import Family, OrganisationKind, Role
from hengxiao.base.errors import ActionError
from hengxiao.base.forms import CODE, USERNAME
from hengxiao.base.models import Organisation, Person, Post
from hengxiao.base.queries import (
    colleagues,
    found_organisations,
    found_people,
    organisations,
    people,
    posts,
    with_grants,
)
from hengxiao.base.viewer import Viewer

router = Router(tags=["organisations"])
ADMINS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
SYSTEM = (Role.SYSTEM_ADMIN,)


class OrganisationOut(Schema):
    """Organisation (单位)."""

    number: int
    code: str
    name: str
    kind: OrganisationKind
    parent: str | None
    active: bool


class OrganisationIn(Schema):
    """A new organisation (新增单位)."""

    code: Annotated[str, maybe(24)]
    name: Annotated[str, said(120)]
    kind: OrganisationKind
    parent: Annotated[str, maybe(24)] = ""


class PersonOut(Schema):
    """Person (人员)."""

    number: int
    username: str
    name: str
    organisation: str | None
    active: bool
    roles: list[str]


class ColleagueOut(Schema):
    """Somebody a role may be lent to (可受托人)."""

    username: str
    name: str
    organisation: str | None


class PersonIn(Schema):
    """A new account (新增人员)."""

    username: Annotated[str, maybe(64)]
    name: Annotated[str, said(64)]
    organisation: Annotated[str, maybe(24)]


class FirstPasswordOut(Schema):
    """A first password (初始密码), shown once."""

    username: str
    password: str


class AccountIn(Schema):
    """Whether an account is in use (启用)."""

    active: bool


class PostIn(Schema):
    """A post (任职)."""

    organisation: Annotated[str, maybe(24)]
    title: Annotated[str, said(64)]
    since: date
    until: date | None = None


class PostOut(Schema):
    """A post (任职)."""

    number: int
    organisation: str
    title: str
    since: date
    until: date | None


def organisation_of(viewer: Viewer, code: str) -> Organisation:
    """The organisation of a code in reach (按代码取单位).

    Raises:
        ActionError: there is none.
    """
    row = organisations(viewer).filter(code=code.strip().upper()).first()
    if row is None:
        raise ActionError("base.no_such_organisation", code=code)
    return row


def _require_form(form: RegexValidator, text: str, code: str) -> None:
    try:
        form(text)
    except ValidationError:
        raise ActionError(code) from None


def organisation_out(row: Organisation) -> OrganisationOut:
    """An organisation (单位)."""
    parent = row.parent.code if row.parent else None
    return OrganisationOut(
        number=row.pk, code=row.code, name=row.name, kind=OrganisationKind(row.kind), parent=parent, active=row.active
    )


def person_out(row: Person) -> PersonOut:
    """An account (人员)."""
    held = sorted({grant.role for grant in getattr(row, "open_grants", ())})
    organisation = row.organisation.code if row.organisation else None
    return PersonOut(
        number=row.pk, username=row.username, name=row.name, organisation=organisation, active=row.is_active, roles=held
    )


def post_out(row: Post) -> PostOut:
    """A post (任职)."""
    return PostOut(number=row.pk, organisation=row.organisation.code, title=row.title, since=row.since, until=row.until)


@operation(
    router, "GET", "/organisations", PageOf[OrganisationOut], family=Family.READ,
    pages=("base:organisations", "base:organisation_options"),
)  # fmt: skip
def list_organisations(request: HttpRequest, given: Query[Searching]) -> PageOf[OrganisationOut]:
    """Organisations in reach (可见单位), by words of name, code or pinyin."""
    rows = organisations(request.viewer)
    return paged(found_organisations(rows, given.q) if given.q else rows, given, organisation_out)


@operation(
    router, "POST", "/organisations", OrganisationOut, family=Family.MANAGE, roles=SYSTEM,
    pages=("base:add_organisation",),
)  # fmt: skip
def create_organisation(request: HttpRequest, given: OrganisationIn) -> OrganisationOut:
    """Add an organisation (新增单位)."""
    _require_form(CODE, given.code, "base.code_malformed")
    parent = organisation_of(request.viewer, given.parent) if given.parent else None
    row = add_organisation(viewer=request.viewer, code=given.code, name=given.name, kind=given.kind, parent=parent)
    return organisation_out(row)


@operation(router, "GET", "/people", PageOf[PersonOut], family=Family.READ, roles=ADMINS, pages=("base:people",))
def list_people(request: HttpRequest, given: Query[Searching]) -> PageOf[PersonOut]:
    """Accounts with their roles (人员)."""
    rows = people(request.viewer).order_by("organisation__sort_key", "username")
    return paged(with_grants(found_people(rows, given.q) if given.q else rows), given, person_out)


@operation(router, "GET", "/colleagues", PageOf[ColleagueOut], family=Family.READ, pages=("base:person_options",))
def list_colleagues(request: HttpRequest, given: Query[Searching]) -> PageOf[ColleagueOut]:
    """People a role may be lent to (可受托人)."""

    def shape(row: Person) -> ColleagueOut:
        organisation = row.organisation.code if row.organisation else None
        return ColleagueOut(username=row.username, name=row.name, organisation=organisation)

    return paged(found_people(colleagues(request.viewer), given.q).order_by("username"), given, shape)


@operation(router, "POST", "/people", FirstPasswordOut, family=Family.MANAGE, roles=SYSTEM, pages=("base:add_person",))
def create_person(request: HttpRequest, given: PersonIn) -> FirstPasswordOut:
    """Open an account (新增人员); the first password is in the answer and nowhere else."""
    _require_form(USERNAME, given.username, "base.username_malformed")
    password = first_password()
    person = add_person(
        viewer=request.viewer, username=given.username, name=given.name, password=password,
        organisation=organisation_of(request.viewer, given.organisation),
    )  # fmt: skip
    return FirstPasswordOut(username=person.username, password=password)


@operation(router, "GET", "/people/{number}", PersonOut, family=Family.READ, roles=ADMINS, pages=("base:person",))
def get_person(request: HttpRequest, number: Number) -> PersonOut:
    """One account (人员)."""
    return person_out(get_object_or_404(with_grants(people(request.viewer)), pk=number))


@operation(
    router, "GET", "/people/{number}/posts", PageOf[PostOut], family=Family.READ, roles=ADMINS, pages=("base:person",)
)
def list_posts(request: HttpRequest, number: Number, given: Query[Paging]) -> PageOf[PostOut]:
    """Posts of a person (任职)."""
    return paged(
        posts(request.viewer).filter(person=get_object_or_404(people(request.viewer), pk=number)), given, post_out
    )


@operation(
    router, "POST", "/people/{number}/posts", PostOut, family=Family.MANAGE, roles=SYSTEM, pages=("base:person",)
)
def create_post(request: HttpRequest, number: Number, given: PostIn) -> PostOut:
    """Note a post (登记任职)."""
    person = get_object_or_404(people(request.viewer), pk=number)
    where = organisation_of(request.viewer, given.organisation)
    made = add_post(
        viewer=request.viewer, person=person, organisation=where, title=given.title, since=given.since,
        until=given.until,
    )  # fmt: skip
    return post_out(made)


@operation(
    router, "POST", "/people/{number}/account", PersonOut, family=Family.MANAGE, roles=SYSTEM,
    pages=("base:person_account",),
)  # fmt: skip
def set_account(request: HttpRequest, number: Number, given: AccountIn) -> PersonOut:
    """Close or reopen an account (停用、启用账号)."""
    person = get_object_or_404(people(request.viewer), pk=number)
    set_active(viewer=request.viewer, person=person, active=given.active)
    return person_out(get_object_or_404(with_grants(people(request.viewer)), pk=number))


@operation(
    router, "POST", "/people/{number}/password", FirstPasswordOut, family=Family.MANAGE, roles=ADMINS,
    pages=("base:person_password",),
)  # fmt: skip
def reset_first_password(request: HttpRequest, number: Number) -> FirstPasswordOut:
    """Give a new first password (重置密码); it is in the answer and nowhere else."""
    person, password = get_object_or_404(people(request.viewer), pk=number), first_password()
    reset_password(viewer=request.viewer, person=person, password=password)
    return FirstPasswordOut(username=person.username, password=password)
