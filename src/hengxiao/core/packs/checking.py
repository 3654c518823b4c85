"""Proves that a pack is complete and consistent (规则包检查), as far as its data alone can show."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from hengxiao.core.packs.cases import Opener, Reprinter, check_cases
from hengxiao.core.packs.errors import PackError
from hengxiao.core.packs.layouts import layout_at
from hengxiao.core.packs.loading import SHIPPED, load, locate, places_of, single
from hengxiao.core.packs.model import Pack, Rule
from hengxiao.core.procedure import ProcedureError, load_procedure
from hengxiao.core.targets import Finding, Place
from hengxiao.core.terms.kinds import FormKind, Severity, Status

REQUIRED = (
    *("tree.levels", "tree.compulsory", "lists.signs", "lists.units", "lists.standards", "money.unit"),
    *("goals.structure", "goals.terms", "project.kinds", "disclosure.list", "text.lengths"),
    *("weights.sum", "weights.self_evaluation", "execution.points", "execution.base", "execution.cap"),
    *("scoring.forward", "scoring.equal", "scoring.zero_target", "scoring.reverse", "scoring.qualitative"),
    *("scoring.satisfaction", "scoring.threshold", "scoring.over_achievement", "scoring.rounding", "scoring.cap"),
    *("grades.self_evaluation", "grades.review", "review.form", "review.outcomes"),
    *("monitoring.mode", "monitoring.calendar", "monitoring.reasons", "monitoring.possibilities"),
    *("monitoring.conclusions", *(f"checks.C{number:02}" for number in range(1, 56))),
    *(f"checks.S{number:02}" for number in range(1, 17)),
)
CHOICES: Mapping[str, tuple[str, ...]] = {
    "scoring.forward": ("proportional",),
    "scoring.equal": ("as_forward", "exact"),
    "scoring.zero_target": ("all_or_nothing",),
    "scoring.reverse": ("inverse_ratio", "linear_to_double", "all_or_nothing"),
    "execution.base": ("planned", "adjusted", "adjusted_with_carry_over", "received"),
    "monitoring.mode": ("none", "by_sign", "by_kind", "money_and_goal", "thresholds"),
}
DUE = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
LEVEL_KEYS = frozenset({"code", "name", "level", "parent", "compulsory", "synonyms"})
EXECUTION = "预算执行率"
WHOLE = 100

Problem = tuple[str, dict[str, Any]]
Judge = Callable[[Rule, Pack], Iterator[Problem]]


def check_pack(
    pack_id: str,
    folders: Iterable[Path] = (),
    *,
    open_document: Opener | None = None,
    reprint: Reprinter | None = None,
) -> tuple[Finding, ...]:
    """What is wrong with a pack (规则包检查): errors first, then warnings and notes.

    The pack's own samples (`cases/`) are judged only when `open_document` is given (`hengxiao.core.reading` offers it);
    with `reprint`, each is also printed, read again and compared.
    """
    places = places_of(folders)
    try:
        pack = load(pack_id, places)
    except PackError as error:
        return (Finding(error.code, Place(file=error.file), error.facts),)
    found = [*missing_rules(pack), *rule_findings(pack), *name_findings(pack, places), *form_findings(pack)]
    if open_document is not None and not any(finding.code == "packs.layout" for finding in found):
        found += check_cases(pack, places, open_document, reprint)
    unread = [rule for rule in pack.rules().values() if rule.status is Status.UNVERIFIED]
    if unread:
        facts = {"pack": pack.id, "count": len(unread), "total": len(pack.codes())}
        found.append(Finding("packs.unverified", Place(file=pack.sources[0].file), facts))
    order = ("error", "warning", "info")
    return tuple(sorted(found, key=lambda finding: order.index(finding.severity)))


def missing_rules(pack: Pack) -> Iterator[Finding]:
    """Rules that every pack must have, itself or from what it extends."""
    head = pack.sources[0]
    for code in REQUIRED:
        if pack.find(code) is None:
            facts = {"rule": code, "pack": pack.id, "chain": " → ".join(pack.chain), "on": ""}
            yield Finding("packs.missing_rule", Place(file=head.file), facts)


def rule_findings(pack: Pack) -> Iterator[Finding]:
    """Problems inside the values of single rules, each at its line."""
    for code, rule in pack.rules().items():
        for prefix, judge in JUDGES.items():
            if code == prefix or (prefix.endswith(".") and code.startswith(prefix)):
                yield from (at(rule, *problem) for problem in problems(rule, pack, judge))


def problems(rule: Rule, pack: Pack, judge: Judge) -> list[Problem]:
    """Problems of one value; a value of another shape than its code demands is a problem, not a crash."""
    try:
        return list(judge(rule, pack))
    except (AttributeError, IndexError, KeyError, TypeError) as error:
        return [("packs.malformed", {"reason": f"{type(error).__name__}: {error}"})]


def name_findings(pack: Pack, folders: tuple[Path, ...]) -> Iterator[Finding]:
    """Codes of a site's pack that no shipped pack has: likely misspelt, so that nothing would ever read them."""
    if locate(folders)[pack.id].parent == SHIPPED:
        return
    known = {code for folder in locate(()).values() for code in single(folder).own}
    for code, rule in pack.sources[0].own.items():
        if code not in known:
            near = " ".join(get_close_matches(code, sorted(known), n=1))
            yield at(rule, "packs.novel_code", {"near": near or "—"})


