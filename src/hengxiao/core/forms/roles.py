"""Roles of columns (栏目角色): what each printed column means, decided for all columns of a table at once.

The headings propose, the contents of the columns support or contradict, and each role is given once per block. Nothing
is decided by the number of a column, only by its relation to its neighbours (two points columns, two blocks).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter

from hengxiao.core.forms.evidence import Evidence, support
from hengxiao.core.forms.headers import Column
from hengxiao.core.forms.text import squeeze, years
from hengxiao.core.forms.vocabulary import meanings, row_word

REPEATABLE = frozenset({"explanation", "remark", "other", "number", "outer", "body", "budget", "likelihood", "rate"})
OPEN_ROLES = ("sign", "unit", "name", "level1", "level2", "points", "target")
BESIDE_VALUE = ("sign", "unit", "target")
BESIDE_NAME = ("level1", "level2", "name", "number")
TELLING = ("level1", "level2", "goal", "sign", "unit", "standard")
SPLIT_WEIGHT, UNKNOWN_WEIGHT, TELLING_WEIGHT, VALUED_WEIGHT = 4, 1, 4, 3
CLEAR = 0.6
MERGED = 0.3
WHOLE = 6.0
LEAST = 3.0
CANDIDATES = 5
BEAM = 64
OTHER = ("other", 0.5)
WEIGHT = itemgetter(1)


def assign(
    columns: Sequence[Column], contents: Sequence[Evidence], known: Mapping[str, str], year: int | None
) -> tuple[str, ...]:
    """The role of every column (判定栏目); `known` are headings that a pack explains."""
    return _assign(columns, contents, known, year)[1]


def plausibility(columns: Sequence[Column], contents: Sequence[Evidence]) -> float:
    """How well headings and contents of columns go together (合理度), to compare ways of cutting a table."""
    return _assign(columns, contents, {}, None)[0]


def _assign(
    columns: Sequence[Column], contents: Sequence[Evidence], known: Mapping[str, str], year: int | None
) -> tuple[float, tuple[str, ...]]:
    options = [_options(column, found, known, year) for column, found in zip(columns, contents, strict=True)]
    _relate(columns, contents, options)
    blocks = side_by_side(columns)
    if blocks is None:
        return _best(options)
    return _two_blocks(options, *blocks)


def _options(column: Column, found: Evidence, known: Mapping[str, str], year: int | None) -> dict[str, float]:
    if column.outer:
        return {"outer": 99.0}
    fixed = known.get(squeeze(column.heading)) or _by_year(column, year)
    if fixed:
        return {fixed: 30.0}
    if column.split and not found.filled:
        return {}
    options = {role: weight + support(role, found) for role, weight in meanings(column.heading, column.path)}
    if found.filled:
        for role, weight in _open(column, options):
            if column.split or weight + support(role, found) >= LEAST:
                options.setdefault(role, weight + support(role, found))
    if support("target", found) > 1:
        options.setdefault("target", VALUED_WEIGHT + support("target", found))
    for role in TELLING:
        if getattr(found, role) >= CLEAR and (found.filled > 1 or role.startswith("level")):
            options.setdefault(role, TELLING_WEIGHT + support(role, found))
    return options


def _open(column: Column, options: Mapping[str, float]) -> list[tuple[str, int]]:
    """Roles only contents can tell: of a column without a known heading, or of one of several below a heading."""
    if not options:
        return [(role, UNKNOWN_WEIGHT) for role in OPEN_ROLES]
    if not column.split:
        return []
    near = BESIDE_VALUE if {"target", "midterm", "actual"} & options.keys() else BESIDE_NAME
    return [(role, SPLIT_WEIGHT) for role in near]


def _by_year(column: Column, year: int | None) -> str | None:
    """Role of a column headed by a calendar year, seen from the year of the form (按年份列的指标值)."""
    named = years(column.heading)
    if year is None or len(named) != 1 or any(role in ("score", "points") for role, _ in meanings(column.heading)):
        return None
    distance = named[0] - year
    top = meanings(column.heading)[0][0] if meanings(column.heading) else ""
    if top == "actual" and distance == 0:
        return None
    return {-2: "year_before_last", -1: "previous_year", 0: "target"}.get(distance, "other")


# ------------------------------------------------------------------ relations between neighbours


def _relate(columns: Sequence[Column], contents: Sequence[Evidence], options: list[dict[str, float]]) -> None:
    """Adjust options that depend on other columns."""
    names = [i for i, o in enumerate(options) if _leads(o, "name")]
    level2 = [i for i, o in enumerate(options) if _leads(o, "level2")]
    points = [i for i, o in enumerate(options) if _leads(o, "points")]
    for i in points:
        before_level = any(j > i for j in level2)
        before_points = any(j > i for j in points)
        if (before_points and (before_level or any(j > i for j in names))) or (
            before_level and contents[i].blank > MERGED
        ):
            options[i] = {"weight": 12.0}
    _several_names(columns, contents, options, names)
    _two_kinds_of_value(columns, contents, options)
    if not names and level2:
        last = level2[-1]
        options[last].setdefault("name", options[last]["level2"] - 8 + support("name", contents[last]))
    graded = [i for i, o in enumerate(options) if any(role.startswith("grade") for role in o)]
    if len(graded) < 3:
        for i in graded:
            options[i] = {role: weight for role, weight in options[i].items() if not role.startswith("grade")}


def _several_names(
    columns: Sequence[Column], contents: Sequence[Evidence], options: list[dict[str, float]], names: list[int]
) -> None:
    """Of several name headings the most specific one holds the names; 指标内容 may explain 三级指标."""
    for i in names:
        plain = squeeze(columns[i].heading)
        if len(names) > 1 and "内容" in plain and "三级" not in plain:
            options[i]["explanation"] = options[i]["name"] + 1
        elif len(names) > 1 and not columns[i].split and meanings(columns[i].heading):
            options[i]["level3"] = 8.0
    if not names:
        return
    filled = [i for i in names if contents[i].filled]
    for i in names:
        if filled and not contents[i].filled:
            options[i]["name"] = options[i]["name"] - 6


def _two_kinds_of_value(
    columns: Sequence[Column], contents: Sequence[Evidence], options: list[dict[str, float]]
) -> None:
    """Figures in one column, words in the next one (定量、定性分栏): both hold the value."""
    kinds = [i for i, column in enumerate(columns) if row_word("kind_of_value", column.heading)]
    if len(kinds) == 2 and all(contents[i].sign < MERGED for i in kinds):
        options[kinds[0]], options[kinds[1]] = {"target": 20.0}, {"target_words": 20.0}


def _leads(options: Mapping[str, float], role: str) -> bool:
    return bool(options) and max(options, key=lambda name: options[name]) == role


# ------------------------------------------------------------------ joint choice


def _best(options: Sequence[Mapping[str, float]]) -> tuple[float, tuple[str, ...]]:
    """The roles with the highest total, each role that can stand only once given once, and that total.

    A table without names or without any value is less likely than one with both. The likeliest roles of all columns
    are the best ones when nothing speaks against them together; only else the combinations are searched.
    """
    likeliest = [max([*choice.items(), OTHER], key=WEIGHT) for choice in options]
    roles = tuple([role for role, _ in likeliest])
    single = [role for role in roles if role not in REPEATABLE]
    if len(set(single)) == len(single) and _whole(roles) == 2 * WHOLE:
        return sum(map(WEIGHT, likeliest)) + 2 * WHOLE, roles
    states: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
    for choice in options:
        ranked = sorted(choice.items(), key=WEIGHT, reverse=True)[:CANDIDATES]
        grown = [
            (total + weight, (*roles, role))
            for total, roles in states
            for role, weight in [*ranked, OTHER]
            if role in REPEATABLE or role not in roles
        ]
        states = sorted(grown, key=itemgetter(0), reverse=True)[:BEAM]
    return max(((total + _whole(roles), roles) for total, roles in states), key=lambda state: state[0])


def _whole(roles: Sequence[str]) -> float:
    named = "name" in roles or "level2" in roles
    return WHOLE * (named + bool({"target", "grade1"} & set(roles)))


# ------------------------------------------------------------------ two blocks in one row


def side_by_side(columns: Sequence[Column]) -> tuple[range, range] | None:
    """Column numbers of a left and a right block when level 2 or the names are printed twice (并列两组指标)."""
    tops = [_main(column) for column in columns]
    repeated = [role for role in ("level1", "level2", "name") if tops.count(role) == 2]
    if not repeated:
        return None
    firsts = [next(i for i, top in enumerate(tops) if top == role) for role in repeated]
    seconds = [max(i for i, top in enumerate(tops) if top == role) for role in repeated]
    start, cut = min(firsts), min(seconds)
    left, right = tops[start:cut], tops[cut:]
    if not _has_value(left) or not _has_value(right):
        return None
    return range(start, cut), range(cut, len(columns))


def _main(column: Column) -> str:
    found = meanings(column.heading)
    return found[0][0] if found and not column.outer else ""


def _has_value(roles: Sequence[str]) -> bool:
    return bool(set(roles) & {"target", "midterm", "actual"})


LEFT = {"level2": "mid_level2", "name": "mid_name", "target": "midterm", "midterm": "midterm", "level1": "mid_level1"}


def _two_blocks(options: Sequence[Mapping[str, float]], left: range, right: range) -> tuple[float, tuple[str, ...]]:
    start = [options[i] for i in range(left.start)]
    first = [_without(options[i], "midterm", "target") for i in left]
    second = [_without(options[i], "midterm", "target") for i in right]
    total, roles = _best([*start, *second])
    more, middle = _best(first)
    renamed = tuple(LEFT.get(role, "other") for role in middle)
    return total + more, roles[: left.start] + renamed + roles[left.start :]


def _without(options: Mapping[str, float], role: str, instead: str) -> dict[str, float]:
    """The options with one role counted as another: inside a block of its own the value is simply the value."""
    merged = {name: weight for name, weight in options.items() if name != role}
    if role in options:
        merged[instead] = max(options[role], merged.get(instead, 0.0))
    return merged
