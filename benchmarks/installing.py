"""Installs the other tools (安装对照工具): `python -m benchmarks.installing PYTHON LOCK`.

All at once first; when that fails, one by one, so that a tool without a build for this machine does not cost the
others; one that will not install is said.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path


def packages(lock: str) -> Iterator[str]:
    """The entries of a lock file, each with its hashes (锁定的包)."""
    entry: list[str] = []
    for line in lock.splitlines():
        if line and not line[0].isspace() and entry:
            yield "\n".join(entry)
            entry = []
        if line.strip() and not line.startswith("#"):
            entry.append(line)
    if entry:
        yield "\n".join(entry)


def install(python: str, requirements: str) -> bool:
    """Install hashed requirements; whether it worked."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "requirements.txt"
        path.write_text(requirements, encoding="utf-8")
        words = [python, "-m", "pip", "--disable-pip-version-check", "--no-input", "-q", "install", "--no-deps"]
        ran = subprocess.run([*words, "--require-hashes", "-r", path], capture_output=True, text=True, check=False)
    return ran.returncode == 0


def main(python: str, lock: str) -> int:
    """Install what can be installed; never fails because of one tool."""
    text = Path(lock).read_text(encoding="utf-8")
    if install(python, text):
        return 0
    for entry in packages(text):
        if not install(python, entry):
            print(f"不能安装 / cannot be installed here: {entry.split(' ')[0]}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:3]))
