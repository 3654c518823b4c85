"""The HTML report says what was understood, what is wrong and what was scored."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest

from hengxiao.core.printing import report_html, write_report
from hengxiao.core.printing.charts import Bar, bars, shortened
from hengxiao.core.targets import Field, Finding, Form, Place
from hengxiao.core.terms.kinds import FormKind, Language, Severity

HERE = Place(file="a.docx", table=1, row=4, column=2)


@dataclass(frozen=True)
class Line:
    """A scored row."""

    goal: str
    level1: str
    name: str
    target: Field
    actual: Field
    points: Decimal | None
    score: Decimal | None

    def explanation(self, language: Language | str = Language.CHINESE) -> str:
        return "达到目标得满分" if str(language) == "zh" else "reached: full points"


@dataclass(frozen=True)
class Money:
    """Scored money."""

    points: Decimal = Decimal(20)
    score: Decimal | None = Decimal("19.00")

    def explanation(self, language: Language | str = Language.CHINESE) -> str:
        return "执行率95%"


@dataclass(frozen=True)
class OneGoal:
    """A scored goal."""

    label: str
    subtotal: Decimal
    points: Decimal


@dataclass(frozen=True)
class Sheet:
    """A score sheet."""

    lines: Sequence[Line]
    execution: Money = Money()
    goals: Sequence[OneGoal] = ()
    pack: str = "hubei_2020"
    total: Decimal | None = Decimal("97.50")
    grade: str = "优"


def finding(code: str = "printing.missing_glyph", level: Severity | None = None, fix: str | None = None) -> Finding:
    return Finding(code, HERE, {"characters": "<b>", "codes": "U+0001"}, level, fix)


def scored(score: str | None, points: str | None) -> Line:
    amounts = [None if text is None else Decimal(text) for text in (points, score)]
    return Line("目标1", "产出", "期刊", Field("6期"), Field("6期"), *amounts)


def test_report_shows_head_rows_and_levels(small: Form) -> None:
    html = report_html(small)
    assert "<h1>综合事务专项绩效目标</h1>" in html
    assert "<dt>项目编码</dt><dd>2020—1</dd>" in html
    assert '<td class="tree" rowspan="3">年度目标01</td>' in html
    assert '<td class="name">宣传片</td><td>无</td><td>无</td><td>≥5次</td>' in html
    assert "<th>得分</th>" not in html
    assert "没有发现问题。" in html


def test_report_escapes_everything(small: Form) -> None:
    text = "<script>alert(1)</script>"
    rows = (replace(small.indicators[0], name=Field(text), level1=Field(text)),)
    html = report_html(replace(small, title=text, source=text, indicators=rows), [finding()], pack=text)
    assert "<script" not in html
    assert "<b>（U+0001）" not in html
    assert "&lt;b&gt;" in html


def test_report_groups_findings_by_code_worst_first(small: Form) -> None:
    many = [finding(level=Severity.INFO) for _ in range(6)]
    html = report_html(small, [*many, finding(fix="改成这样")], cites={"printing.missing_glyph": "某办法第二条"})
    assert html.index('错误</span> <span class="code"') < html.index('提示</span> <span class="code"')
    assert "× 6" in html
    assert "<summary>展开其余处数： 2</summary>" in html
    assert "建议改为：改成这样" in html
    assert "某办法第二条" in html
    assert "表1!B4" in html


def test_report_marks_rows_with_their_worst_finding(small: Form) -> None:
    rows = (replace(small.indicators[0], place=HERE), *small.indicators[1:])
    html = report_html(replace(small, indicators=rows), [finding(level=Severity.WARNING), finding(level=Severity.INFO)])
    assert html.count('<tr class="warning">') == 1
    assert '<td class="place">表1!B4</td>' in html


def test_report_explains_scores(evaluated: Form) -> None:
    lines = [scored("40", "50"), scored(None, "10"), scored("10", None), scored("10", "10")]
    sheet = Sheet(lines, goals=(OneGoal("目标1", Decimal(60), Decimal(60)),))
    html = report_html(evaluated, sheet=sheet)
    assert html.count("达到目标得满分") == 4
    assert html.count('<td class="tree" rowspan="4">目标1</td>') == 1
    assert "<b>97.5 优</b>" in html
    assert "60 / 70" in html
    assert "60 / 60" in html
    assert "执行率95%" in html
    assert "调整后 120" in html


def test_report_without_total_says_so(evaluated: Form) -> None:
    html = report_html(evaluated, sheet=Sheet([], Money(score=None), total=None, grade=""))
    assert "<b>未能计分</b>" in html


def test_report_target_cells_are_joined(small: Form) -> None:
    row = replace(
        small.indicators[0], target=Field("次≥5"), sign=Field("≥"), unit=Field("次"), target_cells=("次", "≥", "5")
    )
    assert "<td>≥5次</td>" in report_html(replace(small, indicators=(row,)))


def test_report_of_an_empty_form_is_whole() -> None:
    html = report_html(Form(FormKind.MONITORING))
    assert "<h1>（无标题）</h1>" in html
    assert "没有读到指标行。" in html
    assert "<svg" not in html


def test_report_in_english(small: Form, tmp_path: Path) -> None:
    write_report(tmp_path / "a.html", small, language="en", pack="Hubei")
    html = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert html.startswith('<!doctype html>\n<html lang="en">')
    assert "Target form · rules: Hubei" in html


def test_report_needs_nothing_from_outside(small: Form) -> None:
    html = report_html(small, [finding()])
    assert "<script" not in html
    assert [word for word in ("http:", "https:", "src=", "@import", "url(") if word in html] == []


def test_bars_are_well_formed_and_to_scale() -> None:
    rows = [Bar("产出", Decimal(25), Decimal(50), "25 / 50"), Bar("效益&", Decimal(120), Decimal(100), "超", "warning")]
    svg = ElementTree.fromstring(bars(rows, title="<得分>"))
    widths = [int(rect.attrib["width"]) for rect in svg.iter("rect")]
    track = widths[2]
    assert widths == [round(track / 2), round(track / 4), track, track]
    assert bars([], title="空") == ""


def test_bars_without_any_limit_have_no_length() -> None:
    svg = ElementTree.fromstring(bars([Bar("预算执行", Decimal(0), Decimal(0), "0 / 0")], title="得分"))
    assert [rect.attrib["width"] for rect in svg.iter("rect")] == ["0", "0"]


@pytest.mark.parametrize(
    ("text", "shown"), [("短", "短"), ("一二三四五六", "一二三…"), ("abcdefgh", "abcdefgh"), ("abcdefghij", "abcdef…")]
)
def test_shortened_fits_the_ems(text: str, shown: str) -> None:
    assert shortened(text, 4) == shown
