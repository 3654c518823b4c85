"""`check_pack`: what the data of a pack can prove about itself."""

from pathlib import Path

import pytest
from folders import earlier, pack, rule

from hengxiao.core.packs import available, check_pack, load
from hengxiao.core.terms.kinds import Severity, Status

HEAD = 'code = "1", name = "产出指标"'
LEVEL = f"{{ {HEAD}, level = 1, parent = '', compulsory = true, synonyms = ['产出'] }}"
SECOND = "{ code = '2', name = '效益指标', level = 1, parent = '', compulsory = false, synonyms = ['效益'] }"
BELOW = "{ code = '11', name = '数量指标', level = 2, parent = '1', compulsory = false, synonyms = ['产出'] }"


def codes(parent: Path, rules: str) -> list[str]:
    """Codes of the findings about a site's pack that extends a shipped one, notes on verification apart."""
    pack(parent, "p", rules, extends="hubei_2020")
    return [finding.code for finding in check_pack("p", [parent]) if finding.code != "packs.unverified"]


@pytest.mark.parametrize("pack_id", available())
def test_shipped_pack_has_no_fault(pack_id: str):
    assert [finding for finding in check_pack(pack_id) if finding.severity != Severity.INFO] == []


@pytest.mark.parametrize("pack_id", available())
def test_unverified_rules_are_counted(pack_id: str):
    rules = load(pack_id).rules().values()
    (found,) = check_pack(pack_id)
    assert found.code == "packs.unverified"
    assert found.facts["count"] == len([rule for rule in rules if rule.status is Status.UNVERIFIED]) > 0
    assert found.facts["total"] == len(rules)


def test_pack_with_nothing_unverified_says_nothing_of_it(tmp_path: Path):
    pack(tmp_path, "p", rule("money.unit", '"元"'))
    assert "packs.unverified" not in {finding.code for finding in check_pack("p", [tmp_path])}


def test_pack_that_cannot_be_loaded_is_one_finding(tmp_path: Path):
    pack(tmp_path, "p", "[a.b]\nvalu = 1")
    (found,) = check_pack("p", [tmp_path])
    assert (found.code, found.severity) == ("packs.unknown_key", Severity.ERROR)
    assert found.message() == "p/rules.toml:1 [a.b] 有不认识的键“valu”。请检查拼写，或给表补上 value"


def test_pack_standing_alone_lacks_the_required_rules(tmp_path: Path):
    pack(tmp_path, "p", rule("tree.levels", f"[{LEVEL}]"))
    lacking = [finding.facts["rule"] for finding in check_pack("p", [tmp_path]) if finding.code == "packs.missing_rule"]
    assert lacking[:3] == ["tree.compulsory", "lists.signs", "lists.units"]
    assert len(lacking) == 105


PROCEDURE = (
    "{ start = 'draft', states = [{ code = 'draft', name = '草稿', editable = true }, "
    "{ code = 'done', name = '批复', final = true }], "
    "moves = [{ action = 'approve', name = '批复', from = ['draft'], to = 'TARGET', roles = ['filler'] }] }"
)


def test_procedure_is_judged_in_all_its_versions(tmp_path: Path):
    right, wrong = PROCEDURE.replace("TARGET", "done"), PROCEDURE.replace("TARGET", "nowhere")
    older = earlier("procedure.targets", wrong, "2015-01-01")
    pack(tmp_path, "p", rule("procedure.targets", right) + older, extends="hubei_2020")
    found = [each for each in check_pack("p", [tmp_path]) if each.code == "packs.procedure"]
    assert [each.facts["reason"] for each in found] == ["unknown state nowhere"]
    assert (found[0].severity, found[0].place.file) == (Severity.ERROR, "p/rules.toml:1")
    assert found[0].message().startswith("p/rules.toml:1 流程 procedure.targets（2015-01-01 起）有误：unknown state")


def test_procedure_of_another_shape_is_a_fault(tmp_path: Path):
    assert codes(tmp_path, rule("procedure.targets", "{ start = 'draft' }")) == ["packs.malformed"]


