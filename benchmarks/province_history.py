"""What happened in the province made up (生成的省的历史): versions, moves, index rows, releases, notices, audit log."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

STATES = ("draft", "unit_review", "department_review", "finance_review", "performance_review", "approved")
ACTIONS = ("submit", "pass", "pass", "pass", "approve")
BEGIN = datetime(2020, 1, 6, 1, tzinfo=UTC)
ROOM = 1000
WAITED_FOR_BY = {"finance_review": "yewu", "performance_review": "jixiao"}


def add_history(filings: list[Any], chance: random.Random) -> Counter[str]:
    """Versions, moves, index rows and notices of new filings; every fourth approved one is public."""
    from hengxiao.base.models import Notice, Person
    from hengxiao.cycle.models import FilingVersion, IndicatorRow, Release, Step

    people = dict(Person.objects.filter(username__in=("yewu", "jixiao", "bumen")).values_list("username", "pk"))
    approved = [filing for filing in filings if filing.state == "approved"]
    versions = FilingVersion.objects.bulk_create(version_of(filing, people["jixiao"]) for filing in approved)
    steps = Step.objects.bulk_create((step for filing in filings for step in steps_of(filing, people["yewu"])), ROOM)
    rows = IndicatorRow.objects.bulk_create((row for filing in filings for row in rows_of(filing)), ROOM)
    public = [version for version in versions if chance.random() < 0.25]
    Release.objects.bulk_create(
        Release(version=version, organisation_id=version.filing.organisation_id, state="released",
                released_at=BEGIN + timedelta(minutes=version.filing_id), year=version.filing.year,
                public_name=version.filing.project.name, public_code=version.filing.project.code)
        for version in public
    )  # fmt: skip
    told = Notice.objects.bulk_create(
        Notice(person_id=people[WAITED_FOR_BY[filing.state]], code="cycle.notice_review", is_task=True,
               facts={"project": filing.project.name, "year": filing.year, "state": "审核"},
               link=f"/cycle/review/{filing.pk}/")
        for filing in filings
        if filing.state in WAITED_FOR_BY
    )  # fmt: skip
    return Counter(
        versions=len(versions), steps=len(steps), indicators=len(rows), releases=len(public), notices=len(told)
    )


def version_of(filing: Any, by: int) -> Any:
    """The approved version of a filing."""
    from hengxiao.base.audit import content_digest
    from hengxiao.cycle.models import FilingVersion

    digest = content_digest(filing.document)
    return FilingVersion(
        filing=filing, number=1, reason="approved", document=filing.document, digest=digest, mark=digest[:8], by_id=by
    )


def steps_of(filing: Any, by: int) -> list[Any]:
    """Moves up to the state a filing is in."""
    from hengxiao.cycle.models import Step

    reached = STATES.index(filing.state) if filing.state in STATES else 1
    begin = BEGIN + timedelta(minutes=filing.pk)
    return [
        Step(filing=filing, action=ACTIONS[n], source=STATES[n], target=STATES[n + 1], by_id=by,
             at=begin + timedelta(hours=n))
        for n in range(reached)
    ]  # fmt: skip


def rows_of(filing: Any) -> list[Any]:
    """The indicators as rows of the index."""
    from hengxiao.cycle.models import IndicatorRow

    return [
        IndicatorRow(
            filing=filing, organisation_id=filing.organisation_id, year=filing.year, number=number, goal=row["goal"],
            level1=row["level1"], level2=row["level2"], name=row["name"], target=row["target"], unit=row["unit"],
        )
        for number, row in enumerate(filing.document["indicators"], 1)
    ]  # fmt: skip


def add_to_chain(projects: list[Any], each: int = 8) -> dict[str, int]:
    """Audit entries, bound to the chain as `record` binds them."""
    from django.utils import timezone

    from hengxiao.base.audit import canonical, digest, entry_content
    from hengxiao.base.models import ChainHead, Event, Person

    head, actor, now = ChainHead.objects.get(), Person.objects.get(username="yewu").pk, timezone.now()
    number, previous, events = head.number, head.hash, []
    for count in range(len(projects) * each):
        number += 1
        event = Event(
            number=number, at=now, actor_id=actor, address="10.0.0.8", action="cycle.save_cells",
            subject=f"filing:{count}", facts={"revision": count % 40, "conflicts": []}, before=digest(b"%d" % count),
            after=digest(b"+%d" % count), result="done", previous=previous,
        )  # fmt: skip
        event.hash = previous = digest(canonical(entry_content(event)))
        events.append(event)
        if len(events) == ROOM:
            Event.objects.bulk_create(events)
            events = []
    Event.objects.bulk_create(events)
    ChainHead.objects.filter(pk=head.pk).update(number=number, hash=previous)
    return {"audit entries": number - head.number}
