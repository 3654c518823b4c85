"""Pages of background work (后台任务页面)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import World
from hengxiao.base.models import Event, Job

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str], Client]
KIND = "cycle.import_forms"


def make_job(world: World, state: str = "running", who: str = "filler", **more: Any) -> Job:
    values = {"kind": KIND, "params": {}, "state": state, "person": world.people[who], "organisation": world.unit}
    return Job.objects.create(**(values | more))


def url(job: Job, page: str = "job") -> str:
    return reverse(f"base:{page}", args=[job.pk])


@pytest.mark.parametrize("state", ["queued", "failed", "cancelled", "done"])
def test_a_job_of_a_kind_this_version_does_not_know_is_shown(world: World, client_of: ClientOf, state: str):
    job = make_job(
        world, state, kind="base.gone", failed=1, total=1, code="base.job_unknown", facts={"kind": "base.gone"}
    )
    page = client_of("filler").get(url(job))
    assert (page.status_code, page.context["may_retry"]) == (200, False)
    assert "base.gone" in page.content.decode()


def test_the_list_shows_ones_own_jobs_with_few_queries(world: World, client_of: ClientOf):
    client, address = client_of("filler"), reverse("base:jobs")
    assert "还没有后台任务" in client.get(address).content.decode()
    make_job(world)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert "批量导入表格" in client.get(address).content.decode()
        return len(captured)

    one = queries()
    make_job(world, "done"), make_job(world, "failed"), make_job(world, who="second_filler")
    assert queries() == one <= 9
    assert client.get(address).context["page"].paginator.count == 3


def test_the_system_sees_states_and_no_names_of_files(world: World, client_of: ClientOf):
    job = make_job(world, total=3, done=1, attempts=2)
    job.items.create(key="1", name="保密的文件名.docx", state="failed")
    client, address = client_of("system_admin"), reverse("base:all_jobs")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page = client.get(address).content.decode()
        assert ("湖北省科学技术厅机关" in page, "保密的文件名" in page, "第 2 次" in page) == (True, False, True)
        return len(captured)

    queries()
    one = queries()
    make_job(world), make_job(world)
    assert queries() == one <= 9
    assert client.post(url(job, "cancel_job")).url == address
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_a_running_job_polls_and_tells_a_screen_reader_only_what_changed(world: World, client_of: ClientOf):
    job, client = make_job(world, total=10, done=3), client_of("filler")
    page = client.get(url(job)).content.decode()
    assert ('hx-trigger="every 1s"' in page, 'value="3"' in page, 'aria-live="polite"' in page) == (True, True, True)
    part = client.get(url(job, "job_progress"), {"said": "running-3"}).content.decode()
    assert ("hx-swap-oob" in part, "<html" in part) == (False, False)
    Job.objects.update(done=4)
    assert "已完成 40%" in client.get(url(job, "job_progress"), {"said": "running-3"}).content.decode()
    Job.objects.update(state="done", done=10)
    part = client.get(url(job, "job_progress"), {"said": "running-4"}).content.decode()
    assert ("hx-trigger" in part, "批量导入表格：已完成" in part) == (False, True)


@pytest.mark.parametrize(("state", "said"), [("queued", "正在排队"), ("running", "正在准备")])
def test_a_job_of_unknown_length_says_so(world: World, client_of: ClientOf, state: str, said: str):
    assert said in client_of("filler").get(url(make_job(world, state))).content.decode()


def test_an_ended_job_lists_what_needs_attention_first(world: World, client_of: ClientOf):
    job = make_job(world, "failed", total=3, done=3, failed=1, code="base.job_role_lost")
    job.items.create(key="1", name="好.docx", state="done", link="/ok/")
    job.items.create(key="2", name="坏.docx", state="failed", code="base.file_gone", facts={"name": "坏.docx"})
    job.items.create(key="3", name="谁的.docx", state="waiting", code="cycle.form_unmatched", facts={}, link="/assign/")
    client = client_of("filler")
    page = client.get(url(job))
    assert [item.key for item in page.context["page"]] == ["3", "2", "1"]
    text = page.content.decode()
    assert ("找不到“坏.docx”的原件" in text, "cycle.form_unmatched" in text, "继续办" in text) == (True, True, True)
    assert [item.key for item in client.get(url(job), {"state": "failed"}).context["page"]] == ["2"]
    assert client.post(url(job, "retry_job")).url == url(job)
    job.refresh_from_db()
    assert job.state == "queued"
    assert client.post(url(job, "cancel_job")).url == url(job)


def test_the_outcome_is_taken_by_its_owner_and_noted(world: World, client_of: ClientOf):
    path = default_storage.save("jobs/out.zip", ContentFile(b"zip"))
    job = make_job(world, "done", output=path, output_name="成果.zip")
    answer = client_of("filler").get(url(job, "job_output"))
    assert (b"".join(answer.streaming_content), "filename*=UTF-8''%E6%88%90" in answer["Content-Disposition"]) == (
        b"zip",
        True,
    )
    assert Event.objects.latest("number").action == "base.take_output"
    assert client_of("second_filler").get(url(job, "job_output")).status_code == 404
    default_storage.delete(path)
    assert client_of("filler").get(url(job, "job_output")).status_code == 404
