"""One past order, told move by move at its own moments, by the same rules as a living one."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from commerce import clock
from commerce.db.session import Session
from commerce.demo.ledger import StockBook
from commerce.demo.tellings import Telling
from commerce.ids import id_at, new_id
from commerce.orders.models import Order, OrderEvent, OrderLine, OrderNumber, Parcel
from commerce.orders.refunding import RefundLine, delivery_paid, share
from commerce.orders.states import (
    FULFILMENT_MOVES,
    ORDER_MOVES,
    PAYMENT_MOVES,
    FulfilmentStatus,
    OrderStatus,
    PaymentStatus,
    moved,
)
from commerce.orders.timeline import record
from commerce.orders.writer import NewOrder
from commerce.payments.models import AttemptState, Payment, PaymentEvent, Refund, RefundState
from commerce.people.actors import SYSTEM, Actor, ActorKind
from commerce.stock.models import StockReason
