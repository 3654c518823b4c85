"""The OpenAPI description of the interface (接口描述)."""

from __future__ import annotations

import json
import os


def openapi_text() -> str:
    """openapi.json as the program describes itself now."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hengxiao.site.test_settings")
    django.setup()
    from hengxiao.site.api import schema

    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"