def form_findings(pack: Pack) -> Iterator[Finding]:
    """Form descriptions that cannot be loaded or share one id."""
    from hengxiao.core.forms.layouts import LayoutError

    seen: dict[str, str] = {}
    for path in pack.form_files().values():
        file = f"{path.parent.parent.name}/forms/{path.name}"
        try:
            layout = layout_at(path)
        except LayoutError as error:
            yield Finding("packs.layout", Place(file=file), {"file": file, "reason": error.reason})
            continue
        other = seen.setdefault(layout.id, file)
        if other != file:
            yield Finding("packs.layout_twice", Place(file=file), {"file": file, "layout": layout.id, "other": other})


def at(rule: Rule, code: str, facts: Mapping[str, Any]) -> Finding:
    """A finding at a rule."""
    return Finding(code, Place(file=rule.origin), {"file": rule.file, "line": rule.line, "rule": rule.code, **facts})


def tree(rule: Rule, pack: Pack) -> Iterator[Problem]:
    """Codes unique, parents one level up, every printed label with one meaning."""
    codes = {entry.get("code"): entry for entry in rule.value}
    if len(codes) != len(rule.value):
        yield "packs.tree_twice", {}
    labels: dict[tuple[Any, str], str] = {}
    for entry in rule.value:
        name = entry.get("name", "")
        if frozenset(entry) != LEVEL_KEYS:
            yield "packs.tree_keys", {"name": name, "keys": " ".join(sorted(frozenset(entry) ^ LEVEL_KEYS))}
            continue
        parent = codes.get(entry["parent"])
        if (parent["level"] if parent else 0) != entry["level"] - 1 or bool(parent) != bool(entry["parent"]):
            yield "packs.tree_parent", {"name": name, "parent": entry["parent"] or "—"}
        for label in (name, *entry["synonyms"]):
            other = labels.setdefault((entry["level"], label), entry["code"])
            if other != entry["code"]:
                yield "packs.tree_label", {"label": label, "name": name, "other": codes[other]["name"]}


def compulsory(rule: Rule, pack: Pack) -> Iterator[Problem]:
    """Every code in the tree; `always` here and `compulsory` there say the same."""
    levels = {entry["code"]: entry for entry in pack.get("tree.levels", ())}
    always = {entry["code"] for entry in rule.value if entry["when"] == "always"}
    for entry in rule.value:
        if entry["code"] not in levels:
            yield "packs.compulsory_unknown", {"level": entry["code"]}
    for code, level in levels.items():
        if level["compulsory"] != (code in always):
            yield "packs.compulsory_differs", {"name": level["name"]}


def coded_list(rule: Rule, pack: Pack) -> Iterator[Problem]:
    """Codes of a list unique, and no wording under two codes."""
    entries = [entry for entry in rule.value if isinstance(entry, Mapping) and "code" in entry]
    words: dict[str, str] = {}
    if len({entry["code"] for entry in entries}) != len(entries):
        yield "packs.list_twice", {}
    for entry in entries:
        for word in filter(None, (entry.get("name", ""), *entry.get("synonyms", ()))):
            other = words.setdefault(word, entry["code"])
            if other != entry["code"]:
                yield "packs.list_word", {"word": word, "code": entry["code"], "other": other}


def weights(rule: Rule, pack: Pack) -> Iterator[Problem]:
    """Level-1 weights of one scenario: names of the tree, whole 100, budget execution as `execution.points` says."""
    if rule.code in ("weights.sum", "weights.joined"):
        return
    names = {entry["name"] for entry in pack.get("tree.levels", ()) if entry["level"] == 1} | {EXECUTION}
    for name in rule.value:
        if name not in names:
            yield "packs.weight_name", {"name": name}
    if sum(rule.value.values()) != WHOLE:
        yield "packs.weight_sum", {"total": sum(rule.value.values())}
    execution = pack.get("execution.points")
    if EXECUTION in rule.value and rule.value[EXECUTION] != execution:
        yield "packs.weight_execution", {"total": rule.value[EXECUTION], "execution": execution}


def weight_sum(rule: Rule, pack: Pack) -> Iterator[Problem]:
    """What indicators add up to: 100, or 100 less the points of budget execution."""
    execution = pack.get("execution.points", 0)
    if rule.value["total"] not in (WHOLE, WHOLE - execution) or rule.value["scope"] not in ("goal", "form"):
        yield "packs.weight_scope", {"total": rule.value["total"], "execution": execution}


def grades(rule: Rule, pack: Pack) -> Iterator[Problem]:
    """Bounds strictly descending from at most 100 down to 0, names unique."""
    bounds = [entry["from"] for entry in rule.value]
    names = {entry["name"] for entry in rule.value}
    falling = bounds == sorted(set(bounds), reverse=True)
    if not bounds or not falling or bounds[0] > WHOLE or bounds[-1] != 0 or len(names) != len(bounds):
        yield "packs.grade_bounds", {"bounds": " ".join(map(str, bounds))}


