"""Cases of scores (评分用例): published vectors, and a grid whose points are computed here from the published formulas.

The formulas stand in the rules' documents and in conformance/README.md; nothing of the product's scorer is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from conformance_kit.writing import Case, case

Goal = dict[str, Any]
DEPLOYED, HUBEI, HAIDIAN, CORE = "national_2020", "hubei_2020", "national_2015", "core_2021"
PACKS = (HAIDIAN, DEPLOYED, CORE, HUBEI, "sichuan_2025")
EXECUTION = {pack: Fraction(20 if pack == HUBEI else 10) for pack in PACKS}
NAMES = {
    HAIDIAN: "2015年办法", DEPLOYED: "财预〔2020〕10号", CORE: "财预〔2021〕101号", HUBEI: "湖北办法",
    "sichuan_2025": "四川办法",
}  # fmt: skip
FORMULAS = "部署系统的计分公式；财预〔2020〕10号"
HUBEI_NOTES = "鄂财绩发〔2020〕3号 自评表填报说明"
GUIDE = "财预〔2021〕101号 满意度赋分"
GRADES = ((90, "优"), (80, "良"), (60, "中"), (0, "差"))
# target, actual, points, pack, score as published
VECTORS = (
    ("≥20个", "15个", "8", DEPLOYED, "6.00"),
    ("≤80天", "85天", "5", DEPLOYED, "4.69"),
    ("≤80天", "85天", "5", HUBEI, "4.71"),
    ("≤3件", "5件", "5", DEPLOYED, "1.67"),
    ("≤3件", "5件", "5", HUBEI, "3.00"),
    ("≤3件", "7件", "5", DEPLOYED, "0.00"),
    ("≤3件", "7件", "5", HUBEI, "2.14"),
)


def half_up(value: Fraction) -> str:
    """Two decimals, half a cent up."""
    cents = (value * 100 + Fraction(1, 2)) // 1
    return f"{cents // 100}.{cents % 100:02d}"


def forward(target: Fraction, actual: Fraction) -> Fraction:
    """Reached: all; else actual over target; a negative actual counts as 0."""
    return Fraction(1) if actual >= target else max(actual, Fraction(0)) / target


def linear(target: Fraction, actual: Fraction) -> Fraction:
    """Kept: all; else 1 − (actual − target)/target, nothing from twice the target on."""
    return Fraction(1) if actual <= target else max(1 - (actual - target) / target, Fraction(0))


def inverse(target: Fraction, actual: Fraction) -> Fraction:
    """Kept: all; else target over actual."""
    return Fraction(1) if actual <= target else target / actual


def zero(actual: Fraction) -> Fraction:
    """Target 0: all or nothing."""
    return Fraction(1) if actual <= 0 else Fraction(0)


def stepped(percent: Fraction) -> Fraction:
    """Satisfaction: 90 → all, 80 → 8/10, 60 → 5/10, else nothing."""
    steps = ((90, 10), (80, 8), (60, 5), (0, 0))
    return next(Fraction(share, 10) for bound, share in steps if percent >= bound)


def published() -> list[Case]:
    """The vectors of the published formulas."""
    return [one(*asked, score, source=FORMULAS, group="published") for *asked, score in VECTORS]


def one(target: str, actual: str, points: str, pack: str, score: str, *, source: str, group: str, **more: str) -> Case:
    """One indicator."""
    given = {"question": "indicator", "pack": pack, "target": target, "actual": actual, "points": points, **more}
    title = f"按{NAMES[pack]}，目标{target}、实际{actual}、分值{points}分的指标得{score}分"
    return case("score", group, title, source=source, given=given, expect={"score": score}, compare="numbers")


def indicators() -> list[Case]:
    """A grid over formulas, units, points and packs."""
    return [*forwards(), *equals(), *reverses(), *zeros(), *units(), *satisfactions()]


Point = tuple[str, str, str, Fraction, Fraction]


def grid(sign: str, unit: str, targets: str, shares: str, points: str) -> Iterator[Point]:
    """Target and actual as printed and as numbers, for shares of the target in percent."""
    for target in map(Fraction, targets.split()):
        for share in map(Fraction, shares.split()):
            actual = target * share / 100
            if (actual * 10000).denominator == 1:
                for point in points.split():
                    yield f"{sign}{text(target)}{unit}", f"{text(actual)}{unit}", point, target, actual


def text(number: Fraction) -> str:
    """A number that ends, as a decimal."""
    digits = 0
    while (number * 10**digits).denominator != 1:
        digits += 1
    scaled = abs(int(number * 10**digits))
    whole = f"{scaled // 10**digits}" + (f".{scaled % 10**digits:0{digits}d}" if digits else "")
    return f"-{whole}" if number < 0 else whole


def forwards() -> Iterator[Case]:
    """Higher is better."""
    for pack in PACKS:
        for sign, unit, targets in (("≥", "个", "8 30"), ("≥", "%", "95"), (">", "人次", "2500")):
            for target, actual, points, t, a in grid(sign, unit, targets, "0 33 62.5 99.9 101 119", "5 12.5"):
                score = half_up(Fraction(points) * forward(t, a))
                yield one(target, actual, points, pack, score, source=FORMULAS, group="forward", level2="数量指标")


def equals() -> Iterator[Case]:
    """“=” is scored as higher is better, whatever is above it is said elsewhere."""
    for pack in (DEPLOYED, HUBEI):
        for target, actual, points, t, a in grid("=", "个", "7 16", "25 50 100 125", "3 10"):
            yield one(
                target, actual, points, pack, half_up(Fraction(points) * forward(t, a)), source=FORMULAS, group="equal"
            )


def reverses() -> Iterator[Case]:
    """Lower is better, by the formula of the pack."""
    formulas = {HAIDIAN: inverse, DEPLOYED: linear, CORE: linear, HUBEI: inverse, "sichuan_2025": linear}
    for pack, formula in formulas.items():
        source = HUBEI_NOTES if pack == HUBEI else FORMULAS
        for sign, unit, targets in (("≤", "天", "15 80"), ("≤", "万元", "202.6"), ("≤", "%", "3")):
            for target, actual, points, t, a in grid(sign, unit, targets, "0 100 101 130 199 200 250", "5"):
                yield one(
                    target,
                    actual,
                    points,
                    pack,
                    half_up(Fraction(points) * formula(t, a)),
                    source=source,
                    group="reverse",
                )


def zeros() -> Iterator[Case]:
    """Target 0: no ratio exists."""
    for pack in PACKS:
        for sign in ("=", "≤"):
            for actual in ("0件", "1件", "12件"):
                score = half_up(5 * zero(Fraction(actual[:-1])))
                yield one(f"{sign}0件", actual, "5", pack, score, source=FORMULAS, group="zero", name="安全事故数")


def units() -> Iterator[Case]:
    """The same size in other units."""
    pairs = (
        ("≥1亿元", "9000万元", Fraction(9, 10)), ("≥50万元", "400000元", Fraction(4, 5)),
        ("≥120万元", "1200000元", Fraction(1)), ("≤1亿元", "10500万元", Fraction(95, 100)),
        ("≥90%", "72百分比", Fraction(4, 5)), ("≥2万人次", "15000人次", Fraction(3, 4)),
        ("≥20个", "15", Fraction(3, 4)), ("≤80天", "100", Fraction(3, 4)),
        ("20个以上", "15个", Fraction(3, 4)), ("不少于20个", "15个", Fraction(3, 4)),
        ("不超过80天", "100天", Fraction(3, 4)), ("≥1,200人", "900人", Fraction(3, 4)),
    )  # fmt: skip
    for target, actual, share in pairs:
        for points in ("4", "7.5", "10"):
            score = half_up(Fraction(points) * share)
            yield one(
                target,
                actual,
                points,
                DEPLOYED,
                score,
                source=FORMULAS,
                group="unit",
                name="收入" if "元" in target else "数量",
            )


def satisfactions() -> Iterator[Case]:
    """Satisfaction by steps where the pack has them, else by ratio."""
    for actual in ("100", "95", "90", "89.99", "85", "80", "79.99", "60", "59.9", "0"):
        for pack in (CORE, DEPLOYED):
            for points in ("10", "5"):
                share = stepped(Fraction(actual)) if pack == CORE else forward(Fraction(95), Fraction(actual))
                more = {"level1": "满意度指标", "level2": "服务对象满意度指标", "name": "服务对象满意度"}
                score = half_up(Fraction(points) * share)
                source = GUIDE if pack == CORE else FORMULAS
                yield one("≥95%", f"{actual}%", points, pack, score, source=source, group="satisfaction", **more)


def grades() -> list[Case]:
    """Grades at, above and below every bound; the bound belongs to the better grade."""
    totals = "100 95.5 90.01 90 89.99 85 80.01 80 79.99 70.05 60.01 60 59.99 30 0"
    made = []
    for pack in PACKS:
        for total in totals.split():
            name = next(name for bound, name in GRADES if Fraction(total) >= bound)
            given = {"question": "grade", "pack": pack, "total": total}
            title = f"按{NAMES[pack]}，总分{total}分评为“{name}”"
            source = "财预〔2020〕10号：90(含)优、80(含)良、60(含)中"
            made.append(
                case("score", "grade", title, source=source, given=given, expect={"grade": name}, compare="exact")
            )
    return made


def executions() -> list[Case]:
    """Budget execution: rate × points, never above the points; no budget gives no score."""
    amounts = (
        ("100", "100"), ("100", "86"), ("29", "27.8"), ("278.4449", "30"), ("100", "0"), ("100", "120"),
        ("300", "100"), ("0.5", "0.49"), ("1234.56", "1234.55"), ("80000", "79999.99"), ("7", "6.9"), ("66.6", "33.3"),
    )  # fmt: skip
    made = []
    for pack in PACKS:
        for budget, executed in amounts:
            rate = min(Fraction(executed) / Fraction(budget), Fraction(1))
            score = half_up(rate * EXECUTION[pack])
            title = f"按{NAMES[pack]}，预算{budget}万元、执行{executed}万元，预算执行得{score}分"
            made.append(execution(pack, budget, executed, score, title))
        title = f"按{NAMES[pack]}，预算为零时不能算出预算执行得分，不得当作0分或满分"
        made.append(execution(pack, "0", "5", None, title))
    return made


def execution(pack: str, budget: str, executed: str, score: str | None, title: str) -> Case:
    """One budget."""
    given = {"question": "execution", "pack": pack, "budget": budget, "executed": executed}
    source = "财预〔2020〕10号：执行率×分值，不超过分值"
    return case("score", "execution", title, source=source, given=given, expect={"score": score}, compare="numbers")


def totals() -> list[Case]:
    """Totals: sums, and in Hubei goals weighted by their ratios."""
    plain = (
        ([("50", "47.5"), ("30", "28.13"), ("10", "10")], "8.6"),
        ([("50", "50"), ("30", "30"), ("10", "10")], "10"),
        ([("15", "0"), ("15", "7.01"), ("20", "19.99"), ("30", "12.34"), ("10", "9.5")], "9.59"),
        ([("90", "89.99")], "0.01"),
    )
    made = []
    for pack in (HAIDIAN, DEPLOYED, "sichuan_2025"):
        for scores, money in plain:
            goals = [{"label": "年度目标", "scores": [list(pair) for pair in scores]}]
            made.append(total(pack, goals, money, sum((Fraction(s) for _, s in scores), Fraction(money))))
    for ratios in (("60", "40"), ("33.33", "66.67"), ("50", "30", "20"), ("100",), ("12.5", "87.5")):
        for number in range(3):
            goals = [goal(place, ratio, number) for place, ratio in enumerate(ratios, 1)]
            money = ("20", "17.35", "0.4")[number]
            made.append(total(HUBEI, goals, money, weighted(goals) + Fraction(money)))
    return made


def goal(place: int, ratio: str, number: int) -> Goal:
    """A goal of 80 points with scores that differ from goal to goal."""
    lost = Fraction(place * 7 + number * 13, 8)
    scores = [["40", text(40 - lost)], ["40", text(40 - lost / 2)]]
    rounded = [[points, half_up(Fraction(score))] for points, score in scores]
    return {"label": f"年度目标{place:02d}", "ratio": f"{ratio}%", "scores": rounded}


def weighted(goals: list[Goal]) -> Fraction:
    """Sum of each goal's scores × its ratio, each rounded to two decimals."""
    shares = (
        Fraction(one["ratio"][:-1]) / 100 * sum((Fraction(score) for _, score in one["scores"]), Fraction(0))
        for one in goals
    )
    return sum((Fraction(half_up(share)) for share in shares), Fraction(0))


