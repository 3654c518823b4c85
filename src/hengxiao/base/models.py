"""Tables of the base (数据表): organisations, people, grants, delegations, the audit chain, files, notices, days."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, UserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _

from hengxiao.base.enums import (
    DeliveryState,
    GrantState,
    ItemState,
    JobState,
    OrganisationKind,
    ResetState,
    Result,
    Role,
    Scope,
)


class Labelled(models.Model):
    """A row that names what was chosen in it (选项名称); Django's own way translates all choices to name one."""

    class Meta:
        """Part of other tables."""

        abstract = True

    def _get_FIELD_display(self, field: models.Field[Any, Any]) -> str:
        value = getattr(self, field.attname)
        name: str = force_str(dict(field.flatchoices).get(value, value), strings_only=True)
        return name


class Organisation(Labelled):
    """Organisation (单位), keyed by its 统一社会信用代码; a division takes its parent's code with a suffix.

    `path` lists the ids from the root, such as `/1/4/9/`; a subtree is everything that starts with it.
    """

    code = models.CharField(_("统一社会信用代码"), max_length=24, unique=True)
    name = models.CharField(_("单位名称"), max_length=120)
    kind = models.CharField(_("单位类别"), max_length=16, choices=OrganisationKind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=240, unique=True)
    sort_key = models.CharField(_("拼音排序"), max_length=240)
    active = models.BooleanField(_("在用"), default=True)

    class Meta:
        """Chinese order by pinyin, the same on every database."""

        ordering: ClassVar = ["sort_key", "id"]

    def __str__(self) -> str:
        return self.name


class Person(AbstractBaseUser):
    """Person with an account (人员)."""

    username = models.CharField(_("用户名"), max_length=64, unique=True)
    name = models.CharField(_("姓名"), max_length=64)
    email = models.EmailField(_("邮箱"), blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="people")
    is_active = models.BooleanField(_("启用"), default=True)
    must_change_password = models.BooleanField(_("首次登录须改密码"), default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    session_mark = models.PositiveIntegerField(default=0)

    objects: ClassVar = UserManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]
    is_staff = is_superuser = False

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """Name (姓名)."""
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What ties a session to the account: a new password or a new mark ends all sessions (会话校验)."""
        content = f"{self.password}{self.session_mark or ''}"
        return salted_hmac("hengxiao.session", content, secret=secret, algorithm="sha256").hexdigest()


class Post(models.Model):
    """A post a person holds in an organisation (任职); one person may hold several."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="posts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="posts")
    title = models.CharField(_("职务"), max_length=64)
    since = models.DateField(_("起"))
    until = models.DateField(_("止"), null=True, blank=True)


class Grant(Labelled):
    """A role given to a person at an organisation (授权), with its reach in the tree, a stage and an end."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="grants")
    role = models.CharField(_("角色"), max_length=24, choices=Role)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="grants")
    scope = models.CharField(_("数据范围"), max_length=8, choices=Scope)
    stage = models.CharField(_("限定阶段"), max_length=32, blank=True)
    state = models.CharField(_("状态"), max_length=8, choices=GrantState, default=GrantState.PROPOSED)
    since = models.DateField(_("起"))
    until = models.DateField(_("止"), null=True, blank=True)
    proposed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        """One open grant per person, role and organisation."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "role", "organisation"], condition=~Q(state=GrantState.REVOKED), name="one_open_grant"
            )
        ]


class Delegation(Labelled):
    """A grant lent to somebody else until a day (委托代办); a dangerous one waits for a security administrator."""

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="delegations")
    to = models.ForeignKey(Person, models.CASCADE, related_name="delegations")
    since = models.DateField(_("起"))
    until = models.DateField(_("止"))
    reason = models.CharField(_("事由"), max_length=200)
    state = models.CharField(_("状态"), max_length=8, choices=GrantState, default=GrantState.ACTIVE)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")


class FactorReset(Labelled):
    """A lost second factor taken away (重置两步验证): one security administrator proposes, another confirms."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="factor_resets")
    reason = models.CharField(_("事由"), max_length=200)
    state = models.CharField(_("状态"), max_length=8, choices=ResetState, default=ResetState.PROPOSED)
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """One at a time for a person."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person"], condition=Q(state=ResetState.PROPOSED), name="one_factor_reset")
        ]


class Event(Labelled):
    """One entry of the audit chain (审计日志): never changed, each bound to the one before by its hash."""

    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    acting_for = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    address = models.CharField(max_length=64, blank=True)
    action = models.CharField(max_length=64)
    subject = models.CharField(max_length=120, blank=True)
    facts = models.JSONField(default=dict)
    before = models.CharField(max_length=64, blank=True)
    after = models.CharField(max_length=64, blank=True)
    result = models.CharField(max_length=8, choices=Result, default=Result.DONE)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        """Newest last."""

        ordering: ClassVar = ["number"]


