"""checks.md: every check with its sentences, its citation and what limits it in each pack."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from hengxiao.core.checks import Check, all_checks
from hengxiao.core.packs import available, load
from hengxiao.core.terms.catalogue import family
from hengxiao.core.terms.kinds import FormKind
from reference.writing import code, page, short, table, words

GENERAL = """`hengxiao check` 用的全部检查。编号给人看，代码给程序用，都不会改作别的意思。
`C` 查目标表，`S` 查自评表，`R` 与往年的表比对。级别和限值由规则包定；表里写“承 X”的，是从规则包 X 继承来的。
大括号里是查的时候填进去的内容。怎样新增一项，见 [how-to-new-check.md](../zh/how-to-new-check.md)。
怎样豁免，见 [how-to-waive.md](../zh/how-to-waive.md)。"""
FORMS = {
    FormKind.TARGET: "目标表",
    FormKind.SELF_EVALUATION: "自评表",
    FormKind.MONITORING: "监控表",
    FormKind.OVERALL: "整体支出表",
}
LEVELS = {"error": "错误 error", "warning": "警告 warning", "info": "提示 info"}


def messages(check: Check) -> Iterator[tuple[str, str, str]]:
    """(sentence code, Chinese, English) of a check."""
    for variant in check.variants:
        name = f"{check.id}-{variant}" if variant else check.id
        entry = family("checks")[name]
        yield name, entry["zh"], entry["en"]


def limits(check: Check) -> Iterator[tuple[str, str, str, str]]:
    """(pack, limits, citation, status) of a check; packs that inherit say from whom."""
    for pack_id in available():
        rule = load(pack_id).find(f"checks.{check.id}")
        if rule is None:
            yield pack_id, "（没有写，用默认）", "", ""
        elif rule.pack != pack_id:
            yield pack_id, f"承 {rule.pack}", "", ""
        else:
            yield pack_id, code(short(rule.plain())), words(rule.cites), str(rule.status)


def section(check: Check) -> str:
    """One check."""
    forms = "、".join(label for kind, label in FORMS.items() if kind in check.forms)
    facts = f"代码 {code(check.code)} · 默认级别 {LEVELS[check.severity]} · 查 {forms} · 依据 {words(check.cites)}"
    said = table(("说法", "中文", "English"), ((code(name), words(zh), words(en)) for name, zh, en in messages(check)))
    rows = groupby(limits(check), key=lambda row: row[1:])
    ruled = table(("规则包", "级别和限值", "依据", "核实"),
                  ((" ".join(row[0] for row in alike), *rest) for rest, alike in rows))  # fmt: skip
    return "\n\n".join((f"## {check.id} {check.zh}", f"{words(check.en)}.", facts, said, ruled))


def checks_page() -> str:
    """The page of checks (检查)."""
    index = table(
        ("编号", "代码", "级别", "检查", "check"),
        ((f"[{each.id}](#{anchor(each)})", code(each.code), LEVELS[each.severity], words(each.zh), words(each.en))
         for each in all_checks()),
    )  # fmt: skip
    others = sorted(set(family("checks")) - {name for each in all_checks() for name, *_ in messages(each)})
    rest = (
        table(
            ("代码", "中文", "English"),
            ((code(name), words(family("checks")[name]["zh"]), words(family("checks")[name]["en"])) for name in others),
        )
        if others
        else ""
    )
    tail = ("## 检查的其他用语", rest) if rest else ()
    return page("检查 · Checks", GENERAL, index, *map(section, all_checks()), *tail)


def anchor(check: Check) -> str:
    """The heading's anchor as sites make it: lower case, signs dropped, blanks to hyphens."""
    kept = "".join(c for c in f"{check.id} {check.zh}".lower() if c.isalnum() or c in "-_ ")
    return kept.replace(" ", "-")