def total(pack: str, goals: list[Goal], money: str, result: Fraction) -> Case:
    """One total."""
    given = {"question": "total", "pack": pack, "goals": goals, "execution": money}
    title = f"按{NAMES[pack]}，{len(goals)}个目标的得分加预算执行{money}分，总分{half_up(result)}分"
    source = "鄂财绩发〔2020〕3号：目标得分×权重比例之和" if pack == HUBEI else "财预〔2020〕10号：各项得分之和"
    return case(
        "score", "total", title, source=source, given=given, expect={"total": half_up(result)}, compare="numbers"
    )


def intervals() -> list[Case]:
    """Hand scores of qualitative indicators inside and outside the interval of their tier."""
    tiers = {
        DEPLOYED: (
            ("达成年度指标", 80, 101), ("部分达成年度指标并具有一定效果", 60, 80), ("未达成年度指标且效果较差", 0, 60),
        ),
        HUBEI: (
            ("达成预期指标", 80, 101), ("部分达成预期指标并具有一定效果", 50, 80), ("未达成预期指标且效果较差", 0, 50),
        ),
    }  # fmt: skip
    made = []
    for pack, named in tiers.items():
        for words, low, high in named:
            for score in ("10", "9", "8", "7.99", "6", "5.99", "5", "4.99", "0"):
                allowed = low <= Fraction(score) * 10 < high
                given = {"question": "interval", "pack": pack, "actual": words, "points": "10", "score": score}
                title = f"按{NAMES[pack]}，“{words}”的10分指标{'可以' if allowed else '不可以'}打{score}分"
                source = "湖北自评页面：80、50为界" if pack == HUBEI else "财预〔2020〕10号：80、60为界"
                made.append(
                    case(
                        "score",
                        "interval",
                        title,
                        source=source,
                        given=given,
                        expect={"allowed": allowed},
                        compare="exact",
                    )
                )
    return made


