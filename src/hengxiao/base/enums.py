"""Closed lists of the base (代码表)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrganisationKind(TextChoices):
    """Kind of organisation (单位类别)."""

    FINANCE = "finance", _("财政部门")
    DEPARTMENT = "department", _("主管部门")
    UNIT = "unit", _("预算单位")
    DIVISION = "division", _("内设处室")
    AGENCY = "agency", _("第三方机构")


class Role(TextChoices):
    """Role (角色); the public has no account and so no role."""

    FILLER = "filler", _("填报人")
    UNIT_REVIEWER = "unit_reviewer", _("单位审核人")
    DEPARTMENT_FINANCE = "department_finance", _("部门财务")
    FINANCE_BUSINESS = "finance_business", _("财政业务处室")
    FINANCE_PERFORMANCE = "finance_performance", _("财政绩效处室")
    EVALUATOR = "evaluator", _("第三方评价人")
    EXPERT = "expert", _("专家")
    AUDITOR = "auditor", _("审计人员")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    SECURITY_ADMIN = "security_admin", _("安全保密管理员")
    AUDIT_ADMIN = "audit_admin", _("安全审计员")


class Scope(TextChoices):
    """How far a grant reaches (数据范围)."""

    OWN = "own", _("本人经办")
    UNIT = "unit", _("本单位")
    SUBTREE = "subtree", _("本单位及下属")
    ALL = "all", _("全部")


class GrantState(TextChoices):
    """State of a grant (授权状态); a dangerous right waits for a second person."""

    PROPOSED = "proposed", _("待复核")
    ACTIVE = "active", _("有效")
    REVOKED = "revoked", _("已收回")


class ResetState(TextChoices):
    """State of a second factor's reset (重置两步验证); it takes two security administrators."""

    PROPOSED = "proposed", _("待复核")
    DONE = "done", _("已重置")
    DROPPED = "dropped", _("已撤回")


class Result(TextChoices):
    """Outcome of an audited action (操作结果)."""

    DONE = "done", _("成功")
    REFUSED = "refused", _("拒绝")
    LATE = "late", _("他人已先处理")


class JobState(TextChoices):
    """State of a job (后台任务状态); a prepared one waits for its owner to confirm what it will do."""

    PREPARED = "prepared", _("待确认")
    QUEUED = "queued", _("排队中")
    RUNNING = "running", _("进行中")
    DONE = "done", _("已完成")
    FAILED = "failed", _("已中止")
    CANCELLED = "cancelled", _("已取消")


class ItemState(TextChoices):
    """State of one item of a job (任务明细状态); a waiting one needs somebody's decision."""

    DONE = "done", _("成功")
    FAILED = "failed", _("未成功")
    WAITING = "waiting", _("待处理")


class Family(TextChoices):
    """Family of operations a token opens (接口令牌的范围); it only narrows what the person may do anyway."""

    READ = "read", _("查询")
    OWN = "own", _("本人事务")
    FILL = "fill", _("填报")
    REVIEW = "review", _("审核、批复")
    RELEASE = "release", _("公开审查")
    MANAGE = "manage", _("管理")
    GRANT = "grant", _("授权")
    AUDIT = "audit", _("审计日志")


class DeliveryState(TextChoices):
    """Where a delivery of a webhook stands (回调投递状态)."""

    WAITING = "waiting", _("待发送")
    SENT = "sent", _("已送达")
    FAILED = "failed", _("已放弃")
