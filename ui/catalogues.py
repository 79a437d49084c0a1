"""The catalogues (one .po file an area, merged when read) and the tool that keeps them complete."""

import ast
import re
import string
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
FACES = ("ui", "storefront", "admin", "api")
LOCALE_FOLDER = Path(__file__).parent / "locale"
# No dates and no names: they would only make every merge a conflict.
HEADER = """msgid ""
msgstr ""
"Language: {locale}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""

_HALF_WIDTH = re.compile("[\u4e00-\u9fff][,;:!?(]|[,;!?)][\u4e00-\u9fff]")
Catalogue = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Use:
    """One text in the sources."""

    text: str
    plural: str | None
    where: str


def catalogue_of(locale: str) -> Catalogue:
    """All areas of a locale in one: English text to its translations."""
    merged: Catalogue = {}
    for _area, message in _messages(locale):
        if _filled(message) and not message.fuzzy:
            merged[_key(message)] = _strings(message)
    return merged


def uses(folders: Iterable[Path]) -> Iterator[Use | str]:
    """Each text that the sources ask for, or a sentence about one that cannot be translated."""
    for folder in folders:
        for path in sorted(folder.rglob("*.py")) if folder.is_dir() else [folder]:
            where = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
            yield from _calls(ast.parse(path.read_text(encoding="utf-8")), str(where), False)


def problems(locale: str = "zh", folders: Iterable[Path] | None = None) -> list[str]:
    """What is wrong between the sources and the catalogues of `locale`."""
    found: list[str] = []
    wanted: dict[str, Use] = {}
    for use in uses(folders or [ROOT / face for face in FACES]):
        if isinstance(use, str):
            found.append(use)
        else:
            wanted.setdefault(use.text, use)
    known: dict[str, tuple[str, Message]] = {}
    for area, message in _messages(locale):
        key = _key(message)
        found.extend(_wrong_entry(area, message, known.get(key), wanted.get(key)))
        known.setdefault(key, (area, message))
    found.extend(
        f"{use.where}: no {locale} for {text!r}"
        for text, use in wanted.items()
        if text not in known
    )
    return found


def add(area: str, folders: Iterable[Path], locale: str = "zh") -> int:
    """Append to `area` what `folders` say and no area has; returns how many."""
    known = {_key(message) for _area, message in _messages(locale)}
    path = LOCALE_FOLDER / locale / f"{area}.po"
    catalog = _read(path, locale) if path.exists() else Catalog(locale=locale, project="Allhours")
    missing = [use for use in uses(folders) if isinstance(use, Use) and use.text not in known]
    for use in missing:
        catalog.add(
            (use.text, use.plural) if use.plural else use.text,
            auto_comments=[use.where],
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(HEADER.format(locale=locale).encode())
        write_po(file, catalog, width=100, omit_header=True, no_location=True)
    return len({use.text for use in missing})


def main(arguments: Sequence[str]) -> int:
    """`check`, or `add AREA FOLDER...`."""
    match list(arguments):
        case ["check"]:
            wrong = problems()
            sys.stdout.writelines(f"{line}\n" for line in wrong)
            sys.stdout.write(f"{len(wrong)} problems in the catalogues\n" if wrong else "")
            return 1 if wrong else 0
        case ["add", area, *folders] if folders:
            count = add(area, [ROOT / folder for folder in folders])
            sys.stdout.write(f"{count} texts to translate in ui/locale/zh/{area}.po\n")
            return 0
        case _:
            sys.stderr.write("python -m ui.texts check | add AREA FOLDER...\n")
            return 2


def _calls(node: ast.AST, where: str, in_function: bool) -> Iterator[Use | str]:
    for child in ast.iter_child_nodes(node):
        inside = in_function or isinstance(
            child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
        )
        if isinstance(child, ast.Call) and isinstance(child.func, ast.Name):
            yield from _use(child, child.func.id, f"{where}:{child.lineno}", inside)
        yield from _calls(child, where, inside)


def _use(call: ast.Call, name: str, where: str, in_function: bool) -> Iterator[Use | str]:
    count = {"_": 1, "plural": 2}.get(name)
    if count is None:
        return
    texts = [a.value for a in call.args[:count] if isinstance(a, ast.Constant)]
    if len(texts) < count or not all(isinstance(text, str) for text in texts):
        yield f"{where}: {name}() needs its English as a literal"
    elif not in_function:
        yield f"{where}: {name}() runs at import, before any language is chosen"
    else:
        yield Use(str(texts[0]), str(texts[1]) if count == 2 else None, where)


def _wrong_entry(
    area: str, message: Message, before: tuple[str, Message] | None, use: Use | None
) -> Iterator[str]:
    key = _key(message)
    here = f"{area}.po: {key!r}"
    if use is None:
        yield f"{here} is used nowhere"
    if message.fuzzy:
        yield f"{here} is fuzzy"
    if not _filled(message):
        yield f"{here} is not translated"
    elif before is not None and _strings(before[1]) != _strings(message):
        yield f"{here} is translated otherwise in {before[0]}.po"
    elif use is not None:
        facts = _facts(key) | _facts(use.plural or "")
        for text in _strings(message):
            if _facts(text) - facts or facts - _facts(text) - {"count"}:
                yield f"{here} and its translation name different facts"
            if _HALF_WIDTH.search(text):
                yield f"{here} has half-width punctuation beside Chinese"


def _facts(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


def _messages(locale: str) -> Iterator[tuple[str, Message]]:
    for path in sorted((LOCALE_FOLDER / locale).glob("*.po")):
        for message in _read(path, locale):
            if message.id:
                yield path.stem, message


def _read(path: Path, locale: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _strings(message: Message) -> tuple[str, ...]:
    found = message.string
    return (found,) if isinstance(found, str) else tuple(text or "" for text in found or ())


def _filled(message: Message) -> bool:
    return all(_strings(message)) and bool(_strings(message))
