"""Asking a third party for its opinion (委托第三方审核): a task for its people who reach the filing."""

from __future__ import annotations

from django.db.models import QuerySet

from hengxiao.base.acting import acting, require
from hengxiao.base.enums import OrganisationKind
from hengxiao.base.errors import ActionError
from hengxiao.base.models import Notice, Organisation, Person
from hengxiao.base.viewer import Viewer
from hengxiao.cycle.actions.noticing import link_of, people_with, tell
from hengxiao.cycle.actions.reviewing import may_review
from hengxiao.cycle.models import Filing
from hengxiao.cycle.procedures import THIRD_PARTIES

NOTICE = "cycle.notice_third_party"


def agencies(filing: Filing, viewer: Viewer) -> QuerySet[Organisation]:
    """Third parties with people who may see a filing (可委托的机构)."""
    people = people_with(THIRD_PARTIES, filing, viewer.today)
    homes = Person.objects.filter(pk__in=people).values("organisation_id")
    return Organisation.objects.filter(pk__in=homes, kind=OrganisationKind.AGENCY, active=True).order_by("sort_key")


def ask_third_party(*, viewer: Viewer, filing: Filing, agency: Organisation) -> int:
    """Ask an agency for its opinion on a filing (委托审核); how many people were told.

    Raises:
        ForbiddenError: it is not the viewer's turn to review.
        ActionError: nobody of the agency reaches the filing, or it has been asked already.
    """
    with acting(viewer, "cycle.ask_third_party", f"filing:{filing.pk}") as entry:
        require(may_review(viewer, filing, third_parties=False))
        people = people_with(THIRD_PARTIES, filing, viewer.today)
        own = list(Person.objects.filter(pk__in=people, organisation=agency).values_list("pk", flat=True))
        if not own:
            raise ActionError("cycle.agency_without_reach", agency=agency.name)
        waiting = Notice.objects.filter(code=NOTICE, link=link_of(filing), person_id__in=own, done_at=None)
        if waiting.exists():
            raise ActionError("cycle.agency_asked", agency=agency.name)
        tell(filing, NOTICE, own, is_task=True)
        entry.facts = {"agency": agency.code, "people": len(own)}
        return len(own)
