"""Whatever a form holds, checking ends with findings that can be said, never with an exception."""

from __future__ import annotations

from forms_made_here import form
from hypothesis import given, settings
from hypothesis import strategies as st

from hengxiao.core.checks import apply_fixes, diff, examine, fixes
from hengxiao.core.packs import load
from hengxiao.core.terms.kinds import FormKind, Language

COLUMNS = [
    "goal", "level1", "level2", "name", "year_before_last", "previous_year", "target", "actual", "points", "score",
    "deviation", "midterm", "standard", "佐证资料",
]  # fmt: skip
SEEN = [
    "", "年度目标01", "长期目标", "产出指标", "数量", "质量指标", "满意度", "培训人数", "合格率", "≥95%", "10家以上", "次",
    "0", "0%", "明显", "待定", "无", "100", "10分", "高级不超过80%、中级不超过90%", "2020年12月底前", "3000万元", "400元/人", "-5%",
    "9999999999999999999999999999999999999999",
]  # fmt: skip
texts = st.one_of(st.sampled_from(SEEN), st.text(max_size=12))
rows = st.lists(st.lists(texts, min_size=len(COLUMNS), max_size=len(COLUMNS)), max_size=5)
goals = st.lists(st.tuples(st.sampled_from(["年度目标01", "长期目标", "年度目标"]), texts).map(list), max_size=3)
numbers = st.sampled_from(["", "0", "100", "89.97", "110"])
funds = st.lists(
    st.fixed_dictionaries(
        {"label": st.sampled_from(["资金总额", "财政拨款", "其他资金"])}
        | {name: numbers for name in ("planned", "adjusted", "executed", "points", "score", "midterm")}
    ),
    max_size=3,
)
records = st.fixed_dictionaries(
    {
        "kind": st.sampled_from([str(kind) for kind in FormKind]),
        "project": st.fixed_dictionaries({"name": texts, "code": texts, "period": texts, "自评等级": texts}),
        "goals": goals,
        "funds": funds,
        "total": texts,
        "columns": st.just(COLUMNS),
        "rows": rows,
        "notes": st.lists(st.tuples(st.just("narrative"), texts), max_size=1),
    }
)


@settings(max_examples=60, deadline=None)
@given(records, records, st.sampled_from(["national_2015", "core_2021", "hubei_2020"]))
def test_any_form_is_checked_to_the_end(record: dict, before: dict, pack: str) -> None:
    judged, earlier = form(record), form({**before, "year": 2019})

    report = examine(judged, load(pack), earlier=[earlier, form({**before, "kind": "target"})])
    proposed = fixes(report.findings)

    assert all(finding.message(language) for finding in report.findings for language in Language)
    assert len({fix.place for fix in proposed}) == len(proposed)
    assert bool(diff(proposed)) is bool(proposed)
    assert apply_fixes(judged, proposed).kind is judged.kind
