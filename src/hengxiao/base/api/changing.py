"""Changes to organisations, posts and second factors by the interface (单位变更、任职、两步验证接口)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from hengxiao.base.api.door import operation
from hengxiao.base.api.organisations import (
    AccountIn,
    OrganisationOut,
    PersonOut,
    PostOut,
    organisation_of,
    organisation_out,
    person_out,
    post_out,
)
from hengxiao.base.api.shapes import DoneOut, Number, PageOf, Paging, maybe, paged, said
from hengxiao.base.enums import Family, OrganisationKind, Role
from hengxiao.base.factors import confirm_factor_reset, drop_factor_reset, factor_resets, propose_factor_reset
from hengxiao.base.models import FactorReset
from hengxiao.base.organising import (
    change_organisation,
    change_person,
    change_post,
    remove_post,
    set_organisation_active,
)
from hengxiao.base.queries import means_of_move, organisations, people, posts, with_grants

router = Router(tags=["organisations"])
SYSTEM, SECURITY = (Role.SYSTEM_ADMIN,), (Role.SECURITY_ADMIN,)


class OrganisationChangeIn(Schema):
    """What an organisation is called and where it stands (修改单位)."""

    name: Annotated[str, said(120)]
    kind: OrganisationKind
    parent: Annotated[str, maybe(24)] = ""


class PersonChangeIn(Schema):
    """What a person is called and where they belong (修改人员)."""

    name: Annotated[str, said(64)]
    organisation: Annotated[str, said(24)]


class MoveMeansOut(Schema):
    """What another home means (换所在单位的影响): roles that stay, which reach the old home, posts."""

    roles: list[str]
    left: list[str]
    posts: list[str]
    lent: int


class PostChangeIn(Schema):
    """What a post is and how long (修改任职)."""

    title: Annotated[str, said(64)]
    since: date
    until: date | None = None


class FactorResetIn(Schema):
    """Why a second factor is to be reset (重置事由)."""

    reason: Annotated[str, said(200)]


class FactorResetOut(Schema):
    """A reset of a second factor (重置两步验证)."""

    number: int
    person: str
    state: str


def _reset(row: FactorReset) -> FactorResetOut:
    return FactorResetOut(number=row.pk, person=row.person.username, state=row.state)


@operation(
    router, "POST", "/organisations/{number}", OrganisationOut, family=Family.MANAGE, roles=SYSTEM,
    pages=("base:organisation",),
)  # fmt: skip
def change_named_organisation(request: HttpRequest, number: Number, given: OrganisationChangeIn) -> OrganisationOut:
    """Rename or move an organisation (修改单位)."""
    row = get_object_or_404(organisations(request.viewer), pk=number)
    parent = organisation_of(request.viewer, given.parent) if given.parent else None
    made = change_organisation(viewer=request.viewer, organisation=row, name=given.name, kind=given.kind, parent=parent)
    return organisation_out(made)


@operation(
    router, "POST", "/organisations/{number}/use", OrganisationOut, family=Family.MANAGE, roles=SYSTEM,
    pages=("base:organisation_use",),
)  # fmt: skip
def set_organisation_use(request: HttpRequest, number: Number, given: AccountIn) -> OrganisationOut:
    """Close an organisation or put it in use again (停用、启用单位)."""
    row = get_object_or_404(organisations(request.viewer), pk=number)
    return organisation_out(set_organisation_active(viewer=request.viewer, organisation=row, active=given.active))


@operation(
    router, "GET", "/people/{number}/change", MoveMeansOut, family=Family.READ, roles=SYSTEM,
    pages=("base:change_person",),
)  # fmt: skip
def get_means_of_move(request: HttpRequest, number: Number) -> MoveMeansOut:
    """What another home organisation would mean for a person (换单位前的提示)."""
    means = means_of_move(request.viewer, get_object_or_404(people(request.viewer), pk=number))
    return MoveMeansOut(
        roles=[f"{row.role}@{row.organisation.code}" for row in means.grants],
        left=[f"{row.role}@{row.organisation.code}" for row in means.left],
        posts=[row.title for row in means.posts], lent=means.lent,
    )  # fmt: skip


@operation(
    router,
    "POST",
    "/people/{number}/change",
    PersonOut,
    family=Family.MANAGE,
    roles=SYSTEM,
    pages=("base:change_person",),
)
def change_named_person(request: HttpRequest, number: Number, given: PersonChangeIn) -> PersonOut:
    """Correct a name or the home organisation (修改人员); roles stay where they are."""
    row = get_object_or_404(with_grants(people(request.viewer)), pk=number)
    home = organisation_of(request.viewer, given.organisation)
    change_person(viewer=request.viewer, person=row, name=given.name, organisation=home)
    return person_out(get_object_or_404(with_grants(people(request.viewer)), pk=number))


@operation(router, "POST", "/posts/{number}", PostOut, family=Family.MANAGE, roles=SYSTEM, pages=("base:post",))
def change_noted_post(request: HttpRequest, number: Number, given: PostChangeIn) -> PostOut:
    """Correct a post or say when it ended (修改任职)."""
    row = get_object_or_404(posts(request.viewer), pk=number)
    return post_out(change_post(viewer=request.viewer, post=row, **given.dict()))


@operation(
    router, "POST", "/posts/{number}/remove", DoneOut, family=Family.MANAGE, roles=SYSTEM,
    pages=("base:remove_post",),
)  # fmt: skip
def remove_noted_post(request: HttpRequest, number: Number) -> DoneOut:
    """Strike out a post that was noted by mistake (删除任职)."""
    remove_post(viewer=request.viewer, post=get_object_or_404(posts(request.viewer), pk=number))
    return DoneOut()


@operation(
    router, "GET", "/factor-resets", PageOf[FactorResetOut], family=Family.READ, roles=SECURITY,
    pages=("base:person",),
)  # fmt: skip
def list_factor_resets(request: HttpRequest, given: Query[Paging]) -> PageOf[FactorResetOut]:
    """Proposed resets of second factors (待复核的重置)."""
    return paged(factor_resets(request.viewer), given, _reset)


@operation(
    router, "POST", "/people/{number}/factor-reset", FactorResetOut, family=Family.GRANT, roles=SECURITY,
    pages=("base:factor_reset",),
)  # fmt: skip
def create_factor_reset(request: HttpRequest, number: Number, given: FactorResetIn) -> FactorResetOut:
    """Propose to take away a lost second factor (提请重置两步验证)."""
    person = get_object_or_404(people(request.viewer), pk=number)
    return _reset(propose_factor_reset(viewer=request.viewer, person=person, reason=given.reason))


@operation(
    router, "POST", "/factor-resets/{number}/confirm", FactorResetOut, family=Family.GRANT, roles=SECURITY,
    pages=("base:confirm_factor_reset",),
)  # fmt: skip
def confirm_proposed_reset(request: HttpRequest, number: Number) -> FactorResetOut:
    """Confirm a reset as the second person (复核重置)."""
    row = get_object_or_404(factor_resets(request.viewer), pk=number)
    return _reset(confirm_factor_reset(viewer=request.viewer, reset=row))


@operation(
    router, "POST", "/factor-resets/{number}/drop", FactorResetOut, family=Family.GRANT, roles=SECURITY,
    pages=("base:drop_factor_reset",),
)  # fmt: skip
def drop_proposed_reset(request: HttpRequest, number: Number) -> FactorResetOut:
    """Give up a proposed reset (撤回重置)."""
    row = get_object_or_404(factor_resets(request.viewer), pk=number)
    return _reset(drop_factor_reset(viewer=request.viewer, reset=row))