def warnings() -> list[Case]:
    """Self-evaluation warning: (S/90 − E/10)/(S/90) above 5 % is red, else more than 20 % unspent is yellow."""
    made = []
    for scores, money in (
        ("88", "6"), ("85", "9"), ("90", "10"), ("90", "9.5"), ("90", "9.49"), ("81", "8.55"), ("70", "7.9"),
        ("60", "7"), ("72", "7.99"), ("72", "8"), ("45", "5"), ("9", "1"), ("89.99", "9.99"), ("80", "8.5"),
        ("77", "8.12"),
    ):  # fmt: skip
        share, rate = Fraction(scores) / 90, Fraction(money) / 10
        gap = (share - rate) / share
        colour = "red" if gap > Fraction(1, 20) else "yellow" if 1 - rate > Fraction(1, 5) else "none"
        given = {"question": "warning", "pack": DEPLOYED, "indicators": scores, "execution": money}
        word = {"red": "红色预警", "yellow": "黄色预警", "none": "不预警"}[colour]
        title = f"指标得{scores}分（共90分）、预算执行得{money}分（共10分）：{word}"
        made.append(
            case(
                "score",
                "warning",
                title,
                source="部署系统的自评预警",
                given=given,
                expect={"warning": colour},
                compare="exact",
            )
        )
    return made


def cases() -> dict[str, list[Case]]:
    """All cases of scores by file."""
    return {
        "published": published(),
        "indicators": indicators(),
        "grades": grades(),
        "executions": executions(),
        "totals": totals(),
        "intervals": intervals(),
        "warnings": warnings(),
    }
