"""Copy the front-end files from node_modules into the distribution and write their hashes (前端文件).

Run by `make vendor` after `npm ci --ignore-scripts`. The built files are committed: running 衡效 needs no Node.
"""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
VENDOR = ROOT / "src/hengxiao/site/static/site/vendor"
BROWSER_TESTS = ROOT / "tests/e2e/vendor"
SOURCE_MAP = re.compile(r"\n?(/\*|//)# sourceMappingURL=\S+( \*/)?\s*$")

# package, file inside it, where it goes
FILES = (
    ("@tabler/core", "dist/css/tabler.min.css", VENDOR / "tabler.min.css"),
    ("htmx.org", "dist/htmx.min.js", VENDOR / "htmx.min.js"),
    ("htmx.org", "LICENSE", VENDOR / "htmx.LICENSE.txt"),
    ("axe-core", "axe.min.js", BROWSER_TESTS / "axe.min.js"),
    ("axe-core", "LICENSE", BROWSER_TESTS / "axe.LICENSE.txt"),
)


def main() -> None:
    """Copy each file without its source map line and write one manifest per folder."""
    manifests: dict[Path, list[dict[str, str]]] = {}
    for package, name, target in FILES:
        folder = HERE / "node_modules" / package
        described = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        text = SOURCE_MAP.sub("\n", (folder / name).read_text(encoding="utf-8"))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        manifests.setdefault(target.parent, []).append(
            {
                "file": target.name,
                "package": package,
                "version": described["version"],
                "license": described["license"],
                "sha256": sha256(text.encode()).hexdigest(),
            }
        )
    for parent, rows in manifests.items():
        content = json.dumps({"files": rows}, ensure_ascii=False, indent=2)
        (parent / "manifest.json").write_text(content + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