class ChainHead(models.Model):
    """The end of the audit chain (链尾): one row, locked while an entry is added."""

    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)


class Anchor(models.Model):
    """Root of one day's entries (日锚), exported so that a later change is noticed outside."""

    day = models.DateField(unique=True)
    first = models.PositiveBigIntegerField()
    last = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)


class StoredFile(models.Model):
    """A file somebody handed in for an organisation (文件), by its digest; the bytes lie once whoever keeps them."""

    digest = models.CharField(max_length=64)
    name = models.CharField(_("文件名"), max_length=200)
    format = models.CharField(max_length=8)
    size = models.PositiveIntegerField()
    uploaded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        """One row per content, organisation, person and name: everybody finds a file under the name they gave it."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["digest", "organisation", "uploaded_by", "name"], name="one_upload_each")
        ]


class Notice(models.Model):
    """Something a person should see or do (待办与通知)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    code = models.CharField(max_length=64)
    facts = models.JSONField(default=dict)
    link = models.CharField(max_length=200, blank=True)
    is_task = models.BooleanField(default=False)
    due = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Every page counts a person's open ones."""

        indexes: ClassVar = [models.Index(fields=["person", "due"], condition=Q(done_at=None), name="open_notices")]


class Holiday(models.Model):
    """A day that departs from the working week (节假日调休): `working` is False for a holiday, True when swapped."""

    day = models.DateField(unique=True)
    working = models.BooleanField()
    name = models.CharField(max_length=40, blank=True)
    cites = models.CharField(max_length=120, blank=True)


class Job(Labelled):
    """Work done in the background (后台任务) for a person, item by item, as that person at the time it runs.

    `token` names the run that holds it: whoever lost it can no longer write (see `jobs/running.py`). `attempts` counts
    starts in a row without a finished item; `task` is its entry in the queue.
    """

    kind = models.CharField(_("任务"), max_length=40)
    params = models.JSONField(default=dict)
    person = models.ForeignKey(Person, models.PROTECT, related_name="jobs")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("状态"), max_length=12, choices=JobState, default=JobState.QUEUED, db_index=True)
    done = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    code = models.CharField(max_length=64, blank=True)
    facts = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    output = models.CharField(max_length=200, blank=True)
    output_name = models.CharField(max_length=120, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    token = models.CharField(max_length=32, blank=True)
    task = models.CharField(max_length=36, blank=True)
    ready_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    heartbeat = models.DateTimeField(null=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-pk"]

    @property
    def percent(self) -> int | None:
        """How far it is in percent (进度), None while nobody knows how many items there are."""
        return min(100, self.done * 100 // self.total) if self.total else None


class JobFile(models.Model):
    """A file handed to a job (任务文件), kept as it came until the job is done: nothing is known about it yet."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="files")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()

    class Meta:
        """As they came."""

        ordering: ClassVar = ["number"]


class JobItem(Labelled):
    """One item of a job and what came of it (任务明细); written in the transaction of the item's own action."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="items")
    key = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=ItemState)
    code = models.CharField(max_length=64, blank=True)
    facts = models.JSONField(default=dict)
    link = models.CharField(max_length=200, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Each item once."""

        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["job", "key"], name="job_item_once")]


class Token(models.Model):
    """A token for programs (接口令牌): of one person, for some families of operations, until a day; kept as a hash."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens")
    name = models.CharField(_("用途"), max_length=60)
    families = models.JSONField(_("范围"), default=list)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    created_at = models.DateTimeField(default=timezone.now)
    until = models.DateField(_("有效期至"))
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")


class Endpoint(models.Model):
    """An address told of changes (回调地址) of the whole site or an organisation, with `below` of all below it too.

    The signing secret is made from `nonce` and the site's key, so that a copy of the database cannot sign;
    `secret_digest` tells whether it is still the one that was shown. `stopped` is why the site stopped telling it.
    """

    name = models.CharField(_("名称"), max_length=60)
    url = models.CharField(_("地址"), max_length=300)
    events = models.JSONField(_("事件"), default=list)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    below = models.BooleanField(_("含下属"), default=True)
    nonce = models.CharField(max_length=64)
    secret_digest = models.CharField(max_length=64, blank=True)
    active = models.BooleanField(_("启用"), default=True)
    stopped = models.CharField(max_length=64, blank=True)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)


class Delivery(Labelled):
    """One event on its way to an endpoint (回调投递), written with the action it tells of."""

    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=40)
    payload = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=DeliveryState, default=DeliveryState.WAITING)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    error = models.CharField(max_length=64, blank=True)

    class Meta:
        """What is due is found by an index."""

        indexes: ClassVar = [models.Index(fields=["state", "due_at"])]
