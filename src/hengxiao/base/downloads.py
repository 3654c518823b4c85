"""Files handed out (下载) to keep, the same for pages and interface."""

from __future__ import annotations

from typing import TypeVar
from urllib.parse import quote

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase

from hengxiao.base.jobs.actions import note_download
from hengxiao.base.models import Job
from hengxiao.base.viewer import Viewer

Answer = TypeVar("Answer", bound=HttpResponseBase)
OCTETS = "application/octet-stream"


def attached(answer: Answer, name: str) -> Answer:
    """An answer the browser keeps under a name and never opens (附件)."""
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer


def job_output(viewer: Viewer, job: Job) -> FileResponse:
    """The file a job has made (任务成果); who took it is in the audit log.

    Raises:
        Http404: it has made none, or it is gone.
    """
    if not job.output or not default_storage.exists(job.output):
        raise Http404
    note_download(viewer=viewer, job=job)
    return attached(FileResponse(default_storage.open(job.output), content_type=OCTETS), job.output_name)
