"""Writes packs of a site for the tests."""

from pathlib import Path


def pack(parent: Path, pack_id: str, rules: str = "", *, extends: str = "", head: str = "", **files: str) -> Path:
    """A folder `<parent>/<pack_id>` with a proper head, `rules` in rules.toml, and any further files."""
    folder = parent / pack_id
    folder.mkdir(parents=True)
    lines = [
        "[pack]",
        f'id = "{pack_id}"',
        'title = "试验"',
        'document = "某文件"',
        "in_force = 2022-01-01",
        f'extends = "{extends}"' if extends else "",
        head,
    ]
    (folder / "pack.toml").write_text("\n".join(lines), encoding="utf-8")
    (folder / "rules.toml").write_text(rules, encoding="utf-8")
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return parent


def rule(code: str, value: str, *, in_force: str = "2022-01-01", status: str = "verified", more: str = "") -> str:
    """The TOML of one complete rule."""
    return f'[{code}]\nvalue = {value}\nin_force = {in_force}\ncites = "某文件"\nstatus = "{status}"\n{more}\n'


def earlier(code: str, value: str, in_force: str) -> str:
    """The TOML of an earlier version of a rule."""
    return f'[[{code}.earlier]]\nvalue = {value}\nin_force = {in_force}\ncites = "旧文件"\nstatus = "secondary"\n'
