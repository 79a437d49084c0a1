"""The files of a product's variants, as its form shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from admin.products.variant_lines import VariantLine, options_words
from commerce.catalog.files import KeptFile
from ui.amounts import moment_text, number_text
from ui.texts import _


@dataclass(frozen=True, slots=True)
class FileLine:
    """A saved variant and the file that its buyers load down, if there is one yet."""

    url: str
    sku: str
    options: str
    name: str
    note: str


def file_lines(
    lines: Sequence[VariantLine], kept: Mapping[UUID, KeptFile], zone: str
) -> list[FileLine]:
    """The files of the saved variants among `lines`."""
    return [_line(line, kept.get(UUID(line.key)), zone) for line in lines if not line.is_new]


def _line(line: VariantLine, file: KeptFile | None, zone: str) -> FileLine:
    return FileLine(
        url=f"/media/variants/{line.key}/file",
        sku=line.sku,
        options=options_words(line),
        name=file.name if file else "",
        note=_note(file, zone) if file else "",
    )


def _note(file: KeptFile, zone: str) -> str:
    kilobytes = number_text(-(-file.size // 1024))
    return _(
        "{size} KB, since {moment}", size=kilobytes, moment=moment_text(file.uploaded_at, zone)
    )
