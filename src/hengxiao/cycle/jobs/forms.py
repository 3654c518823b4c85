"""Last year's forms in bulk (批量导入表格): many files or archives of them become drafts of the right projects."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, cast

from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hengxiao.base.audit import record
from hengxiao.base.enums import ItemState, Result, Role
from hengxiao.base.errors import ActionError
from hengxiao.base.files import store_proved
from hengxiao.base.jobs.apart import each, processes_for
from hengxiao.base.jobs.kinds import job
from hengxiao.base.jobs.running import Run
from hengxiao.base.models import JobFile, JobItem
from hengxiao.base.proving import LARGEST, plain_name
from hengxiao.cycle.actions.declaring import open_year_of, start_filing
from hengxiao.cycle.archives import Member, contents, is_archive, members
from hengxiao.cycle.gathering import Draft, Gathered, Handed, Matcher, draft_for, gather
from hengxiao.cycle.models import Project
from hengxiao.cycle.queries.declaring import fillable_projects

LOG = logging.getLogger("hengxiao.jobs")
KIND = "cycle.import_forms"
SEPARATOR = " · "
KEY = re.compile(r"(?P<file>.+)\.(?P<form>\d+)-(?P<of>\d+)")


@dataclass(frozen=True, slots=True)
class Given:
    """One handed-in file (待导入文件): its key in the job, its name, why it is refused unread."""

    key: str
    name: str
    error: ActionError | None = None


@job(KIND, _("批量导入表格"), (Role.FILLER,))
def import_forms(run: Run) -> None:
    """Make drafts of every form of the handed-in files (批量导入表格); those that fit no project wait."""
    params, done = run.job.params, finished_forms(run)
    pack = open_year_of(params["year"]).pack
    waiting = [(file, given) for file in run.job.files.all() for given in handed_in(file) if _open(done, given.key)]
    run.plan(len(run.finished()) + len(waiting))
    matcher = Matcher.of(fillable_projects(run.viewer).values_list("pk", "code", "printed_code", "name"))
    names = {"pack": pack, "year": params["year"], "of_last_year": params["of_last_year"]}

    def handed() -> Iterator[tuple[tuple[Given, bytes], Handed]]:
        for given, data in _contents(run, waiting):
            yield (given, data), Handed(plain_name(given.name), data, **names)

    work = Import(run, matcher, frozenset(run.finished()))
    for (given, data), read in each(gather, handed(), processes_for(len(waiting))):
        work.keep(given, data, read)


def finished_forms(run: Run) -> dict[str, dict[int, int]]:
    """Forms an earlier start has dealt with (已办的表): file → form → of how many."""
    found: dict[str, dict[int, int]] = {}
    for key in run.finished():
        parts = KEY.fullmatch(key)
        if parts:
            found.setdefault(parts["file"], {})[int(parts["form"])] = int(parts["of"])
    return found


def _open(done: dict[str, dict[int, int]], key: str) -> bool:
    forms = done.get(key, {})
    return len(forms) < max(forms.values(), default=1)


def handed_in(file: JobFile) -> list[Given]:
    """The files in what was handed over (文件清单): one, or those of an archive."""
    with default_storage.open(file.path) as stream:
        opened = cast(IO[bytes], stream)
        if not is_archive(opened):
            error = ActionError("base.file_too_large", name=file.name, limit=LARGEST // 1024 // 1024)
            return [Given(f"{file.number}", file.name, error if file.size > LARGEST else None)]
        try:
            found = members(opened, file.name)
        except ActionError as error:
            return [Given(f"{file.number}", file.name, error)]
    return [Given(f"{file.number}.{each.number}", f"{file.name}/{each.name}", each.error) for each in found]


def _contents(run: Run, waiting: list[tuple[JobFile, Given]]) -> Iterator[tuple[Given, bytes]]:
    """What can be read, one after another; what cannot is noted as failed."""
    by_file: dict[int, tuple[JobFile, list[Given]]] = {}
    for file, given in waiting:
        by_file.setdefault(file.pk, (file, []))[1].append(given)
    for file, wanted in by_file.values():
        with default_storage.open(file.path) as stream:
            for given, data in _bytes_of(cast(IO[bytes], stream), wanted):
                if isinstance(data, ActionError):
                    _refuse(run, given, data)
                else:
                    yield given, data


def _bytes_of(stream: IO[bytes], wanted: list[Given]) -> Iterator[tuple[Given, bytes | ActionError]]:
    inside = []
    for given in wanted:
        if given.error is not None:
            yield given, given.error
        elif "." not in given.key:
            stream.seek(0)
            yield given, stream.read()
        else:
            inside.append(given)
    if inside:
        chosen = {int(given.key.rpartition(".")[2]): given for given in inside}
        for member, data in contents(stream, [Member(number, each.name, 0) for number, each in chosen.items()]):
            yield chosen[member.number], data


@dataclass(frozen=True, slots=True)
class Import:
    """One run of an import (一次导入): where forms belong, and what was dealt with before."""

    run: Run
    matcher: Matcher
    seen: frozenset[str]

    def keep(self, given: Given, data: bytes, read: Gathered | Exception) -> None:
        """Make the drafts of one file, each form by itself."""
        if isinstance(read, ActionError):
            _refuse(self.run, given, read)
        elif isinstance(read, Exception):
            LOG.error("form not read", exc_info=read, extra={"job": self.run.job.pk})
            _refuse(self.run, given, ActionError("base.job_item_broke", error=type(read).__name__))
        else:
            drafts = self.wanted(read)
            if not drafts:
                _refuse(self.run, given, ActionError("cycle.no_form_in_file", name=plain_name(given.name)))
            keys = {f"{given.key}.{n}-{len(drafts)}": draft for n, draft in enumerate(drafts, 1)}
            new = {key: draft for key, draft in keys.items() if key not in self.seen}
            self.run.grow(len(new) - 1)
            for key, draft in new.items():
                with self.run.item(key, _title(given, draft, len(drafts))) as item:
                    self.begin(item, draft, read, data)

    def wanted(self, read: Gathered) -> tuple[Draft, ...]:
        """All drafts of a file, or only that of the project it was handed in for."""
        number = self.run.job.params.get("project")
        if number is None:
            return read.drafts
        project = fillable_projects(self.run.viewer).filter(pk=number).first()
        draft = draft_for(read.drafts, project.code, project.name) if project else None
        return (draft,) if draft else ()

    def begin(self, item: JobItem, draft: Draft, read: Gathered, data: bytes) -> None:
        """The draft of one form, or the question whose it is."""
        run, name = self.run, plain_name(item.name.partition(SEPARATOR)[0])
        number = run.job.params.get("project") or self.matcher.find(draft, item.name.partition(SEPARATOR)[0])
        project = Project.objects.filter(pk=number).first() if number else None
        keeper = project.organisation if project else run.job.organisation
        says = {"project": draft.name or "—", "code": draft.code or "—"}
        if keeper is None:
            raise ActionError("cycle.form_unmatched", **says)
        source = store_proved(
            viewer=run.viewer, name=name, data=data, digest=read.digest, format_name=read.format, organisation=keeper
        )
        if project is None:
            item.state, item.file, item.code, item.facts = ItemState.WAITING, source, "cycle.form_unmatched", says
            item.link = reverse("cycle:import_assign", args=[run.job.pk, item.key])
            return
        filing = start_filing(
            viewer=run.viewer, project=project, year=run.job.params["year"], document=draft.document, source=source
        )
        item.link = reverse("cycle:edit", args=[filing.pk])


def _refuse(run: Run, given: Given, error: ActionError) -> None:
    """A file that is refused is told of, and in the audit log."""
    with run.item(f"{given.key}.1-1", given.name):
        record(
            run.viewer, "cycle.import_form", subject=f"job:{run.job.pk}", result=Result.REFUSED,
            facts={"name": given.name, "reason": error.code},
        )  # fmt: skip
        raise error


def _title(given: Given, draft: Draft, count: int) -> str:
    return f"{given.name}{SEPARATOR}{draft.name or draft.code}" if count > 1 else given.name
