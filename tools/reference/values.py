"""value-grammar.md: closed lists and units of the value grammar; the grammar itself is explained in docs/zh."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from importlib.resources import files

from hengxiao.core.terms.kinds import Basis, Comparator, Direction, Kind
from hengxiao.core.values.grammar import PRODUCTIONS
from reference.writing import code, page, table, words

GENERAL = """怎么读、每种类型和疑点的例子，见[指标值文法](../zh/value-grammar.md)。
本页是程序里的清单：产生式、代码、计量单位。
试一个值：`hengxiao value '10家以上'`。"""
SECTIONS = {"money": "金额", "ratio": "比率", "duration": "时长", "physical": "物理单位"}


def productions() -> str:
    """The grammar as one block."""
    width = max(map(len, PRODUCTIONS))
    lines = (f"{name:<{width}} = {right}" for name, right in PRODUCTIONS.items())
    return "```ebnf\n" + "\n".join(lines) + "\n```"


def closed(kind: type[StrEnum]) -> str:
    """A closed list."""
    first = (kind.__doc__ or "").splitlines()[0]
    return f"{words(first)} " + " ".join(code(each) for each in kind)


def units() -> str:
    """Units by section: those taken as printed, and those turned into another."""
    source = tomllib.loads((files("hengxiao.core.values") / "units.toml").read_text(encoding="utf-8"))
    parts = [f"**量词**（照原样）：{' '.join(source['measure']['words'].split())}"]
    for section, title in SECTIONS.items():
        rows = (
            (words(name), words(spec.get("canonical", name)), spec.get("factor", "1"))
            for name, spec in source[section].items()
        )
        parts += [f"### {title}", table(("写法", "规范单位", "乘以"), rows)]
    return "\n\n".join(parts)


def values_page() -> str:
    """The page of the value grammar (指标值)."""
    lists = "\n".join(f"* {closed(kind)}" for kind in (Kind, Comparator, Direction, Basis))
    return page("指标值 · Value grammar", GENERAL, "## 代码", lists, "## 产生式", productions(), "## 计量单位", units())
