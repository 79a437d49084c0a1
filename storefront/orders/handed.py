"""What an order's lines handed over at once: keys, files, words."""

from dataclasses import dataclass, field

from commerce.orders.views import OrderView


@dataclass(frozen=True, slots=True)
class ShownHanded:
    """What a line handed over. `file` is where it is loaded down from."""

    name: str
    codes: list[str] = field(default_factory=list[str])
    note: str = ""
    file: str = ""
    file_name: str = ""


def shown_handed(order: OrderView) -> list[ShownHanded]:
    """What the order's instant lines handed over."""
    base = f"/api/v1/orders/{order.number}/files"
    return [
        ShownHanded(
            name=f"{line.name} {line.options}".strip(),
            codes=list(line.keys),
            note=line.note,
            file=f"{base}/{line.n}?key={order.access_token}" if line.file else "",
            file_name=line.file,
        )
        for line in order.lines
        if line.keys or line.note or line.file
    ]
