"""The source beside the draft (原表对照)."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from factories import SAMPLE, YEAR, World, make_filing, make_project, make_year
from hengxiao.core.packs import load
from hengxiao.cycle.actions.declaring import start_from_file
from hengxiao.cycle.models import Filing
from hengxiao.cycle.sourcing import source_of
from hengxiao.cycle.tree import source_key, tree_of

pytestmark = pytest.mark.django_db
SAMPLES = ["附表五-2020.docx", "附表五-2020.xlsx", "附表五-2020.txt", "自评表-2020.docx"]


def begun(world: World, path: Path) -> Filing:
    make_year()
    project = make_project(world, "2020-205-000-004", "综合事务工作经费")
    uploaded = SimpleUploadedFile(path.name, path.read_bytes())
    return start_from_file(
        viewer=world.viewer("filler"), project=project, year=YEAR, uploaded=uploaded, of_last_year=False
    )


@pytest.mark.parametrize("name", SAMPLES)
def test_every_cell_lights_a_printed_cell_of_the_source(world: World, name: str):
    filing = begun(world, SAMPLE.with_name(name))
    assert filing.source
    source = source_of(filing.source, filing.document)
    printed = {cell.key: cell for grid in source.grids for row in grid.rows for cell in row}
    places = filing.document["places"]
    assert [path for path, place in places.items() if source_key(place) not in printed] == []
    assert [path for path, place in places.items() if not printed[source_key(place)].used] == []


def test_the_lit_cell_holds_the_text_of_the_editors_cell(world: World):
    filing = begun(world, SAMPLE)
    assert filing.source
    source = source_of(filing.source, filing.document)
    printed = {cell.key: cell.text for grid in source.grids for row in grid.rows for cell in row}
    cell = next(
        cell for goal in tree_of(filing.document, load(filing.pack)).goals for row in goal.rows for cell in row.cells
        if cell.path == "indicators.i24.target"
    )  # fmt: skip
    assert (printed[cell.lights], cell.text) == ("10家以上", "10家以上")


def test_the_source_is_shown_to_those_who_see_the_filing(world: World, client_of: Callable[[str], Client]):
    without = make_filing(world, make_project(world, "2020-1", "没有原表的项目"))
    mine = begun(world, SAMPLE)
    url = reverse("cycle:source", args=[mine.pk])
    assert 'id="src-t1-r1-c8"' in client_of("auditor").get(url).content.decode()
    assert client_of("other_filler").get(url).status_code == 404
    none = client_of("filler").get(reverse("cycle:source", args=[without.pk])).content.decode()
    assert "没有原表" in none
