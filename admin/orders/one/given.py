"""What an order's customer gave and was given beside parcels: answers, keys, files."""

from collections.abc import Callable
from datetime import datetime

from admin.orders.one.sheet import SheetHanded
from admin.parts.moments import Moment
from commerce.catalog.kinds.inputs import Answered
from commerce.catalog.kinds.kind import Fulfilment, Widget
from commerce.orders.views import LineView, OrderView
from commerce.people.contacts import masked
from ui.amounts import moment_text
from ui.texts import _, plural

TAIL = 4  # signs of a key, enough to tell it from others over the phone
SHORTEST = 3 * TAIL  # of a shorter key too much would be told


class Given:
    """One order, for a reader who may see contacts and the ends of keys, or not."""

    def __init__(
        self, order: OrderView, moment: Callable[[datetime], Moment], zone: str, *, clear: bool
    ) -> None:
        self._order = order
        self._moment = moment
        self._zone = zone
        self._clear = clear

    def answers(self, line: LineView) -> list[str]:
        """What the customer answered, with the questions' words."""
        return [f"{each.label}: {self._answer(each)}" for each in line.answers]

    def handed(self) -> list[SheetHanded]:
        """What each instant line handed over, and when."""
        return [
            SheetHanded(
                name=f"{line.name} {line.options}".strip(),
                codes=[self._key(key) for key in line.keys],
                file=line.file,
                note=line.note,
                given=self._given_at(line.n),
            )
            for line in self._order.lines
            if line.keys or line.file or line.note
        ]

    def sent_again(self) -> list[str]:
        """When staff had all of it sent once more, and who."""
        return [
            _("Sent again {moment}", moment=moment_text(event.at, self._zone))
            + (f" · {event.actor_name}" if event.actor_name else "")
            for event in self._order.events
            if event.kind == "handed_again"
        ]

    def _answer(self, answer: Answered) -> str:
        if answer.personal and not self._clear:
            return masked(answer.code)
        if answer.widget == Widget.MOMENT:
            return moment_text(datetime.fromisoformat(answer.code), self._zone)
        return answer.words

    def _key(self, key: str) -> str:
        tail = key[-TAIL:] if self._clear and len(key) >= SHORTEST else ""
        return "••••" + tail

    def _given_at(self, n: int) -> Moment:
        given = [
            event.at
            for event in self._order.events
            if event.kind == "handed_over" and str(n) in event.facts.get("lines", {})
        ]
        return self._moment(given[-1]) if given else Moment()


def fulfilled_words(line: LineView) -> str:
    """How many pieces of a line reached its customer, in its kind's own way."""
    match line.fulfilment:
        case Fulfilment.PARCEL:
            return _("{count} shipped", count=line.fulfilled)
        case Fulfilment.INSTANT:
            return plural("{count} handed over", "{count} handed over", line.fulfilled)
        case _:
            return plural("{count} begun", "{count} begun", line.fulfilled)
