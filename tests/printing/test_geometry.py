"""Geometry of the printed forms."""

from pathlib import Path

import pytest

from hengxiao.core.printing import PrintError, form_for, form_ids, geometry


@pytest.mark.parametrize("form_id", form_ids())
def test_geometry_every_row_fills_the_grid(form_id: str) -> None:
    shape = geometry(form_id)
    for block in shape.blocks:
        side = block.side.span if block.side else 0
        if block.row:
            assert sum(cell.span for cell in block.row) + side == len(shape.grid_mm)
        open_until = [0] * len(shape.grid_mm)
        for at, line in enumerate(block.head):
            taken = sum(until > at for until in open_until)
            assert sum(cell.span for cell in line) + taken + side == len(shape.grid_mm)
            column = 0
            for cell in line:
                while open_until[column] > at:
                    column += 1
                open_until[column : column + cell.span] = [at + cell.rows] * cell.span
                column += cell.span
        for line in (*block.rows, *block.foot):
            assert sum(cell.span for cell in line) == len(shape.grid_mm)


@pytest.mark.parametrize("form_id", form_ids())
def test_geometry_table_fits_between_the_margins(form_id: str) -> None:
    shape = geometry(form_id)
    assert sum(shape.grid_mm) + shape.margins_mm[1] + shape.margins_mm[3] <= shape.width_mm
    assert shape.landscape == (shape.width_mm > shape.height_mm)


@pytest.mark.parametrize("form_id", ["hubei_2020.nothing", "nowhere.target", "hubei_2020", ""])
def test_geometry_unknown_form_names_the_known_ones(form_id: str) -> None:
    with pytest.raises(PrintError) as caught:
        geometry(form_id)
    assert caught.value.code == "printing.unknown_form"
    assert (
        caught.value.message("zh") == f"没有名为“{form_id}”的打印表样。请从这些表样中选一个：{'、'.join(form_ids())}。"
    )


def test_form_ids_are_the_official_forms_and_packs_inherit_them() -> None:
    assert set(form_ids()) == {
        "hubei_2020.target",
        "hubei_2020.self_evaluation",
        "national_2015.target",
        "national_2020.self_evaluation",
        "national_2020.monitoring",
    }
    assert geometry("hubei_2020.monitoring").blocks == geometry("national_2020.monitoring").blocks


@pytest.mark.parametrize(
    ("layout", "kind", "pack", "wanted"),
    [
        ("hubei_2020.target", "target", "core_2021", "hubei_2020.target"),
        ("", "target", "hubei_2020", "hubei_2020.target"),
        ("", "target", "core_2021", "national_2015.target"),
        ("", "overall", "national_2020", "national_2015.target"),
        ("", "monitoring", "hubei_2020", "national_2020.monitoring"),
        ("无此表样", "self_evaluation", "sichuan_2025", "national_2020.self_evaluation"),
        ("", "monitoring", "national_2015", "national_2015.monitoring"),
    ],
)
def test_a_form_is_printed_as_its_layout_or_as_the_nearest_pack_has_it(
    layout: str, kind: str, pack: str, wanted: str
) -> None:
    assert form_for(layout, kind, pack) == wanted


def test_geometry_of_a_site_pack(tmp_path: Path) -> None:
    folder = tmp_path / "wuhan_2026"
    (folder / "forms").mkdir(parents=True)
    (folder / "pack.toml").write_text(
        '[pack]\nid = "wuhan_2026"\ntitle = "武汉"\ndocument = "某文"\nin_force = 2026-01-01\nextends = "hubei_2020"\n',
        encoding="utf-8",
    )
    (folder / "forms" / "brief.toml").write_text(
        '[form]\nid = "wuhan_2026.brief"\nkind = "target"\n[print]\ntitle = "简表"\ngrid_mm = [30, 60]\n'
        '[[print.blocks]]\nrows = [[{ text = "项目名称" }, { field = "project.name" }]]\n',
        encoding="utf-8",
    )
    (folder / "forms" / "unprinted.toml").write_text('[form]\nid = "x"\nkind = "target"\n', encoding="utf-8")
    assert geometry("wuhan_2026.brief", [tmp_path]).grid_mm == (30, 60)
    assert [each for each in form_ids([tmp_path]) if each.startswith("wuhan_2026")] == ["wuhan_2026.brief"]
    assert geometry("wuhan_2026.monitoring", [tmp_path]).form_id == "wuhan_2026.monitoring"
