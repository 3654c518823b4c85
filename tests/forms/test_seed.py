"""The starting form is read exactly (附表五)."""

from __future__ import annotations

from pathlib import Path

from hengxiao.core.forms import recognise
from hengxiao.core.reading import open_document
from hengxiao.core.terms.kinds import Term


def test_seed_has_nine_long_term_and_twenty_nine_annual_rows(shared: Path) -> None:
    (form,) = recognise(open_document(next((shared / "seed").glob("*.txt"))))
    goals = [row.goal.text for row in form.indicators]
    assert (goals.count("长期目标"), len(goals)) == (9, 38)
    assert [goal.term for goal in form.goals] == [Term.LONG] + [Term.ANNUAL] * 6
    assert all(goal.text for goal in form.goals)
    assert (form.project.name.text, form.project.code_normalised) == ("综合事务工作经费", "2020-205-000-004")
    assert (form.project.department.text, form.project.unit.text) == ("湖北省科学技术厅", "湖北省科学技术厅机关")
    last = form.indicators[-1]
    assert (last.year_before_last.text, last.previous_year.text, last.target.text) == ("95%", "95%", "95%")
    assert (last.level1.text, last.level2.text, last.standard.text) == ("效益", "满意度", "计划数据")
    assert form.indicators[26].target.text == "次"
    assert form.findings == ()