def test_misspelt_code_is_pointed_at_its_neighbour(tmp_path: Path):
    pack(tmp_path, "p", rule("grades.reviw", "[{ name = '优', from = 0 }]"), extends="hubei_2020")
    (found,) = [finding for finding in check_pack("p", [tmp_path]) if finding.code == "packs.novel_code"]
    assert (found.facts["near"], found.severity) == ("grades.review", Severity.WARNING)


def test_code_like_no_other_has_no_neighbour(tmp_path: Path):
    pack(tmp_path, "p", rule("zzz", "1"), extends="hubei_2020")
    (found,) = [finding for finding in check_pack("p", [tmp_path]) if finding.code == "packs.novel_code"]
    assert found.facts["near"] == "—"


@pytest.mark.parametrize(
    ("rules", "wanted"),
    [
        (rule("tree.levels", f"[{LEVEL}, {LEVEL}]"), "packs.tree_twice"),
        (rule("tree.levels", f"[{LEVEL[:-1]}, x = 1 }}]"), "packs.tree_keys"),
        (rule("tree.levels", f"[{{ {HEAD} }}]"), "packs.tree_keys"),
        (rule("tree.levels", f"[{BELOW}]"), "packs.tree_parent"),
        (rule("tree.levels", f"[{LEVEL.replace('level = 1', 'level = 2')}]"), "packs.tree_parent"),
        (rule("tree.levels", "[" + LEVEL.replace("parent = ''", "parent = '9'") + "]"), "packs.tree_parent"),
        (rule("tree.levels", f"[{LEVEL}, {SECOND.replace('效益', '产出')}]"), "packs.tree_label"),
        (rule("tree.compulsory", "[{ code = '99', when = 'by_need' }]"), "packs.compulsory_unknown"),
        (rule("tree.compulsory", "[{ code = '13', when = 'always' }]"), "packs.compulsory_differs"),
        (rule("tree.levels", "1"), "packs.malformed"),
        (rule("lists.signs", "[{ code = '1', name = '甲' }, { code = '1', name = '甲' }]"), "packs.list_twice"),
        (rule("lists.signs", "[{ code = '1', name = '甲' }, { code = '2', synonyms = ['甲'] }]"), "packs.list_word"),
        (rule("weights.self_evaluation", "{ '产出' = 100 }"), "packs.weight_name"),
        (rule("weights.self_evaluation", "{ '产出指标' = 99.5 }"), "packs.weight_sum"),
        (rule("weights.self_evaluation", "{ '预算执行率' = 10, '产出指标' = 90 }"), "packs.weight_execution"),
        (rule("weights.sum", "{ scope = 'goal', total = 90 }"), "packs.weight_scope"),
        (rule("weights.sum", "{ scope = 'row', total = 80 }"), "packs.weight_scope"),
        (rule("grades.review", "[]"), "packs.grade_bounds"),
        (rule("grades.review", "[{ name = '优', from = 90 }, { name = '差', from = 10 }]"), "packs.grade_bounds"),
        (rule("grades.review", "[{ name = '优', from = 101 }, { name = '差', from = 0 }]"), "packs.grade_bounds"),
        (rule("grades.review", "[{ name = '优', from = 90 }, { name = '优', from = 0 }]"), "packs.grade_bounds"),
        (rule("grades.review", "[{ name = '差', from = 0 }, { name = '优', from = 90 }]"), "packs.grade_bounds"),
        (rule("grades.review", "[{ name = '优' }]"), "packs.malformed"),
        (rule("review.form", "[{ name = '完整性', points = 100, items = [{ points = 90 }] }]"), "packs.review_points"),
        (rule("review.form", "[{ name = '完整性', points = 90, items = [{ points = 90 }] }]"), "packs.review_points"),
        (rule("review.outcomes", "[{ grade = '优' }]"), "packs.outcome_grades"),
        (rule("evaluation.framework", "[{ points = 99 }]"), "packs.review_points"),
        (rule("project.code_pattern", "'('"), "packs.pattern"),
        (rule("scoring.reverse", "'by_mood'"), "packs.choice"),
        (rule("monitoring.mode", "['none']"), "packs.choice"),
        (rule("forms.kinds", "['target', '目标表']"), "packs.choice"),
        (rule("monitoring.calendar", "[{ month = 13, due = '08-31' }]"), "packs.calendar"),
        (rule("monitoring.calendar", "[{ month = 7, due = '8月底' }]"), "packs.calendar"),
        (rule("checks.C01", "{ enabled = true, severity = 'fatal' }"), "packs.check_limits"),
        (rule("checks.C01", "{ enabled = 'yes', severity = 'error' }"), "packs.check_limits"),
        (rule("checks.C01", "{ enabled = true }"), "packs.malformed"),
    ],
)
def test_fault_of_a_value_is_found(tmp_path: Path, rules: str, wanted: str):
    assert wanted in codes(tmp_path, rules)


