"""Tables of the cycle (数据表): projects, filings with immutable versions, notes, reviews, releases, the row index."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Concat, Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hengxiao.base.models import Labelled, Organisation, Person, StoredFile
from hengxiao.cycle.enums import CommissionState, FilingKind, LibraryState, ReleaseState, VersionReason
from hengxiao.cycle.fields import TableField


class FiscalYear(models.Model):
    """A budget year (预算年度) and the pack in force for it."""

    year = models.PositiveSmallIntegerField(unique=True)
    pack = models.CharField(_("规则包"), max_length=40)
    declare_from = models.DateField(_("申报开始"), null=True, blank=True)
    declare_until = models.DateField(_("申报截止"), null=True, blank=True)
    open = models.BooleanField(_("开放申报"), default=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-year"]


class Project(models.Model):
    """A budget project (项目): one file across years.

    `words` holds all it is searched by, put together by the database: one short column to look through, not four.
    """

    code = models.CharField(_("项目编码"), max_length=40, unique=True)
    printed_code = models.CharField(_("原项目编码"), max_length=40, blank=True)
    name = models.CharField(_("项目名称"), max_length=200)
    kind = models.CharField(_("项目类别"), max_length=40, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="projects")
    department = models.ForeignKey(Organisation, models.PROTECT, related_name="department_projects")
    first_year = models.PositiveSmallIntegerField(_("起始年度"))
    last_year = models.PositiveSmallIntegerField(_("终止年度"), null=True, blank=True)
    sort_key = models.CharField(max_length=240, db_index=True)
    words = models.GeneratedField(
        expression=Lower(Concat("name", Value("\n"), "code", Value("\n"), "printed_code", Value("\n"), "sort_key")),
        output_field=models.TextField(), db_persist=True,
    )  # fmt: skip

    class Meta:
        """Chinese order by pinyin."""

        ordering: ClassVar = ["sort_key", "id"]

    def __str__(self) -> str:
        return self.name


class Filing(Labelled):
    """What a unit files for a project and year (申报): the working document and where it stands.

    `document` is the whole form as JSON (see `documents.py`); `revision` counts its changes, so that a save made on an
    older one is merged cell by cell or refused, never lost. `procedure` is the state table it began with.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="filings")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="filings")
    year = models.PositiveSmallIntegerField(_("年度"))
    kind = models.CharField(_("类别"), max_length=12, choices=FilingKind, default=FilingKind.TARGET)
    number = models.PositiveSmallIntegerField(_("次序"), default=1)
    state = models.CharField(_("状态"), max_length=24, db_index=True)
    pack = models.CharField(_("规则包"), max_length=40)
    layout = models.CharField(_("表式"), max_length=60)
    procedure = TableField(_("流程"))
    document = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    source = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    adjusts = models.ForeignKey("FilingVersion", models.PROTECT, null=True, blank=True, related_name="adjustments")
    reason = models.CharField(_("调整理由"), max_length=500, blank=True)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    returned_round = models.PositiveSmallIntegerField(default=0)

    class Meta:
        """One filing of a kind and number per project and year."""

        ordering: ClassVar = ["-year", "project__sort_key", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "year", "kind", "number"], name="one_filing_each")
        ]
        indexes: ClassVar = [
            models.Index(fields=["year", "state", "organisation", "project"], name="filing_state"),
            models.Index(fields=["state", "changed_at"], name="filing_waiting"),
        ]


class FilingVersion(Labelled):
    """A submitted or approved version (版本): never changed."""

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=12, choices=VersionReason)
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    mark = models.CharField(_("校验码"), max_length=16, blank=True, db_index=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Numbered per filing."""

        ordering: ClassVar = ["filing", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["filing", "number"], name="version_number")]


class Edit(models.Model):
    """One changed cell of a working document (修改记录), for undo and for merging two people's work."""

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="edits")
    revision = models.PositiveIntegerField()
    path = models.CharField(max_length=120)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    undone = models.BooleanField(default=False)

    class Meta:
        """In order of change."""

        ordering: ClassVar = ["filing", "revision"]


class Step(models.Model):
    """One move of a filing (办理记录): who moved it from where to where, with an opinion."""

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="steps")
    action = models.CharField(max_length=24)
    source = models.CharField(max_length=24)
    target = models.CharField(max_length=24)
    opinion = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    acting_for = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In order of time."""

        ordering: ClassVar = ["filing", "at", "id"]


class CellNote(models.Model):
    """A reviewer's note on a cell (审核意见), handed over when the filing is returned."""

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="notes")
    path = models.CharField(max_length=120)
    text = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    handed_over = models.BooleanField(default=False)
    answer = models.TextField(blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")


class PublicWaiver(models.Model):
    """A finding accepted on purpose (豁免), with a reason anybody may read."""

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="waivers")
    code = models.CharField(max_length=40)
    where = models.CharField(max_length=120)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)


