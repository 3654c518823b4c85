"""Geometry of the printed forms."""

import pytest

from hengxiao.core.printing import FORM_IDS, PrintError, geometry


@pytest.mark.parametrize("form_id", FORM_IDS)
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


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_geometry_table_fits_between_the_margins(form_id: str) -> None:
    shape = geometry(form_id)
    assert sum(shape.grid_mm) + shape.margins_mm[1] + shape.margins_mm[3] <= shape.width_mm
    assert shape.landscape == (shape.width_mm > shape.height_mm)


@pytest.mark.parametrize("form_id", ["hubei_2020.nothing", "nowhere.target", "hubei_2020", ""])
def test_geometry_unknown_form_names_the_known_ones(form_id: str) -> None:
    with pytest.raises(PrintError) as caught:
        geometry(form_id)
    assert caught.value.code == "printing.unknown_form"
    assert caught.value.message("zh") == f"没有名为“{form_id}”的打印表样。请从这些表样中选一个：{'、'.join(FORM_IDS)}。"
