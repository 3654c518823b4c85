"""Files handed out (下载): their media types and names, the same for pages and interface."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


def download(data: bytes, suffix: str, name: str) -> HttpResponse:
    """A file to keep (下载)."""
    response = HttpResponse(data, content_type=TYPES[suffix])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{name}.{suffix}')}"
    return response


def handed_out(data: bytes, name: str) -> HttpResponse:
    """A file somebody else uploaded, under its own name and never opened in the browser (下载原件)."""
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
