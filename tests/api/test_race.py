"""Many programs at once: of fifty approvals one counts, and the others are told that they came late."""

from __future__ import annotations

from collections import Counter

import pytest

from factories import World
from hengxiao.base.audit import broken_at
from hengxiao.base.models import Event
from hengxiao.cycle.models import FilingVersion
from programs import Program, make_token
from racing import race
from under_way import before_approval


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_fifty_approvals_one_is_answered_200(world: World) -> None:
    filing, answers = before_approval(world), []
    tokens = [make_token(world, "finance_performance") for _each in range(50)]

    def approve(token: str) -> None:
        answers.append(Program(token).post(f"/filings/{filing.pk}/approve", {}))

    assert race([lambda token=token: approve(token) for token in tokens]) == ["done"] * 50
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 49}
    late = {answer.json()["code"] for answer in answers if answer.status_code == 409}
    assert late <= {"cycle.moved_on", "cycle.moved_on_meanwhile"}
    assert FilingVersion.objects.filter(reason="approved").count() == 1
    assert Event.objects.filter(action="cycle.approve", result="done").count() == 1
    assert broken_at(Event.objects.all()) is None
