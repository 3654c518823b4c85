"""packs.md: every pack with every rule that is in force in it."""

from __future__ import annotations

from collections import Counter

from hengxiao.core.packs import Pack, available, load
from hengxiao.core.printing import form_ids
from hengxiao.core.terms.kinds import Status
from reference.writing import code, page, short, table, words

GENERAL = """随程序发布的规则包和其中每一条规则。规则包是数据，不是程序；每条规则都写明值、施行日期、依据和核实状态：

* **已核实** verified：看过文件原文、公开的表或部署系统里的数据；
* **据二手材料** secondary：只见于解读、转载、综述；
* **⚠ 未核实** unverified：凭惯例或本项目的约定，没有人对照原文核对过。用之前请自己核对。

一个包只写与上级不同的规则，其余继承；每个包的表里只列它自己写的，继承来的列在表后，值看上级的表。
在自己的电脑上看同样的内容：`hengxiao pack show 规则包 [编码] --origin`。
新增一个省的包，见 [how-to-new-province.md](../zh/how-to-new-province.md)。"""
MARKS = {Status.VERIFIED: "已核实", Status.SECONDARY: "据二手材料", Status.UNVERIFIED: "**⚠ 未核实**"}


def counted(pack: Pack) -> Counter[Status]:
    """Rules of a pack, inherited ones included, by status."""
    return Counter(rule.status for rule in pack.rules().values())


def section(pack: Pack) -> str:
    """One pack."""
    own = [rule for rule in pack.rules().values() if rule.pack == pack.id]
    rows = (
        (code(rule.code), code(short(rule.plain())), rule.in_force.isoformat(), words(rule.cites), MARKS[rule.status]
         + (f"（{words(rule.note)}）" if rule.note else ""))
        for rule in own
    )  # fmt: skip
    forms = "、".join(code(name) for name in form_ids() if name.startswith(f"{pack.id}."))
    facts = [
        f"* 依据：{words(pack.document)}",
        f"* 施行：{pack.in_force.isoformat()}" + (f"，至 {pack.until.isoformat()}" if pack.until else ""),
        f"* 继承：{' → '.join(map(code, pack.chain))}",
        f"* 能打印的表式：{forms or '没有自己的，用上级的'}",
        *([f"* 说明：{words(pack.sources[0].note)}"] if pack.sources[0].note else []),
    ]
    listing = table(("编码", "值", "施行", "依据", "核实"), rows) if own else "没有自己的规则。"
    parts = [f"## {pack.id} {pack.title}", "\n".join(facts), listing]
    for ancestor in pack.chain[1:]:
        inherited = [rule.code for rule in pack.rules().values() if rule.pack == ancestor]
        if inherited:
            parts.append(f"承自 {code(ancestor)} 的 {len(inherited)} 条：{' '.join(map(code, inherited))}")
    return "\n\n".join(parts)


def packs_page() -> str:
    """The page of packs (规则包)."""
    packs = [load(pack_id) for pack_id in available()]
    counts = table(
        ("规则包", "名称", "规则数", *(MARKS[status] for status in Status)),
        ((f"[{pack.id}](#{anchor(pack)})", words(pack.title), str(len(pack.codes())),
          *(str(counted(pack)[status]) for status in Status)) for pack in packs),
    )  # fmt: skip
    return page("规则包 · Rule packs", GENERAL, counts, *map(section, packs))


def anchor(pack: Pack) -> str:
    """The heading's anchor as sites make it."""
    kept = "".join(c for c in f"{pack.id} {pack.title}".lower() if c.isalnum() or c in "-_ ")
    return kept.replace(" ", "-")
