"""Indicators from plain texts."""

from hengxiao.core.targets import Field, Indicator


def row(goal: str, level1: str, level2: str, name: str, target: str, **others: str) -> Indicator:
    """An indicator whose fields hold these texts."""
    texts = {"goal": goal, "level1": level1, "level2": level2, "name": name, "target": target, **others}
    return Indicator(**{key: Field(text) for key, text in texts.items()})
