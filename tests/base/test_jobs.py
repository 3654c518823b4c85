"""Background work (后台任务): queue, confirm, run item by item, cancel, retry; by a kind made for the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from counting import KIND, Work, count_to, counted, outcome, queued
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django_tasks_db.models import DBTaskResult

from factories import World
from hengxiao.base.enums import GrantState, ItemState
from hengxiao.base.errors import ActionError, ForbiddenError, LateError
from hengxiao.base.jobs import kinds
from hengxiao.base.jobs.actions import cancel_job, confirm_job, queue_job, retry_job, settle_item
from hengxiao.base.jobs.running import Run, perform
from hengxiao.base.models import Event, Grant, Job, JobFile, JobItem, Notice
from hengxiao.base.queries import all_jobs, job_items, jobs

pytestmark = pytest.mark.django_db


def test_a_job_is_done_item_by_item_and_its_owner_told(world: World, counting: object):
    job = queued(world)
    assert (job.state, DBTaskResult.objects.get().args_kwargs["args"]) == ("queued", [job.pk])
    perform(job.pk)
    assert outcome(job) == ("done", 3, 0, 3)
    assert counted() == ["number:1", "number:2", "number:3"]
    notice = Notice.objects.get(person=world.people["filler"])
    assert (notice.code, notice.facts, notice.link, notice.is_task) == (
        "base.notice_job_done", {"title": "数数", "done": 3, "failed": 0}, f"/base/jobs/{job.pk}/", False,
    )  # fmt: skip
    assert Event.objects.latest("number").action == "base.finish_job"


def test_a_job_that_was_done_is_not_done_again(world: World, counting: object):
    job = queued(world)
    perform(job.pk)
    perform(job.pk)
    assert len(counted()) == 3


def test_only_who_has_a_role_queues_and_not_without_end(world: World, counting: object):
    with pytest.raises(ForbiddenError):
        queue_job(viewer=world.viewer("auditor"), kind=KIND, params={})
    for _ in range(20):
        queued(world)
    with pytest.raises(ActionError, match="job_too_many"):
        queued(world)


def test_a_refused_job_leaves_no_file_behind(world: World, counting: object):
    before = default_storage.listdir("jobs")[0] if default_storage.exists("jobs") else []
    for _ in range(20):
        queued(world)
    with pytest.raises(ActionError, match="job_too_many"):
        queued(world, files=[ContentFile(b"x", "a.txt")])
    with pytest.raises(ForbiddenError):
        queue_job(viewer=world.viewer("auditor"), kind=KIND, params={}, files=[ContentFile(b"x", "a.txt")])

    class Broken(ContentFile[bytes]):
        def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
            raise OSError("gone")

    Job.objects.all().delete()
    with pytest.raises(OSError, match="gone"):
        queued(world, files=[ContentFile(b"x", "a.txt"), Broken(b"x", "b.txt")])
    folders = default_storage.listdir("jobs")[0] if default_storage.exists("jobs") else []
    left = [name for folder in set(folders) - set(before) for name in default_storage.listdir(f"jobs/{folder}")[1]]
    assert (left, JobFile.objects.count(), Job.objects.count()) == ([], 0, 0)


def test_files_are_dropped_when_the_job_is_done(world: World, counting: object):
    job = queued(world, files=[ContentFile(b"x", "a/b/..\\表.txt")])
    file = job.files.get()
    assert (file.name, default_storage.exists(file.path)) == ("表.txt", True)
    perform(job.pk)
    assert (default_storage.exists(file.path), job.files.count()) == (False, 0)


def test_a_refusal_is_the_items_outcome_and_the_others_go_on(world: World, counting: Callable[[Work], None]):
    def refuse(run: Run, number: int) -> None:
        if number == 2:
            raise ActionError("base.code_taken", code=world.unit)

    counting(count_to(3, refuse))
    job = queued(world)
    perform(job.pk)
    assert outcome(job) == ("done", 3, 1, 3)
    item = job.items.get(state="failed")
    assert (item.key, item.code, item.facts) == ("2", "base.code_taken", {"code": "湖北省科学技术厅机关"})
    assert Event.objects.filter(action="base.count", result="refused").count() == 1
    counting(count_to(3))
    retry_job(viewer=world.viewer("filler"), job=job)
    assert outcome(job) == ("queued", 2, 0, 3)
    perform(job.pk)
    assert (outcome(job), len(counted())) == (("done", 3, 0, 3), 3)
    with pytest.raises(ActionError, match="job_no_retry"):
        retry_job(viewer=world.viewer("filler"), job=job)


def test_what_nobody_foresaw_fails_that_item_and_keeps_nothing_of_it(
    world: World, counting: Callable[[Work], None], caplog: pytest.LogCaptureFixture
):
    def break_down(run: Run, number: int) -> None:
        if number == 2:
            Notice.objects.create(person=world.people["filler"], code="half")
            raise ZeroDivisionError

    counting(count_to(3, break_down))
    job = queued(world)
    perform(job.pk)
    assert outcome(job) == ("done", 3, 1, 3)
    assert job.items.get(key="2").facts == {"error": "ZeroDivisionError"}
    assert (Notice.objects.filter(code="half").count(), "item failed" in caplog.text) == (0, True)


def test_a_cancelled_job_keeps_nothing_more(world: World, counting: Callable[[Work], None]):
    def cancel(run: Run, number: int) -> None:
        if number == 2:
            cancel_job(viewer=world.viewer("filler"), job=run.job)

    counting(count_to(3, cancel))
    job = queued(world)
    perform(job.pk)
    # the cancellation happened inside the item's own transaction and went with it, so the job went on being its own
    assert job.items.filter(key="1").exists()
    job.refresh_from_db()
    other = queued(world)
    assert cancel_job(viewer=world.viewer("filler"), job=other).state == "cancelled"
    perform(other.pk)
    assert (outcome(other), other.items.count()) == (("cancelled", 0, 0, 0), 0)
    with pytest.raises(LateError):
        cancel_job(viewer=world.viewer("filler"), job=other)


def test_a_job_cancelled_between_items_stops_and_goes_on_where_it_was(world: World, counting: Callable[[Work], None]):
    def work(run: Run) -> None:
        count_to(1)(run)
        if run.job.attempts == 1 and len(counted()) == 1:
            cancel_job(viewer=world.viewer("filler"), job=Job.objects.get(pk=run.job.pk))
        count_to(3)(run)

    counting(work)
    job = queued(world)
    perform(job.pk)
    assert (outcome(job), counted()) == (("cancelled", 1, 0, 1), ["number:1"])
    counting(count_to(3))
    retry_job(viewer=world.viewer("filler"), job=job)
    perform(job.pk)
    assert (outcome(job), counted()) == (("done", 3, 0, 3), ["number:1", "number:2", "number:3"])


def test_others_cancel_nothing_but_the_system_administrator_may(world: World, counting: object):
    job = queued(world)
    with pytest.raises(ForbiddenError):
        cancel_job(viewer=world.viewer("second_filler"), job=job)
    with pytest.raises(ForbiddenError):
        retry_job(viewer=world.viewer("second_filler"), job=job)
    assert cancel_job(viewer=world.viewer("system_admin"), job=job).state == "cancelled"


def test_a_person_who_lost_the_role_gets_nothing_more(world: World, counting: Callable[[Work], None]):
    def lose(run: Run, number: int) -> None:
        if number == 1:
            Grant.objects.filter(person=world.people["filler"]).update(state=GrantState.REVOKED)

    counting(count_to(3, lose))
    job = queued(world)
    perform(job.pk)
    assert (outcome(job), job.code) == (("failed", 1, 0, 3), "base.job_role_lost")
    assert Notice.objects.get(person=world.people["filler"]).code == "base.notice_job_failed"


def test_a_kind_this_version_does_not_know_ends_the_job_and_says_so(world: World, counting: object):
    job = queued(world)
    Job.objects.filter(pk=job.pk).update(kind="base.gone")
    perform(job.pk)
    assert (outcome(job), job.code) == (("failed", 0, 0, 0), "base.job_unknown")
    notice = Notice.objects.get(person=world.people["filler"])
    assert (notice.code, notice.facts["title"]) == ("base.notice_job_failed", "base.gone")
    with pytest.raises(ActionError, match="job_no_retry"):
        retry_job(viewer=world.viewer("filler"), job=job)


def test_a_closed_account_has_nothing_done(world: World, counting: object):
    job = queued(world)
    world.people["filler"].is_active = False
    world.people["filler"].save()
    perform(job.pk)
    assert (outcome(job), job.code) == (("failed", 0, 0, 0), "base.job_role_lost")


def test_a_prepared_job_waits_for_its_owner(world: World, counting: object):
    job = queued(world, prepared=True)
    assert (job.state, DBTaskResult.objects.count()) == ("prepared", 0)
    perform(job.pk)
    with pytest.raises(ForbiddenError):
        confirm_job(viewer=world.viewer("second_filler"), job=job, params={})
    confirm_job(viewer=world.viewer("filler"), job=job, params={"how": "skip"})
    assert (job.state, job.params) == ("queued", {"to": 3, "how": "skip"})
    with pytest.raises(LateError):
        confirm_job(viewer=world.viewer("filler"), job=Job(pk=job.pk, person=job.person, state="prepared"), params={})


def test_items_grow_and_failures_outside_an_action_are_noted(world: World, counting: Callable[[Work], None]):
    def work(run: Run) -> None:
        run.plan(1)
        run.grow(1)
        run.grow(0)
        run.refuse("a", "甲", ActionError("base.file_gone", name="甲"))
        run.save_output("x", "成果.zip", 份数=1)

    counting(work)
    job = queued(world)
    perform(job.pk)
    assert (outcome(job), job.output_name, job.result) == (("done", 1, 1, 2), "成果.zip", {"份数": 1})


def test_an_item_that_waits_is_decided_once(world: World, counting: Callable[[Work], None]):
    def work(run: Run) -> None:
        with run.item("a", "甲") as item:
            item.state = ItemState.WAITING

    counting(work)
    job = queued(world)
    perform(job.pk)
    notice = Notice.objects.get(person=world.people["filler"])
    assert (notice.code, notice.is_task, notice.facts["waiting"]) == ("base.notice_job_waits", True, 1)
    item = JobItem.objects.get()
    settle_item(item, "甲", "/x/")
    notice.refresh_from_db()
    assert (JobItem.objects.get().state, notice.done_at is None) == ("done", False)
    with pytest.raises(LateError):
        settle_item(item, "甲", "/x/")


def test_one_of_two_waiting_items_decided_leaves_the_task_open(world: World, counting: Callable[[Work], None]):
    def work(run: Run) -> None:
        for key in "ab":
            with run.item(key, key) as item:
                item.state = ItemState.WAITING

    counting(work)
    perform(queued(world).pk)
    settle_item(JobItem.objects.get(key="a"), "甲", "/x/")
    assert Notice.objects.get(person=world.people["filler"]).done_at is None


def test_jobs_are_ones_own_and_the_system_sees_no_content(world: World, counting: object):
    job = queued(world)
    perform(job.pk)
    assert [list(jobs(world.viewer(who))) for who in ("filler", "second_filler")] == [[job], []]
    assert job_items(world.viewer("filler"), job).count() == 3
    assert job_items(world.viewer("filler"), job, "failed").count() == 0
    assert job_items(world.viewer("second_filler"), job).count() == 0
    assert {"params", "facts", "result"} <= all_jobs(world.viewer("system_admin")).get().get_deferred_fields()
    with pytest.raises(ForbiddenError):
        all_jobs(world.viewer("filler"))


def test_an_unknown_kind_stops_with_a_sentence(world: World, counting: object, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delitem(kinds._KINDS, KIND)
    with pytest.raises(ActionError, match="job_unknown"):
        kinds.kind_of(KIND)
    assert kinds.title_of(KIND) == KIND
