"""What the apps offer the site (各应用的清单): modules of one name, attributes their manifests may have."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule


@cache
def modules(name: str) -> tuple[ModuleType, ...]:
    """The module of a name of every app that has it (各应用的同名模块), in the order of the apps."""
    ours = [app for app in apps.get_app_configs() if app.name.startswith("hengxiao.")]
    return tuple(import_module(f"{app.name}.{name}") for app in ours if module_has_submodule(app.module, name))


def offered(name: str) -> Iterator[Any]:
    """An attribute of every manifest that has it (清单中的一项), in the order of the apps."""
    return (getattr(manifest, name) for manifest in modules("manifest") if hasattr(manifest, name))
