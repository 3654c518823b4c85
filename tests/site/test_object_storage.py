"""Files in an S3 store (对象存储): the settings against a real HTTP server."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer
from test_serve_command import environment

STORE = """
from hengxiao.site.serving import migrate, set_up
set_up(); list(migrate(wanted=True))
import sys; sys.path.insert(0, {tests!r})
import hashlib
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from factories import SAMPLE, YEAR, make_project, make_world, make_year
from hengxiao.base.files import store_proved, stored_bytes
from hengxiao.base.jobs.actions import queue_job
from hengxiao.base.jobs.running import perform
from hengxiao.base.models import Job
from hengxiao.cycle.models import Filing
world, data = make_world(), SAMPLE.read_bytes()
viewer = world.viewer("filler")
row = store_proved(viewer=viewer, name="a.docx", data=data, digest=hashlib.sha256(data).hexdigest(), format_name="docx",
                   organisation=world.unit)
assert stored_bytes(row) == data
make_year(); make_project(world, "2020-205-000-004", "综合事务工作经费")
import io, zipfile
packed = io.BytesIO()
with zipfile.ZipFile(packed, "w") as archive:
    archive.writestr("上年/a.docx", data)
job = queue_job(viewer=viewer, kind="cycle.import_forms", params={{"year": YEAR, "of_last_year": False}},
                files=[ContentFile(packed.getvalue(), "上年.zip")])
perform(job.pk)
job.refresh_from_db()
print(type(default_storage._wrapped).__name__, job.state, job.done, job.failed, Filing.objects.count())
"""


@pytest.fixture
def server() -> Iterator[str]:
    """A server that speaks S3, with a bucket."""
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    running.start()
    address = "http://{}:{}".format(*running.get_host_and_port())
    client = boto3.client(
        "s3", endpoint_url=address, aws_access_key_id="key", aws_secret_access_key="secret", region_name="us-east-1"
    )
    client.create_bucket(Bucket="forms")
    yield address
    running.stop()


@pytest.mark.slow
def test_files_and_jobs_work_on_an_object_store_and_nothing_lies_on_the_disk(server: str, tmp_path: Path) -> None:
    settings = {
        "HENGXIAO_S3_BUCKET": "forms", "HENGXIAO_S3_ENDPOINT": server, "HENGXIAO_S3_KEY": "key",
        "HENGXIAO_S3_SECRET": "secret", "HENGXIAO_S3_REGION": "us-east-1", "HENGXIAO_S3_PREFIX": "hengxiao",
        "TZ": "UTC",
    }  # fmt: skip
    code = STORE.format(tests=str(Path(__file__).resolve().parents[1]))
    ran = subprocess.run(
        [sys.executable, "-c", code], env=environment(tmp_path, **settings), capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[-1] == "S3Storage done 1 0 1"
    assert not (tmp_path / "files").exists()
