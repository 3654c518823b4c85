"""Files handed out (下载): their media types and names, the same for pages and interface."""

from __future__ import annotations

from django.http import HttpResponse

from hengxiao.base.downloads import OCTETS, attached

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


def download(data: bytes, suffix: str, name: str) -> HttpResponse:
    """A file to keep (下载)."""
    return attached(HttpResponse(data, content_type=TYPES[suffix]), f"{name}.{suffix}")


def handed_out(data: bytes, name: str) -> HttpResponse:
    """A file somebody else uploaded, under its own name and never opened in the browser (下载原件)."""
    return attached(HttpResponse(data, content_type=OCTETS), name)
