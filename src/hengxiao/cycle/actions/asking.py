"""Third parties' opinions (委托第三方审核): asking by a day, handing in a file with the opinion, reminding."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils import timezone

from hengxiao.base.acting import acting, require
from hengxiao.base.calendar import due_after
from hengxiao.base.enums import OrganisationKind
from hengxiao.base.errors import ActionError
from hengxiao.base.files import store_upload, stored_bytes
from hengxiao.base.models import Organisation, Person, StoredFile
from hengxiao.base.viewer import Viewer
from hengxiao.core.packs import load
from hengxiao.cycle.actions.moving import actor
from hengxiao.cycle.actions.noticing import THIRD_PARTY, people_with, tell
from hengxiao.cycle.actions.reviewing import may_review
from hengxiao.cycle.models import Commission, Filing
from hengxiao.cycle.outside import DAYS
from hengxiao.cycle.procedures import THIRD_PARTIES
from hengxiao.cycle.queries.entrusting import OPEN

LONGEST = 120  # working days
AHEAD = 2  # working days before the due day on which a reminder goes out
ADDRESS = "tick"


def agencies(filing: Filing, viewer: Viewer) -> QuerySet[Organisation]:
    """Third parties with people who may see a filing (可委托的机构)."""
    people = people_with(THIRD_PARTIES, filing, viewer.today)
    homes = Person.objects.filter(pk__in=people).values("organisation_id")
    return Organisation.objects.filter(pk__in=homes, kind=OrganisationKind.AGENCY, active=True).order_by("sort_key")


def usual_days(filing: Filing) -> int:
    """Working days a third party has unless said otherwise (默认期限), as the pack says."""
    return int(load(filing.pack).rule(DAYS).value)


def ask_third_party(*, viewer: Viewer, filing: Filing, agency: Organisation, days: int | None = None) -> Commission:
    """Ask an agency for its opinion on a filing (委托审核), within so many working days, today not counted.

    Raises:
        ForbiddenError: it is not the viewer's turn to review.
        ActionError: nobody of the agency reaches the filing, it has been asked already, or the days are out of bounds.
    """
    with acting(viewer, "cycle.ask_third_party", f"filing:{filing.pk}") as entry:
        require(may_review(viewer, filing, third_parties=False))
        given = usual_days(filing) if days is None else days
        if not 1 <= given <= LONGEST:
            raise ActionError("cycle.third_party_days", most=LONGEST)
        own = _people_of(agency, filing, viewer.today)
        if not own:
            raise ActionError("cycle.agency_without_reach", agency=agency.name)
        commission, new = Commission.objects.get_or_create(
            filing=filing, agency=agency, given_at=None, ended_at=None,
            defaults={
                "round": filing.returned_round, "asked_by": actor(viewer), "due": due_after(viewer.today, given).day,
            },
        )  # fmt: skip
        if not new:
            raise ActionError("cycle.agency_asked", agency=agency.name)
        tell(filing, THIRD_PARTY, own, is_task=True, due=commission.due, rule=DAYS)
        entry.facts = {"agency": agency.code, "people": len(own), "due": commission.due}
        return commission


def may_hand_in(viewer: Viewer, commission: Commission) -> bool:
    """Whether the viewer may add to a third party's opinion (可提交意见附件): one of its people, in its round."""
    own = viewer.person is not None and viewer.person.organisation_id == commission.agency_id
    this_round = commission.round == commission.filing.returned_round and commission.ended_at is None
    return own and this_round and viewer.has(*THIRD_PARTIES) and may_review(viewer, commission.filing)


def attach_opinion(*, viewer: Viewer, commission: Commission, uploaded: UploadedFile[Any]) -> StoredFile:
    """Hand in a file with the opinion (提交意见附件); again replaces it.

    Raises:
        ForbiddenError: it is not the viewer's to hand in.
        ActionError: the file is refused, see `base.files.store_upload`.
    """
    subject = f"filing:{commission.filing_id}"
    if not may_hand_in(viewer, commission):
        with acting(viewer, "cycle.attach_opinion", subject):
            require(False)
    file = store_upload(viewer, uploaded, commission.agency)
    with acting(viewer, "cycle.attach_opinion", subject) as entry:
        entry.facts = {"agency": commission.agency.code, "name": file.name, "digest": file.digest}
        still = Commission.objects.select_for_update(of=("self",)).select_related("filing").get(pk=commission.pk)
        require(may_hand_in(viewer, still))  # the round may have ended while the file came in
        Commission.objects.filter(pk=commission.pk).update(file=file)
        commission.file = file
    return file


def take_opinion_file(*, viewer: Viewer, commission: Commission) -> tuple[str, bytes]:
    """Name and content of the file with an opinion (取出意见附件); who took it is in the audit log.

    Raises:
        ActionError: there is none, or it is gone or altered.
    """
    with acting(viewer, "cycle.take_opinion", f"filing:{commission.filing_id}") as entry:
        if commission.file is None:
            raise ActionError("cycle.no_opinion_file")
        entry.facts = {"agency": commission.agency.code, "digest": commission.file.digest}
        return commission.file.name, stored_bytes(commission.file)


def remind_third_parties(today: date) -> int:
    """Remind third parties before their day, and tell who asked when it has passed (催办); gives how many.

    May run at any time and any number of times.
    """
    soon = due_after(today, AHEAD).day
    open_ = Commission.objects.filter(OPEN).select_related("filing__project", "filing__organisation", "agency")
    open_ = open_.defer("filing__document")
    near = open_.filter(due__gte=today, due__lte=soon, reminded_at=None)
    late = open_.filter(due__lt=today, overdue_told_at=None)
    return _told(near, "reminded_at", today) + _told(late, "overdue_told_at", today)


def _told(rows: Iterable[Commission], field: str, today: date) -> int:
    count, late, clock = 0, field == "overdue_told_at", Viewer(None, today, address=ADDRESS)
    code = f"{THIRD_PARTY}_{'overdue' if late else 'due'}"
    for row in rows:
        with acting(clock, "cycle.remind_third_party", f"filing:{row.filing_id}") as entry:
            people = [row.asked_by_id] if late else _people_of(row.agency, row.filing, today)
            entry.facts = {"agency": row.agency.code, "late": late, "people": len(people)}
            if Commission.objects.filter(pk=row.pk, **{field: None}).update(**{field: timezone.now()}):
                tell(row.filing, code, people, is_task=False, agency=row.agency.name, day=row.due.isoformat())
                count += 1
    return count


def _people_of(agency: Organisation, filing: Filing, today: date) -> list[int]:
    people = people_with(THIRD_PARTIES, filing, today)
    return list(Person.objects.filter(pk__in=people, organisation=agency).values_list("pk", flat=True))
