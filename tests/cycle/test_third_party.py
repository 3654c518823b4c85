"""A third party's opinion where the pack asks: by kind or amount, asked for, given, and without it no approval."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from factories import World
from hengxiao.base.errors import ActionError, ForbiddenError
from hengxiao.base.models import Grant, Notice
from hengxiao.core.packs.model import Pack
from hengxiao.cycle.actions.approving import approve
from hengxiao.cycle.actions.asking import agencies, ask_third_party
from hengxiao.cycle.actions.reviewing import Given, save_marks
from hengxiao.cycle.models import Filing
from hengxiao.cycle.outside import asks_third_party, planned_yuan
from under_way import before_approval, submitted

pytestmark = pytest.mark.django_db
Asks = Callable[..., None]


@pytest.fixture
def asks(monkeypatch: pytest.MonkeyPatch) -> Asks:
    """Let the pack ask for third parties by kinds or amount."""
    usual = Pack.get

    def set_rule(value: Any) -> None:
        def get(self: Pack, code: str, default: Any = None, **more: Any) -> Any:
            return value if code == "review.third_party" else usual(self, code, default, **more)

        monkeypatch.setattr(Pack, "get", get)

    return set_rule


@pytest.mark.parametrize(
    ("value", "asked"),
    [
        (None, False), ({"kinds": (), "amount": 0}, False), ({"kinds": ("department",), "amount": 0}, True),
        ({"kinds": (), "amount": 5_000_000}, True), ({"kinds": ("transfer",), "amount": 5_000_001}, False),
    ],
)  # fmt: skip
def test_the_pack_asks_by_kind_or_amount(filing: Filing, asks: Asks, value: Any, asked: bool) -> None:
    filing.document["funds"] = [
        {"id": "f1", "planned": "500", "unit": "万元"},
        {"id": "f2", "planned": "x", "unit": "元"},
    ]
    asks(value)
    assert asks_third_party(filing) is asked


def test_planned_money_is_the_largest_line() -> None:
    lines = [{"planned": "1.5", "unit": "亿元"}, {"planned": "9", "unit": "万元"}, {"planned": "7", "unit": "美元"}]
    assert (planned_yuan({"funds": lines}), planned_yuan({"funds": []})) == (Decimal(150_000_000), Decimal(0))


def test_without_its_opinion_nothing_is_approved(world: World, asks: Asks) -> None:
    filing = before_approval(world)
    asks({"kinds": ("department",), "amount": 0})
    with pytest.raises(ActionError) as refused:
        approve(viewer=world.viewer("finance_performance"), filing=filing)
    assert refused.value.code == "cycle.third_party_missing"
    filing.refresh_from_db()
    assert filing.state == "performance_review"
    assert ask_third_party(viewer=world.viewer("finance_performance"), filing=filing, agency=world.agency) == 2
    save_marks(viewer=world.viewer("evaluator"), filing=filing, given={"overall": Given(grade="优", opinion="可行")})
    waiting = Notice.objects.filter(code="cycle.notice_third_party", done_at=None)
    assert [notice.person.username for notice in waiting] == ["expert"]
    approve(viewer=world.viewer("finance_performance"), filing=filing)
    assert filing.state == "approved"


def test_an_agency_is_asked_once_by_whose_turn_it_is(world: World) -> None:
    filing, reviewer = submitted(world), world.viewer("unit_reviewer")
    assert [each.name for each in agencies(filing, reviewer)] == [world.agency.name]
    for who in ("filler", "department_finance", "evaluator", "auditor", "other_reviewer"):
        with pytest.raises(ForbiddenError):
            ask_third_party(viewer=world.viewer(who), filing=filing, agency=world.agency)
    ask_third_party(viewer=reviewer, filing=filing, agency=world.agency)
    with pytest.raises(ActionError) as refused:
        ask_third_party(viewer=reviewer, filing=filing, agency=world.agency)
    assert refused.value.code == "cycle.agency_asked"
    Grant.objects.filter(role__in=("evaluator", "expert")).delete()
    with pytest.raises(ActionError) as refused:
        ask_third_party(viewer=reviewer, filing=filing, agency=world.agency)
    assert refused.value.code == "cycle.agency_without_reach"


def test_page_asks_and_tells(world: World, client_of: Callable[[str], Client], asks: Asks) -> None:
    filing = submitted(world)
    url, reviewer = f"/cycle/review/{filing.pk}/", client_of("unit_reviewer")
    assert "本项目不要求第三方意见" in reviewer.get(url).content.decode()
    assert reviewer.post(f"{url}third-party/", {"agency": "x"}).status_code == 404
    assert reviewer.post(f"{url}third-party/", {"agency": world.agency.pk}).status_code == 302
    assert "请提出审核意见" in client_of("evaluator").get("/").content.decode()
    asks({"kinds": ("department",), "amount": 0})
    assert "须先有专家或第三方机构的意见" in client_of("filler").get(url).content.decode()
    client_of("evaluator").post(f"{url}marks/", {"grade": "优"})
    assert "本轮已有专家或第三方机构的意见" in client_of("filler").get(url).content.decode()
