"""Samples of a pack: recognised as the form they are, and the same after printing."""

from dataclasses import replace
from pathlib import Path

import pytest
from folders import pack

from hengxiao.core.forms import Document
from hengxiao.core.packs import Pack, available, check_pack, load
from hengxiao.core.packs.cases import first_difference
from hengxiao.core.printing import print_form
from hengxiao.core.reading import open_document, read
from hengxiao.core.targets import Finding, Form

FORM = '[form]\nid = "p.target"\nkind = "target"\nheadings = ["指标名称", "指标值", "牵头科室"]\n'
COLUMNS = '[columns]\n"指标名称" = "name"\n"指标值" = "target"\n'
GREEDY = """[form]
id = "p.self_evaluation"
kind = "self_evaluation"
titles = ["自评"]
headings = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"]
"""
SAMPLE = """<table>
<tr><td>一级指标</td><td>二级指标</td><td>指标名称</td><td>指标值</td><td>牵头科室</td></tr>
<tr><td rowspan="2">产出指标</td><td>数量指标</td><td>开放天数</td><td>≥300天</td><td>馆办</td></tr>
<tr><td>质量指标</td><td>完好率</td><td>≥95%</td><td>展教部</td></tr>
</table>"""
OTHER = "<p>没有表格</p>"


def site(parent: Path, case: str, sample: str = SAMPLE) -> list[Path]:
    """A site's pack with one form and one case."""
    pack(parent, "p", extends="hubei_2020")
    for folder, name, text in (
        ("forms", "target.toml", FORM + COLUMNS),
        ("cases", "one.toml", case),
        ("cases", "sample.html", sample),
    ):
        (parent / "p" / folder).mkdir(exist_ok=True)
        (parent / "p" / folder / name).write_text(text, encoding="utf-8")
    return [parent]


def faults(folders: list[Path], **hooks: object) -> list[Finding]:
    """Findings about the cases of pack p."""
    found = check_pack("p", folders, open_document=open_document, **hooks)
    return [finding for finding in found if finding.code.startswith("packs.case")]


WANTED = 'file = "sample.html"\n[[form]]\nlayout = "p.target"\nrows = 2\n'


def test_sample_read_as_wanted_has_no_fault(tmp_path: Path):
    assert faults(site(tmp_path, WANTED)) == []


def test_samples_are_left_alone_without_a_reader(tmp_path: Path):
    folders = site(tmp_path, WANTED.replace("2", "3"))
    assert [finding for finding in check_pack("p", folders) if finding.code.startswith("packs.case")] == []


def test_sample_with_other_rows_is_a_fault(tmp_path: Path):
    (found,) = faults(site(tmp_path, WANTED.replace("rows = 2", "rows = 3")))
    assert found.message() == "样例 sample.html 应有 3 行指标，实际读出 2 行"


def test_sample_taken_for_another_form_is_a_fault(tmp_path: Path):
    (found,) = faults(site(tmp_path, WANTED.replace("p.target", "hubei_2020.target")))
    assert (found.code, found.facts["found"]) == ("packs.case_layout", "p.target")


def test_sample_of_no_form_is_a_fault(tmp_path: Path):
    (found,) = faults(site(tmp_path, WANTED, OTHER))
    assert found.code == "packs.case_unread"


def test_form_that_takes_the_sample_of_another_pack_is_a_fault(tmp_path: Path):
    folders = site(tmp_path, WANTED)
    (tmp_path / "p" / "forms" / "greedy.toml").write_text(GREEDY, encoding="utf-8")
    (found,) = faults(folders)
    assert found.facts == {"sample": "national_2020/cases/self_evaluation.toml", "layout": "p.self_evaluation"}


def test_faulty_case_of_another_pack_is_not_ones_own_fault(tmp_path: Path):
    folders = site(tmp_path, WANTED)
    pack(tmp_path, "q")
    (tmp_path / "q" / "cases").mkdir()
    (tmp_path / "q" / "cases" / "one.toml").write_text("", encoding="utf-8")
    assert faults(folders) == []


def test_case_that_is_no_toml_is_a_fault_of_the_pack(tmp_path: Path):
    found = check_pack("p", site(tmp_path, "file ="), open_document=open_document)
    assert [(finding.code, finding.facts["file"]) for finding in found if finding.severity == "error"] == [
        ("packs.not_toml", "p/cases/one.toml")
    ]


@pytest.mark.parametrize(
    "case",
    [
        "",
        'file = "sample.html"\nform = [1]',
        'file = "sample.html"',
        'file = "nothing.html"\n[[form]]\nlayout = "p.target"\nrows = 2\n',
        'file = "sample.html"\n[[form]]\nlayout = "p.target"\n',
        'file = "sample.html"\n[form]\nlayout = "p.target"\nrows = 2\n',
        'file = "../../outside.html"\n[[form]]\nlayout = "p.target"\nrows = 2\n',
        'file = "link.html"\n[[form]]\nlayout = "p.target"\nrows = 2\n',
    ],
)
def test_incomplete_case_or_one_that_reaches_outside_is_a_fault(tmp_path: Path, case: str):
    (tmp_path / "outside.html").write_text("<table><tr><td>机密</td></tr></table>", encoding="utf-8")
    folders = site(tmp_path, case)
    (tmp_path / "p" / "cases" / "link.html").symlink_to(tmp_path / "outside.html")
    (found,) = faults(folders)
    assert (found.code, found.facts["file"]) == ("packs.case_file", "p/cases/one.toml")


