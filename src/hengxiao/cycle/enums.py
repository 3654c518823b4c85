"""Closed lists of the cycle (代码表)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FilingKind(TextChoices):
    """What is filed (申报类别)."""

    TARGET = "target", _("绩效目标申报")
    ADDITION = "addition", _("年中追加")
    ADJUSTMENT = "adjustment", _("绩效目标调整")


class VersionReason(TextChoices):
    """Why a version was kept (存版原因)."""

    SUBMITTED = "submitted", _("报送")
    RESUBMITTED = "resubmitted", _("修改后再报")
    APPROVED = "approved", _("批复")
    ADJUSTED = "adjusted", _("调整")


class LibraryState(TextChoices):
    """Where an indicator of the library stands (指标库状态)."""

    IN_USE = "in_use", _("可用")
    PROPOSED = "proposed", _("待确认")
    DECLINED = "declined", _("未采用")


class CommissionState(TextChoices):
    """Where a commission stands (委托状态)."""

    OPEN = "open", _("待办")
    OVERDUE = "overdue", _("已逾期")
    GIVEN = "given", _("已给出意见")
    ENDED = "ended", _("本轮已结束，未给出意见")


class ReleaseState(TextChoices):
    """Where a release stands (公开审查状态); nothing leaves before all three levels agreed."""

    DRAFT = "draft", _("待提请")
    UNIT = "unit", _("承办人审查")
    DEPARTMENT = "department", _("部门负责人审查")
    SECRECY = "secrecy", _("保密审查")
    RELEASED = "released", _("已公开")
    REFUSED = "refused", _("不予公开")
    WITHDRAWN = "withdrawn", _("已撤回")
