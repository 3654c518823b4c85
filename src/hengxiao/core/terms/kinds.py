"""Closed lists every layer speaks in (代码表)."""

from enum import StrEnum


class FormKind(StrEnum):
    """Kind of form (表种): 绩效目标表, 自评表, 监控表, 整体支出绩效目标表."""

    TARGET = "target"
    SELF_EVALUATION = "self_evaluation"
    MONITORING = "monitoring"
    OVERALL = "overall"


class Term(StrEnum):
    """Time span of a goal (目标期限): 长期(实施期)目标 or 年度目标."""

    LONG = "long_term"
    ANNUAL = "annual"


class Severity(StrEnum):
    """Weight of a finding (问题级别): 错误, 警告, 提示."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Status(StrEnum):
    """How a rule value is known (规则值的核实状态): 已核实, 据二手材料, 未核实."""

    VERIFIED = "verified"
    SECONDARY = "secondary"
    UNVERIFIED = "unverified"


class Kind(StrEnum):
    """Kind of an indicator value (指标值类型)."""

    NUMBER = "number"
    COUNT = "count"
    RATIO = "ratio"
    MONEY = "money"
    DATE = "date"
    DURATION = "duration"
    RANGE = "range"
    QUALITATIVE = "qualitative"
    COMPOUND = "compound"
    NONE = "none"


class Comparator(StrEnum):
    """Printed comparison (比较符号): what the text says, never what the form means."""

    AT_LEAST = ">="
    AT_MOST = "<="
    EQUAL = "="
    ABOVE = ">"
    BELOW = "<"
    ABOUT = "approx"
    BETWEEN = "between"
    NONE = "none"


class Direction(StrEnum):
    """Which way is better (指标方向): 正向, 反向, 等于, 未知."""

    HIGHER = "higher_better"
    LOWER = "lower_better"
    EXACT = "exact"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """What a direction rests on (方向依据)."""

    COMPARATOR = "comparator"
    WORDING = "wording"
    INDICATOR = "indicator"
    NONE = "none"


class Language(StrEnum):
    """Language of messages (界面语言)."""

    CHINESE = "zh"
    ENGLISH = "en"
