"""Finds packs and joins each with what it extends (装载规则包)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from hengxiao.core.packs.errors import PackError, UnknownPackError
from hengxiao.core.packs.layouts import layout_at
from hengxiao.core.packs.model import Pack, Source
from hengxiao.core.packs.source import read_source

if TYPE_CHECKING:
    from hengxiao.core.forms import Layout

SHIPPED = Path(str(files("hengxiao"))) / "packs"
VARIABLE = "HENGXIAO_PACKS"


def places_of(folders: Iterable[Path] = ()) -> tuple[Path, ...]:
    """Folders that hold packs beside the shipped ones (自有规则包文件夹), each once.

    First those the environment names in HENGXIAO_PACKS, separated as in PATH, then the given ones.
    """
    return real_places(os.environ.get(VARIABLE, ""), tuple(folders))


def available(folders: Iterable[Path] = ()) -> tuple[str, ...]:
    """Ids of all packs, sorted (现有规则包): the shipped ones, the site's own and those in the given folders."""
    return tuple(sorted(locate(places_of(folders))))


def own_packs(folders: Iterable[Path] = ()) -> tuple[str, ...]:
    """Ids of the packs that are not shipped (自有规则包), sorted."""
    return tuple(sorted(pack for pack, folder in locate(places_of(folders)).items() if folder.parent != SHIPPED))


def load(pack_id: str, folders: Iterable[Path] = ()) -> Pack:
    """A rule pack, joined with the packs it extends (装载规则包).

    `folders` hold further packs beside the site's own, one folder each; they may extend shipped packs.

    Raises:
        UnknownPackError: no pack has this id, or it extends one that does not exist.
        PackError: a file breaks the rules of packs, or packs extend each other in a circle.
    """
    return joined(pack_id, places_of(folders))


def governing(kind: str, year: int | None, folders: Iterable[Path] = ()) -> Pack:
    """The pack for a form that belongs to none (默认规则包): of those that name its kind in `forms.kinds` the latest
    in force when the year begins, else the first.
    """
    places = places_of(folders)
    rules = (single(folder).own.get("forms.kinds") for folder in locate(places).values())
    found = sorted((rule for rule in rules if rule and kind in rule.value), key=lambda rule: rule.in_force)
    begun = [rule for rule in found if year is not None and rule.in_force <= date(year, 1, 1)]
    return load((begun[-1] if begun else found[0]).pack, places)


def known_layouts(folders: Iterable[Path] = ()) -> tuple[Layout, ...]:
    """The forms of all packs, each once (全部已知表式)."""
    return layouts_in(places_of(folders))


def forget() -> None:
    """Reads everything anew at the next call (清除缓存); for sites that edit their packs while a program runs."""
    real_places.cache_clear()
    locate.cache_clear()
    single.cache_clear()
    joined.cache_clear()
    layouts_in.cache_clear()
    layout_at.cache_clear()


@lru_cache(maxsize=64)
def real_places(named: str, folders: tuple[Path, ...]) -> tuple[Path, ...]:
    """The named and the given folders, written alike so that none is taken for two."""
    every = (*(Path(part) for part in named.split(os.pathsep) if part.strip()), *folders)
    return tuple(dict.fromkeys(Path(os.path.realpath(folder)) for folder in every))


@lru_cache(maxsize=64)
def locate(folders: tuple[Path, ...]) -> dict[str, Path]:
    """Pack id → folder; two packs of one id are an error, so that nobody replaces a shipped pack unseen.

    Raises:
        PackError: a folder is not there, or two packs have one id.
    """
    found: dict[str, Path] = {}
    for parent in (SHIPPED, *folders):
        if not parent.is_dir():
            raise PackError("packs.no_folder", file=str(parent))
        for head in sorted(parent.glob("*/pack.toml")):
            other = found.setdefault(head.parent.name, head.parent)
            if other != head.parent:
                raise PackError("packs.two_of_one_id", file=str(head), line=1, pack=head.parent.name, other=str(other))
    return found


@lru_cache(maxsize=64)
def single(folder: Path) -> Source:
    """One pack, unjoined."""
    return read_source(folder)


@lru_cache(maxsize=64)
def joined(pack_id: str, folders: tuple[Path, ...]) -> Pack:
    """A pack with its ancestors, nearest first."""
    return Pack(tuple(ancestry(pack_id, locate(folders))))


@lru_cache(maxsize=64)
def layouts_in(folders: tuple[Path, ...]) -> tuple[Layout, ...]:
    """The forms of the shipped packs and of those in the folders."""
    packs = sorted(locate(folders).items())
    return tuple(layout_at(path) for _pack, folder in packs for path in single(folder).form_files().values())


def ancestry(pack_id: str, places: dict[str, Path]) -> Iterator[Source]:
    """The pack and what it extends, nearest first."""
    seen: list[str] = []
    while pack_id or not seen:
        if pack_id not in places:
            raise UnknownPackError(pack_id, tuple(sorted(places)))
        source = single(places[pack_id])
        if pack_id in seen:
            circle = " → ".join((*seen, pack_id))
            raise PackError("packs.circle", file=source.file, line=source.line, circle=circle)
        seen.append(pack_id)
        yield source
        pack_id = source.extends
