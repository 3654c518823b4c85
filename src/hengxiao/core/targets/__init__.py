"""What a form says (绩效目标): project, goals, indicators, money, findings, and the place of each in the source."""

from hengxiao.core.targets.findings import Finding
from hengxiao.core.targets.forms import Form, Fund, Goal, Indicator, Note, Project
from hengxiao.core.targets.places import Field, Place, column_letters

__all__ = ["Field", "Finding", "Form", "Fund", "Goal", "Indicator", "Note", "Place", "Project", "column_letters"]
