"""A task is due after the working days its state allows."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from factories import World, make_filing, procedure_table
from hengxiao.base.calendar import Due, due_after
from hengxiao.base.models import Holiday, Notice
from hengxiao.cycle.actions.noticing import due_day, tell


def test_task_is_due_by_its_state_and_a_notice_never(world: World) -> None:
    table = procedure_table()
    table["states"] = [state | ({"days": 5} if state["code"] == "unit_review" else {}) for state in table["states"]]
    filing = make_filing(world, state="unit_review", procedure=table)
    person = world.people["unit_reviewer"].pk
    tell(filing, "cycle.notice_review", [person], is_task=True)
    tell(filing, "cycle.notice_approved", [person], is_task=False)
    assert list(Notice.objects.order_by("pk").values_list("due", flat=True)) == [
        due_after(timezone.localdate(), 5).day,
        None,
    ]
    assert due_day(filing, date(2025, 9, 26)) == date(2025, 10, 10)


def test_state_without_limit_has_no_due_day(world: World) -> None:
    assert due_day(make_filing(world, state="unit_review"), date(2025, 9, 26)) is None


@pytest.mark.django_db
def test_unknown_year_is_counted_by_weekends_and_said_to_be_unsure() -> None:
    assert due_after(date(2026, 12, 31), 1) == Due(date(2027, 1, 1), sure=False)
    Holiday.objects.create(day=date(2027, 1, 1), working=False, name="元旦")
    assert due_after(date(2026, 12, 31), 1) == Due(date(2027, 1, 4), sure=True)
    Holiday.objects.create(day=date(2026, 12, 30), working=False)
    assert due_after(date(2026, 12, 29), 1) == Due(date(2026, 12, 31), sure=True)
