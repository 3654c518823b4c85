"""A lost second factor (重置两步验证): proposed and confirmed by two security administrators; all sessions end."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from hengxiao.base.acting import acting, advance, require
from hengxiao.base.enums import ResetState, Role
from hengxiao.base.errors import ActionError
from hengxiao.base.models import FactorReset, Person
from hengxiao.base.rules import may_grant
from hengxiao.base.viewer import Viewer


def factor_resets(viewer: Viewer) -> QuerySet[FactorReset]:
    """Resets that wait (待复核的重置), for security administrators."""
    rows = FactorReset.objects.filter(state=ResetState.PROPOSED).select_related("person", "proposed_by")
    return rows if viewer.has(Role.SECURITY_ADMIN) else rows.none()


def has_factor(person: Person) -> bool:
    """Whether somebody signs in with a second factor (已启用两步验证)."""
    return bool(Authenticator.objects.filter(user=person).exists())


def propose_factor_reset(*, viewer: Viewer, person: Person, reason: str) -> FactorReset:
    """Propose to take away a lost second factor (提请重置两步验证), after seeing the person.

    Raises:
        ForbiddenError: the viewer is no security administrator, or it is the viewer's own.
        ActionError: no reason, no second factor, or proposed already.
    """
    with acting(viewer, "base.propose_factor_reset", f"person:{person.username}") as entry:
        require(may_grant(viewer.roles))
        require(viewer.person != person, "base.not_ones_own_factor")
        if not reason.strip():
            raise ActionError("base.reason_missing").beside("reason")
        if not has_factor(person):
            raise ActionError("base.no_factor", name=person.name)
        entry.after = {"reason": reason.strip()}
        try:
            with transaction.atomic():
                return FactorReset.objects.create(
                    person=person, reason=reason.strip()[:200], proposed_by_id=getattr(viewer.person, "pk", 0)
                )
        except IntegrityError:
            raise ActionError("base.reset_proposed_already", name=person.name) from None


def confirm_factor_reset(*, viewer: Viewer, reset: FactorReset) -> FactorReset:
    """Confirm as the second person (复核重置): the second factor is gone, every session of the person ends.

    Raises:
        ForbiddenError: the viewer is no security administrator, proposed it, or it is the viewer's own.
        LateError: it was decided meanwhile.
    """
    with acting(viewer, "base.confirm_factor_reset", f"person:{reset.person.username}") as entry:
        require(may_grant(viewer.roles))
        require(viewer.person not in (reset.proposed_by, reset.person), "base.second_person")
        advance(reset, ResetState.PROPOSED, ResetState.DONE, confirmed_by=viewer.person)
        taken = Authenticator.objects.filter(user=reset.person)
        entry.facts["types"] = sorted(taken.values_list("type", flat=True))
        taken.delete()
        Person.objects.filter(pk=reset.person.pk).update(session_mark=F("session_mark") + 1)
    return reset


def drop_factor_reset(*, viewer: Viewer, reset: FactorReset) -> FactorReset:
    """Give up a proposed reset (撤回重置).

    Raises:
        ForbiddenError: the viewer is no security administrator.
        LateError: it was decided meanwhile.
    """
    with acting(viewer, "base.drop_factor_reset", f"person:{reset.person.username}"):
        require(may_grant(viewer.roles))
        advance(reset, ResetState.PROPOSED, ResetState.DROPPED)
    return reset
