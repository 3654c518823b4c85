"""The grid a reader hands over (网格)."""

from __future__ import annotations

from drawn import document, grid


def test_slots_show_a_merged_cell_in_every_slot_it_covers() -> None:
    slots = grid(["| 产出指标 | 数量指标 |", "| ^ | 质量指标 | 整改率 |"]).slots()
    assert {slot: cell.text for slot, cell in slots.items()} == {
        (1, 1): "产出指标",
        (2, 1): "产出指标",
        (1, 2): "数量指标",
        (2, 2): "质量指标",
        (2, 3): "整改率",
    }


def test_tables_of_a_document_in_reading_order() -> None:
    read = document("前言\n| 甲 |\n| 乙 |\n中间\n| 丙 |")
    assert [(table.place.table, table.rows) for table in read.grids()] == [(1, 2), (2, 1)]