def test_samples_wait_until_the_forms_can_be_loaded(tmp_path: Path):
    folders = site(tmp_path, WANTED.replace("2", "3"))
    (tmp_path / "p" / "forms" / "target.toml").write_text("[columns]\n", encoding="utf-8")
    found = check_pack("p", folders, open_document=open_document)
    assert [finding.code for finding in found if finding.severity == "error"] == ["packs.layout"]
    assert found[0].facts == {"file": "p/forms/target.toml", "reason": "[form] id, kind"}


def test_two_forms_of_one_id_are_a_fault(tmp_path: Path):
    folders = site(tmp_path, WANTED)
    (tmp_path / "p" / "forms" / "again.toml").write_text(FORM, encoding="utf-8")
    (found,) = [finding for finding in check_pack("p", folders) if finding.code == "packs.layout_twice"]
    assert found.facts["layout"] == "p.target"


def test_form_that_says_the_same_after_printing_has_no_fault(tmp_path: Path):
    assert faults(site(tmp_path, WANTED), reprint=lambda form, pack: form) == []


def test_form_that_cannot_be_printed_is_no_fault(tmp_path: Path):
    assert faults(site(tmp_path, WANTED), reprint=lambda form, pack: None) == []


def test_form_changed_by_printing_is_a_fault(tmp_path: Path):
    def loses_a_row(form: Form, pack: Pack) -> Form:
        return replace(form, indicators=form.indicators[:1])

    (found,) = faults(site(tmp_path, WANTED), reprint=loses_a_row)
    assert found.facts == {"sample": "sample.html", "path": "indicators"}


@pytest.mark.parametrize(
    ("first", "second", "path"),
    [
        ({"a": [1, {"b": 2}]}, {"a": [1, {"b": 2}]}, ""),
        ({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}, "a.2.b"),
        ({"a": [1]}, {"a": [1, 2]}, "a"),
        ({"a": 1}, {"a": 1, "b": 2}, "b"),
        ({"a": 1, "place": 1}, {"a": 1, "place": 2}, ""),
        (1, 2, "."),
    ],
)
def test_first_difference_of_two_records(first: object, second: object, path: str):
    assert first_difference(first, second) == path


@pytest.fixture(scope="session")
def prints(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("prints")


@pytest.mark.parametrize("pack_id", available())
def test_shipped_samples_are_read_and_survive_printing(pack_id: str, prints: Path):
    def reprint(form: Form, pack: Pack) -> Form | None:
        path = prints / f"{form.layout}.docx"
        print_form(form, form.layout, path)
        (again,) = read(path)
        return again

    found = check_pack(pack_id, open_document=open_document, reprint=reprint)
    assert [finding.message() for finding in found if finding.severity != "info"] == []


def test_every_form_of_a_shipped_pack_has_a_sample():
    for pack_id in available():
        source = load(pack_id).sources[0]
        samples = {path.stem for path in (source.folder / "cases").glob("*.toml")}
        assert samples >= set(source.form_files()), pack_id


def test_document_type_is_the_readers():
    assert isinstance(open_document(Path(__file__)), Document)


def test_hubei_self_evaluation_sample_is_read_whole():
    source = load("hubei_2020").sources[0]
    (form,) = read(source.folder / "cases" / "self_evaluation.html")
    (fund,) = form.funds
    assert [getattr(fund, name).text for name in ("planned", "executed", "rate", "score")] == [
        "260.00",
        "247.00",
        "95%",
        "19.00",
    ]
    assert form.total.text == "95.62"
    assert [goal.label.text for goal in form.goals] == ["年度目标1"]
    assert {row.goal.text for row in form.indicators} == {"年度目标1"}


def test_goal_ratios_of_hubei_are_read(tmp_path: Path):
    source = load("hubei_2020").sources[0]
    text = (source.folder / "cases" / "self_evaluation.html").read_text(encoding="utf-8")
    old = '<td colspan="7">常设展厅正常开放，办好流动科技馆巡展（80分）</td>'
    new = '<td colspan="4">常设展厅正常开放</td><td colspan="2">权重比例</td><td>100%</td>'
    sample = tmp_path / "sample.html"
    sample.write_text(text.replace(old, new), encoding="utf-8")
    (form,) = read(sample)
    assert [(goal.text.text, goal.ratio.text, goal.actual.text) for goal in form.goals] == [
        ("常设展厅正常开放", "100%", "")
    ]
