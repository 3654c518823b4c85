"""What a run is asked to do (选项)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from benchmarks.seed import ROOT


@dataclass(frozen=True, slots=True)
class Options:
    """Folder for everything written, size of the folder run, runs of a timing, whether large tools take part."""

    folder: Path = ROOT / ".bench"
    forms: int = 1000
    runs: int = 7
    large: bool = False

    @property
    def python(self) -> Path:
        """The Python the other tools are installed for."""
        return self.folder / "venv" / "bin" / "python"

    @property
    def shared(self) -> Path:
        """Corpus material beside the checkout; absent in a stranger's clone."""
        return ROOT.parent / "shared"
