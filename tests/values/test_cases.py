"""Every composed value of cases/*.toml is understood as labelled; a doubtful one carries a warning, a clean one does not."""

import pytest
from casefile import Case, cases, understood

from hengxiao.core.values import parse

CASES = tuple(cases())
STRICT_SIGN = "﹥90%"


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.text)
def test_parse_reads_the_value_as_labelled(case: Case) -> None:
    value = parse(case.text, indicator=case.indicator, unit=case.unit)
    assert understood(value, case.expected) == case.expected


@pytest.mark.parametrize("case", [c for c in CASES if c.doubtful], ids=lambda c: c.text)
def test_parse_warns_of_a_doubtful_value(case: Case) -> None:
    assert parse(case.text, indicator=case.indicator, unit=case.unit).warnings != ()


def test_parse_warns_of_no_clean_value() -> None:
    alarms = [c.text for c in CASES if not c.doubtful and parse(c.text, indicator=c.indicator, unit=c.unit).warnings]
    assert alarms == [STRICT_SIGN]


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 400
