"""Rule packs (规则包): dated, cited data that says what a place and year demand.

A pack is a folder `<id>/` of TOML files. `pack.toml` opens with the table `[pack]` (`id`, `title`, `document`,
`in_force`; optional `extends`, `region`, `until`, `note`). In every `*.toml` of the folder each table that holds a key
`value` is a rule; its dotted path is its code, the file only groups. Forms stand in `forms/*.toml`, samples in
`cases/`.

    [scoring.reverse]
    value = "inverse_ratio"
    in_force = 2020-02-25          # first day the value holds
    cites = "财预〔2020〕10号 第…条"
    status = "unverified"          # verified 已核实 | secondary 据二手材料 | unverified 未核实
    note = "…"                     # optional

    [[scoring.reverse.earlier]]    # optional: the same rule as it stood before, any number, each complete
    value = "all_or_nothing"
    in_force = 2015-05-21
    cites = "…"
    status = "unverified"

A pack that `extends` another takes over all its rules and replaces those it states itself, whole, by code.
`pack.rule(code)` is the newest version; `pack.rule(code, on=day)` the newest in force on that day, first in the pack
itself, then in what it extends. Numbers with a point are `Decimal`; arrays arrive as tuples, tables as read-only
mappings.
"""

from hengxiao.core.packs.checking import check_pack
from hengxiao.core.packs.comparing import Change, ChangeKind, diff
from hengxiao.core.packs.errors import MissingRuleError, PackError, UnknownPackError
from hengxiao.core.packs.loading import available, forget, governing, known_layouts, load, own_packs
from hengxiao.core.packs.model import Pack, Rule, Source
from hengxiao.core.packs.showing import OriginRow, Standing, origin_row, origin_rows, rule_record, standings

__all__ = [
    "Change",
    "ChangeKind",
    "MissingRuleError",
    "OriginRow",
    "Pack",
    "PackError",
    "Rule",
    "Source",
    "Standing",
    "UnknownPackError",
    "available",
    "check_pack",
    "diff",
    "forget",
    "governing",
    "known_layouts",
    "load",
    "origin_row",
    "origin_rows",
    "own_packs",
    "rule_record",
    "standings",
]