class ReviewMark(models.Model):
    """One marked item of the review form (审核表评分)."""

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="marks")
    round = models.PositiveSmallIntegerField(default=0)
    item = models.CharField(max_length=40)
    points = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    grade = models.CharField(max_length=8, blank=True)
    opinion = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        """One mark per item, round and reviewer."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["filing", "round", "item", "by"], name="one_mark_each")
        ]


class Commission(models.Model):
    """A third party asked for its opinion in one round (委托审核): by when, what it handed in.

    `ended_at` says that the round ended without its opinion; the two `told` times keep a reminder from going out twice.
    """

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="commissions")
    round = models.PositiveSmallIntegerField()
    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    due = models.DateField(_("完成期限"))
    given_at = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    reminded_at = models.DateTimeField(null=True, blank=True)
    overdue_told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One open at a time per filing and third party; listed by the third party."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["filing", "agency"], condition=Q(given_at=None, ended_at=None), name="one_open_commission"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["agency", "due"], name="commission_due")]

    def standing(self, today: date) -> CommissionState:
        """Where it stands on a day (委托状态)."""
        if self.given_at:
            return CommissionState.GIVEN
        if self.ended_at:
            return CommissionState.ENDED
        return CommissionState.OVERDUE if self.due < today else CommissionState.OPEN


class Release(Labelled):
    """A release of an approved version to the public (信息公开): three levels must agree.

    Name, code and year are those in the version, which never changes, so the portal searches without opening forms;
    `in_force` is False while a later version of the same project and year is public too.
    """

    version = models.OneToOneField(FilingVersion, models.PROTECT, related_name="release")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="releases")
    state = models.CharField(max_length=12, choices=ReleaseState, default=ReleaseState.DRAFT, db_index=True)
    released_at = models.DateTimeField(null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("年度"))
    public_name = models.CharField(_("项目名称"), max_length=200, blank=True)
    public_code = models.CharField(_("项目编码"), max_length=40, blank=True)
    in_force = models.BooleanField(_("现行"), default=True)

    class Meta:
        """Read by state: those in force newest first, and by year."""

        indexes: ClassVar = [
            models.Index(fields=["state", "released_at"], condition=Q(in_force=True), name="release_newest"),
            models.Index(fields=["state", "year"], name="release_of_year"),
        ]


class ReleaseStep(models.Model):
    """One level's decision (公开审查记录)."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="steps")
    source = models.CharField(max_length=12)
    target = models.CharField(max_length=12)
    opinion = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)


class WithheldCell(models.Model):
    """A cell kept from the public with its legal ground (不予公开内容)."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="withheld")
    path = models.CharField(max_length=120)
    ground = models.CharField(max_length=200)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")


class IndicatorRow(models.Model):
    """One indicator of a filing as a row (指标索引): derived from the document, rebuilt at will."""

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="rows")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    goal = models.CharField(max_length=120, blank=True)
    level1 = models.CharField(max_length=60, blank=True)
    level2 = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=200, db_index=True)
    target = models.CharField(max_length=400, blank=True)
    kind = models.CharField(max_length=12, blank=True)
    value = models.DecimalField(max_digits=30, decimal_places=6, null=True)
    unit = models.CharField(max_length=40, blank=True)

    class Meta:
        """In order of the form."""

        ordering: ClassVar = ["filing", "number"]
        indexes: ClassVar = [models.Index(fields=["year", "name"])]


class LibraryIndicator(Labelled):
    """An indicator of the library (指标库): common ones come from packs, others belong to an organisation.

    `basis` is `pack:rule` of a common one; `spellings` holds pinyin of name and aliases, whole and by initials.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(_("指标名称"), max_length=100)
    aliases = models.JSONField(_("别名"), default=list)
    level1 = models.CharField(max_length=60)
    level2 = models.CharField(max_length=60)
    unit = models.CharField(_("计量单位"), max_length=40, blank=True)
    sign = models.CharField(_("计算符号"), max_length=8, blank=True)
    definition = models.TextField(_("指标解释"), blank=True)
    method = models.TextField(_("计算方法"), blank=True)
    source = models.CharField(_("数据来源"), max_length=200, blank=True)
    fixed = models.BooleanField(_("固化"), default=False)
    state = models.CharField(_("状态"), max_length=10, choices=LibraryState, default=LibraryState.IN_USE, db_index=True)
    basis = models.CharField(_("依据"), max_length=80, blank=True)
    reason = models.CharField(_("理由"), max_length=500, blank=True)
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    proposed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    spellings = models.TextField(blank=True)
    sort_key = models.CharField(max_length=240, db_index=True)

    def __str__(self) -> str:
        return self.name
