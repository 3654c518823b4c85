"""What to do next (下一步): what one's roles ask for on a young site and no notice tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hengxiao.base.enums import GrantState, OrganisationKind, Role
from hengxiao.base.factors import factor_resets
from hengxiao.base.offers import offered
from hengxiao.base.queries import delegations, grants, organisations, people, without_role
from hengxiao.base.rules import ADMINISTRATORS
from hengxiao.base.viewer import Viewer

FILING_KINDS = (OrganisationKind.DEPARTMENT, OrganisationKind.UNIT)


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing to do (下一步事项): a sentence and where it is done; without an address others do it."""

    text: str
    url: str = ""


def all_next_steps(viewer: Viewer) -> list[NextStep]:
    """What every app asks of the viewer (下一步)."""
    return [step for steps in offered("next_steps") for step in steps(viewer)]


def next_steps(viewer: Viewer) -> Iterator[NextStep]:
    """What organisations, people and grants ask of the viewer (建站下一步)."""
    if not viewer.reaches:
        yield NextStep(_("您还没有角色，看不到业务数据。请告诉本单位负责人，由安全保密管理员授权。"))
    if viewer.has(Role.SYSTEM_ADMIN):
        yield from _to_set_up(viewer)
    if viewer.has(Role.SECURITY_ADMIN):
        yield from _to_grant(viewer)


def _to_set_up(viewer: Viewer) -> Iterator[NextStep]:
    if not organisations(viewer).filter(kind__in=FILING_KINDS).exists():
        yield NextStep(_("先建立主管部门，再在其下建立预算单位"), reverse("base:add_organisation"))
    elif not people(viewer).exclude(grants__role__in=ADMINISTRATORS).exists():
        yield NextStep(_("为各单位的人员开立账号，再由安全保密管理员授权"), reverse("base:add_person"))


def _to_grant(viewer: Viewer) -> Iterator[NextStep]:
    if number := without_role(people(viewer)).count():
        said = ngettext("有 %(number)d 人还没有角色，请授权", "有 %(number)d 人还没有角色，请授权", number)
        yield NextStep(said % {"number": number}, reverse("base:people") + "?role=none")
    waiting = grants(viewer).filter(state=GrantState.PROPOSED)
    if number := waiting.exclude(proposed_by=viewer.person).exclude(person=viewer.person).count():
        said = ngettext("有 %(number)d 项授权等您复核", "有 %(number)d 项授权等您复核", number)
        yield NextStep(said % {"number": number}, reverse("base:grants") + "?state=proposed")
    if number := delegations(viewer).filter(state=GrantState.PROPOSED).count():
        said = ngettext("有 %(number)d 项委托等您复核", "有 %(number)d 项委托等您复核", number)
        yield NextStep(said % {"number": number}, reverse("base:delegations"))
    for reset in factor_resets(viewer).exclude(proposed_by=viewer.person).exclude(person=viewer.person):
        said = _("%(name)s 的两步验证重置等您复核") % {"name": reset.person.name}
        yield NextStep(said, reverse("base:person", args=[reset.person_id]))
