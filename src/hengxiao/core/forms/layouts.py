"""Known forms (已知表式): what a pack says about a form's title, headings and columns."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hengxiao.core.forms.text import heading_key, squeeze
from hengxiao.core.terms.kinds import FormKind


class LayoutError(ValueError):
    """A file does not describe a form: `path` and what is missing or wrong."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = path, reason


@dataclass(frozen=True, slots=True)
class Layout:
    """A form described by a pack (表式): recognised by `titles` and `headings`; `columns` give headings their role.

    `titles` are regular expressions of which one must be found in the title (none: any title); all `headings` must
    occur.
    """

    id: str
    kind: FormKind
    pack: str = ""
    titles: tuple[re.Pattern[str], ...] = ()
    headings: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)

    def matches(self, title: str, headings: Collection[str]) -> bool:
        """Whether a title and the headings of a form's tables are those of this layout (表式匹配)."""
        plain = squeeze(title)
        if self.titles and not any(pattern.search(plain) for pattern in self.titles):
            return False
        bases = {heading_key(heading)[0] for heading in headings}
        return all(heading_key(heading)[0] in bases for heading in self.headings)

    @property
    def roles(self) -> dict[str, str]:
        """Heading without white space → role."""
        return {squeeze(heading): role for heading, role in self.columns.items()}


def load_layout(path: Path) -> Layout:
    """A layout from a pack's `forms/<form>.toml`: tables [form] and [columns] (读取表式).

    Raises:
        LayoutError: the file has no [form] with id and kind.
    """
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    form = data.get("form")
    if not isinstance(form, dict) or not {"id", "kind"} <= form.keys():
        raise LayoutError(path, "[form] id, kind")
    if form["kind"] not in list(FormKind):
        raise LayoutError(path, f"kind = {form['kind']}")
    return Layout(
        id=form["id"],
        kind=FormKind(form["kind"]),
        pack=form.get("pack", path.parent.parent.name),
        titles=tuple(re.compile(pattern) for pattern in form.get("titles", ())),
        headings=tuple(form.get("headings", ())),
        columns=dict(data.get("columns", {})),
    )


def choose(layouts: Sequence[Layout], title: str, headings: Collection[str]) -> Layout | None:
    """The matching layout that asks for most (选用表式)."""
    fit = [layout for layout in layouts if layout.matches(title, headings)]
    return max(fit, key=lambda layout: (len(layout.headings), bool(layout.titles)), default=None)
