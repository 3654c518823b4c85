"""A site's own rule packs (自有规则包): used without touching the installation, judged before the site starts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from folders import pack, rule

from factories import World, make_filing
from hengxiao.base import calendar
from hengxiao.core.packs import PackError, forget
from hengxiao.cycle.actions.declaring import open_year_of, start_blank
from hengxiao.cycle.actions.years import open_year
from hengxiao.cycle.models import FiscalYear
from hengxiao.cycle.printouts import form_id_of
from hengxiao.site.serving import require_packs

SignIn = Callable[[str], Client]
CALENDAR = '{ year = 2031, free = [{ name = "元旦", from = 2031-01-01, until = 2031-01-02 }], working = [] }'


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one pack, named in the environment as a site does."""
    rules = rule("text.lengths", "{ goal_most = 5 }") + rule("holidays.y2031", CALENDAR)
    pack(tmp_path, "mousheng_2021", rules, extends="hubei_2020")
    monkeypatch.setenv("HENGXIAO_PACKS", str(tmp_path))
    return tmp_path


def test_year_goes_by_a_pack_of_the_site(world: World, client_of: SignIn, own: Path) -> None:
    open_year(viewer=world.viewer("finance_performance"), year=2021, pack="mousheng_2021")
    project = make_filing(world).project
    filing = start_blank(viewer=world.viewer("filler"), project=project, year=2021)
    assert (open_year_of(2021).pack, filing.pack, form_id_of(filing)) == ("mousheng_2021",) * 2 + ("hubei_2020.target",)
    assert client_of("filler").get(f"/cycle/filings/{filing.pk}/edit/").status_code == 200
    assert "mousheng_2021" in Client().get("/cycle/packs/").content.decode()
    require_packs()


def test_holidays_of_a_pack_of_the_site_count(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar, "notices_of_years", calendar.notices_of_years.__wrapped__)
    found = calendar.notices_of_years()
    assert (found[2031].pack, found[2025].pack) == ("mousheng_2021", "national_2015")
    assert calendar.published.__wrapped__().works(date(2031, 1, 2)) is False


def test_site_does_not_start_with_a_wrong_pack(world: World, own: Path) -> None:
    (own / "mousheng_2021" / "more.toml").write_text(rule("execution.base", '"whatever"'), encoding="utf-8")
    forget()
    with pytest.raises(PackError) as error:
        require_packs()
    assert str(error.value).startswith("mousheng_2021/more.toml:1 ")


def test_site_does_not_start_when_a_pack_in_use_is_gone(
    world: World, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    FiscalYear.objects.create(year=2021, pack="mousheng_2021")
    monkeypatch.delenv("HENGXIAO_PACKS")
    with pytest.raises(PackError) as error:
        require_packs()
    assert "没有规则包“mousheng_2021”" in str(error.value) and "HENGXIAO_PACKS" in str(error.value)
