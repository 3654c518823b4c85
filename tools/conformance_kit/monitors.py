"""Cases of monitoring (监控用例): lights computed here from the published formulas."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from conformance_kit.scores import DEPLOYED, HUBEI, NAMES, half_up
from conformance_kit.writing import Case, case

SICHUAN = "sichuan_2025"
SOURCE = "部署系统的预警配置；财预〔2019〕136号"
SICHUAN_SOURCE = "川财绩〔2025〕10号"
COLOURS = {"red": "红灯", "yellow": "黄灯", "green": "绿灯", "blue": "蓝灯", "none": "不能判断"}
LATEST = {4: 25, 6: 40, 8: 60, 10: 80}


def colour(value: Fraction, *, blue: bool) -> str:
    """Below 60 red, below 80 yellow, from 120 blue, else green; bounds belong to the better colour."""
    if blue and value >= 120:
        return "blue"
    return "red" if value < 60 else "yellow" if value < 80 else "green"


PUBLISHED = ((2500, 1200, "82.29"), (2500, 1000, "68.57"), (2500, 800, "54.86"))
GAPS = ((50, 50), (50, 40), (50, 39), (50, 60), (50, 61), (90, 70), (70, 90), (100, 100), (120, 100))


def published() -> Iterator[Case]:
    """The vectors of the published formulas, with the progress value."""
    for target, actual, value in PUBLISHED:
        light = colour(Fraction(value), blue=True)
        given = {
            "question": "indicator", "pack": DEPLOYED, "month": 7, "target": f"≥{target}人", "actual": f"{actual}人",
            "name": "培训人数",
        }  # fmt: skip
        title = f"7月底目标{target}人、完成{actual}人，序时进度{value}%：{COLOURS[light]}"
        yield case(
            "monitor",
            "published",
            title,
            source=SOURCE,
            given=given,
            expect={"light": light, "value": value},
            compare="numbers",
        )
    given = {"question": "money", "pack": DEPLOYED, "month": 7, "budget": "100", "executed": "42"}
    title = "7月底预算执行42%，序时进度72%：黄灯"
    yield case(
        "monitor",
        "published",
        title,
        source=SOURCE,
        given=given,
        expect={"light": "yellow", "value": "72.00"},
        compare="numbers",
    )


def indicator(pack: str, month: int, target: str, actual: str, light: str, *, group: str, **more: str) -> Case:
    """One indicator at a month."""
    given = {"question": "indicator", "pack": pack, "month": month, "target": target, "actual": actual, **more}
    title = f"按{NAMES[pack]}，{month}月底目标{target}、完成{actual or '未填'}：{COLOURS[light]}"
    return case("monitor", group, title, source=SOURCE, given=given, expect={"light": light}, compare="exact")


def forwards() -> Iterator[Case]:
    """Actual against the time share of the target."""
    shares = (0, 10, 29, 30, 39, 40, 50, 59, 60, 75, 100)
    vectors = [(month, 100, share) for month in (3, 6, 9, 12) for share in shares]
    for pack in (DEPLOYED, HUBEI):
        for month, target, actual in vectors:
            light = colour(Fraction(actual) / (Fraction(target) * month / 12) * 100, blue=True)
            for sign in "≥>":
                yield indicator(
                    pack, month, f"{sign}{target}人", f"{actual}人", light, group="forward", name="培训人数"
                )


def others() -> Iterator[Case]:
    """Ceilings, zero targets and words have no time share; what cannot be compared gets no light."""
    rows = (
        ("=0件", "0件", "green"), ("=0件", "1件", "red"), ("≤10件", "10件", "green"), ("≤10件", "9件", "green"),
        ("≤10件", "11件", "red"), ("<10件", "9件", "green"), ("<10件", "10件", "red"), ("<10件", "11件", "red"),
        ("≤50万元", "30万元", "green"), ("≤50万元", "500000元", "green"), ("≤50万元", "50.01万元", "red"),
        ("明显", "达成年度指标", "green"), ("明显", "部分达成年度指标并具有一定效果", "yellow"),
        ("明显", "未达成年度指标且效果较差", "red"), ("≥10件", "", "none"), ("", "10件", "none"),
        ("≥10件", "5公里", "none"),
    )  # fmt: skip
    for pack in (DEPLOYED, "core_2021"):
        for month in (3, 7):
            for target, actual, light in rows:
                yield indicator(pack, month, target, actual, light, group="other", name="基地")
    for actual in ("30人", "100人"):
        yield indicator("national_2015", 7, "≥100人", actual, "none", group="other", name="培训人数")


def money() -> Iterator[Case]:
    """Spending against the time share of the budget; in Sichuan against the bound of the month."""
    for month in (3, 6, 7, 9, 12):
        for executed in ("0", "10", "14.99", "15", "20", "30", "39.99", "40", "42", "55", "70", "100"):
            light = colour(Fraction(executed) / 100 / (Fraction(month) / 12) * 100, blue=False)
            yield budget(DEPLOYED, month, executed, light, SOURCE)
    for month, bound in LATEST.items():
        for executed in (bound - 10, bound - 1, bound, bound + 5):
            light = "red" if executed < bound else "green"
            yield budget(SICHUAN, month, str(executed), light, SICHUAN_SOURCE)


def budget(pack: str, month: int, executed: str, light: str, source: str) -> Case:
    """The money at a month."""
    given = {"question": "money", "pack": pack, "month": month, "budget": "100", "executed": executed}
    title = f"按{NAMES[pack]}，预算100万元到{month}月底执行{executed}万元：{COLOURS[light]}"
    return case("monitor", "money", title, source=source, given=given, expect={"light": light}, compare="exact")


def gaps() -> Iterator[Case]:
    """Sichuan: target completion and budget execution more than 10 points apart."""
    for month in (4, 8):
        for actual, executed in GAPS:
            gap = abs(min(Fraction(actual, 100), Fraction(1)) - Fraction(executed, 100)) * 100
            light = "yellow" if gap > 10 else "green"
            given = {
                "question": "indicator", "pack": SICHUAN, "month": month, "target": "≥100人", "actual": f"{actual}人",
                "name": "培训人数", "budget": "100", "executed": str(executed),
            }  # fmt: skip
            apart = f"相差{half_up(gap)}个百分点"
            title = f"按四川办法，{month}月底目标完成{actual}%、预算执行{executed}%，{apart}：{COLOURS[light]}"
            yield case(
                "monitor", "gap", title, source=SICHUAN_SOURCE, given=given, expect={"light": light}, compare="exact"
            )


def goals() -> Iterator[Case]:
    """A goal takes the worst colour among its indicators: red, yellow, green, blue."""
    order = ("red", "yellow", "green", "blue")
    for actuals in ((20, 50, 90), (35, 50, 90), (50, 90), (90, 70), (50,), (60, 30), (45, 29), (100,)):
        colours = {colour(Fraction(actual) * 2, blue=True) for actual in actuals}
        light = next(name for name in order if name in colours)
        given = {"question": "goal", "pack": DEPLOYED, "month": 6, "actuals": [f"{actual}人" for actual in actuals]}
        done = "、".join(f"{actual}人" for actual in actuals)
        title = f"6月底，各指标目标均为100人、分别完成{done}的绩效目标：{COLOURS[light]}"
        yield case("monitor", "goal", title, source=SOURCE, given=given, expect={"light": light}, compare="exact")


def cases() -> dict[str, list[Case]]:
    """All cases of monitoring by file."""
    return {
        "published": list(published()),
        "indicators": [*forwards(), *others()],
        "money": list(money()),
        "gaps": list(gaps()),
        "goals": list(goals()),
    }
