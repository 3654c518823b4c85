"""What the apps offer the site (各应用的清单): attributes their manifests may have."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule


def offered(name: str) -> Iterator[Any]:
    """An attribute of every manifest that has it (清单中的一项), in the order of the apps."""
    for app in apps.get_app_configs():
        if app.name.startswith("hengxiao.") and module_has_submodule(app.module, "manifest"):
            manifest = import_module(f"{app.name}.manifest")
            if hasattr(manifest, name):
                yield getattr(manifest, name)