def tiers(rule: Rule, pack: Pack) -> Iterator[Problem]:
    """Qualitative tiers join without gap or overlap from 100 down to 0."""
    ends = [(entry["to"], entry["to_inclusive"]) for entry in rule.value]
    starts = [(entry["from"], entry["from_inclusive"]) for entry in rule.value]
    wanted = [(WHOLE, True), *((bound, not inclusive) for bound, inclusive in starts[:-1])]
    if ends != wanted or starts[-1] != (0, True):
        yield "packs.tier_bounds", {"bounds": " ".join(str(bound) for bound, _ in starts)}


def review(rule: Rule, pack: Pack) -> Iterator[Problem]:
    """Points of the items add up to their part, the parts to 100."""
    for part in rule.value:
        if sum(item["points"] for item in part["items"]) != part["points"]:
            yield "packs.review_points", {"name": part["name"], "total": part["points"]}
    if sum(part["points"] for part in rule.value) != WHOLE:
        yield "packs.review_points", {"name": pack.title, "total": WHOLE}


def framework(rule: Rule, pack: Pack) -> Iterator[Problem]:
    """Usual points of the evaluation framework add up to 100."""
    if sum(entry["points"] for entry in rule.value) != WHOLE:
        yield "packs.review_points", {"name": pack.title, "total": WHOLE}


def outcomes(rule: Rule, pack: Pack) -> Iterator[Problem]:
    """One outcome for each grade of the review."""
    named = [entry["grade"] for entry in rule.value]
    wanted = [entry["name"] for entry in pack.get("grades.review", ())]
    if named != wanted:
        yield "packs.outcome_grades", {"named": " ".join(named), "wanted": " ".join(wanted)}


def choice(rule: Rule, pack: Pack) -> Iterator[Problem]:
    """A method is one the program knows."""
    if rule.value not in CHOICES[rule.code]:
        yield "packs.choice", {"value": rule.value, "choices": " ".join(CHOICES[rule.code])}


def kinds(rule: Rule, pack: Pack) -> Iterator[Problem]:
    """Kinds of forms a pack governs are known ones."""
    for kind in rule.value:
        if kind not in list(FormKind):
            yield "packs.choice", {"value": kind, "choices": " ".join(FormKind)}


def calendar(rule: Rule, pack: Pack) -> Iterator[Problem]:
    """Months 1 to 12, each due on a day of the year."""
    for entry in rule.value:
        if entry["month"] not in range(1, 13) or not DUE.fullmatch(entry["due"]):
            yield "packs.calendar", {"month": entry["month"], "due": entry["due"]}


def limits(rule: Rule, pack: Pack) -> Iterator[Problem]:
    """A check is switched on or off, and its severities are known ones."""
    named = (rule.value["severity"], *rule.value.get("severities", {}).values())
    if not isinstance(rule.value["enabled"], bool) or not set(named) <= set(Severity):
        yield "packs.check_limits", {"severities": " ".join(named)}


def library(rule: Rule, pack: Pack) -> Iterator[Problem]:
    """Codes and names of library indicators are unique, their kinds stand in the tree."""
    levels = {entry["code"]: entry for entry in pack.get("tree.levels", ())}
    kinds = {(levels[e["parent"]]["name"], e["name"]) for e in levels.values() if e["level"] == 2}
    seen: set[str] = set()
    for entry in rule.value:
        for word in (entry["code"], entry["name"]):
            if word in seen:
                yield "packs.twice_in_library", {"name": word}
            seen.add(word)
        if (entry["level1"], entry["level2"]) not in kinds:
            yield "packs.level_of_library", {"name": entry["name"], "kind": f"{entry['level1']} / {entry['level2']}"}


def code_pattern(rule: Rule, pack: Pack) -> Iterator[Problem]:
    """The pattern of project codes is a regular expression."""
    try:
        re.compile(rule.value)
    except re.error as error:
        yield "packs.pattern", {"reason": str(error)}


def procedure(rule: Rule, pack: Pack) -> Iterator[Problem]:
    """Every version of a state table holds together: open cases go on by the one they began with."""
    for version in rule.versions():
        try:
            load_procedure(rule.code, version.value)
        except ProcedureError as error:
            yield "packs.procedure", {"reason": error.fault, "on": version.in_force.isoformat()}


JUDGES: Mapping[str, Judge] = {
    "tree.levels": tree,
    "tree.compulsory": compulsory,
    "lists.": coded_list,
    "forms.kinds": kinds,
    "goals.terms": coded_list,
    "project.kinds": coded_list,
    "weights.": weights,
    "weights.sum": weight_sum,
    "grades.": grades,
    "scoring.qualitative": tiers,
    "review.form": review,
    "review.outcomes": outcomes,
    "evaluation.framework": framework,
    "project.code_pattern": code_pattern,
    "library.": library,
    "monitoring.calendar": calendar,
    "procedure.": procedure,
    "checks.": limits,
    **dict.fromkeys(CHOICES, choice),
}