def tier(low: int, low_in: bool, high: int, high_in: bool) -> str:
    """One qualitative tier in TOML."""
    ends = f"from_inclusive = {str(low_in).lower()}, to = {high}, to_inclusive = {str(high_in).lower()}"
    return f"{{ code = '{low}', name = '档{low}', from = {low}, {ends} }}"


@pytest.mark.parametrize(
    ("tiers", "wanted"),
    [
        ([tier(60, True, 100, True), tier(0, True, 60, False)], []),
        ([tier(60, True, 100, True), tier(0, True, 60, True)], ["packs.tier_bounds"]),
        ([tier(60, False, 100, True), tier(0, True, 60, False)], ["packs.tier_bounds"]),
        ([tier(60, True, 100, True), tier(0, True, 50, False)], ["packs.tier_bounds"]),
        ([tier(60, True, 100, True), tier(10, True, 60, False)], ["packs.tier_bounds"]),
        ([tier(60, True, 90, True), tier(0, True, 60, False)], ["packs.tier_bounds"]),
    ],
)
def test_qualitative_tiers_must_join(tmp_path: Path, tiers: list[str], wanted: list[str]):
    assert codes(tmp_path, rule("scoring.qualitative", f"[{', '.join(tiers)}]")) == wanted


def test_finding_stands_at_the_line_of_the_rule(tmp_path: Path):
    pack(tmp_path, "p", "\n\n" + rule("grades.review", "[]"), extends="hubei_2020")
    found = next(finding for finding in check_pack("p", [tmp_path]) if finding.code == "packs.grade_bounds")
    assert (found.facts["file"], found.facts["line"]) == ("p/rules.toml", 3)
    assert found.place is not None
    assert found.place.address == "p/rules.toml:3"


def test_errors_come_before_warnings_and_notes(tmp_path: Path):
    pack(tmp_path, "p", rule("zzz", "1") + rule("grades.review", "[]"), extends="hubei_2020")
    found = [str(finding.severity) for finding in check_pack("p", [tmp_path])]
    assert found == ["error", "error", "warning", "info"]


def test_indicators_of_a_library_are_named_once_and_stand_in_the_tree(tmp_path: Path):
    row = "{{ code = '{}', name = '{}', level1 = '{}', level2 = '{}', definition = '某', formula = '某' }}".format
    right, again = row("L1", "培训人数", "产出指标", "数量指标"), row("L2", "培训人数", "产出指标", "数量指标")
    astray = row("L3", "知晓率", "产出指标", "没有这一类")
    found = {
        name: codes(tmp_path / name, rule("library.own", f"[{', '.join(rows)}]"))
        for name, rows in {"right": [right], "twice": [right, again], "astray": [astray]}.items()
    }
    assert found == {
        "right": ["packs.novel_code"],
        "twice": ["packs.twice_in_library", "packs.novel_code"],
        "astray": ["packs.level_of_library", "packs.novel_code"],
    }
