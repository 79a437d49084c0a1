"""The auditor finds each broken rule, names what breaks it, and finds nothing else."""

from dataclasses import dataclass

import pytest

from commerce.operations.auditing.rules import all_rules

CUP = "(SELECT id FROM variants WHERE sku = 'CUP')"


@dataclass(frozen=True)
class Break:
    """What breaks `rule`, in SQL, for the order of that key; which others it breaks as well."""

    rule: str
    names: str
    key: str
    statement: str
    also: tuple[str, ...] = ()


BREAKS = [
    Break(
        "ledger.captures",
        " of order {number}",
        "order-paid",
        """ALTER TABLE ledger_entries DISABLE TRIGGER ALL; UPDATE ledger_entries SET debit = 'provider:other' WHERE order_id = {order}; ALTER TABLE ledger_entries ENABLE TRIGGER ALL""",
    ),
    Break(
        "ledger.refunds",
        " refunded",
        "order-refunded",
        """ALTER TABLE ledger_entries DISABLE TRIGGER ALL; DELETE FROM ledger_entries WHERE order_id = {order} AND kind = 'refunded'; ALTER TABLE ledger_entries ENABLE TRIGGER ALL""",
    ),
    Break(
        "ledger.orders",
        "order {number}",
        "order-paid",
        """ALTER TABLE ledger_entries DISABLE TRIGGER ALL; INSERT INTO ledger_entries SELECT shop_id, uuidv7(), kind, order_id, debit, credit, 1, currency, at FROM ledger_entries WHERE order_id = {order}; ALTER TABLE ledger_entries ENABLE TRIGGER ALL""",
        ("ledger.captures",),
    ),
    Break(
        "ledger.sides",
        "captured ",
        "order-paid",
        """ALTER TABLE ledger_entries DISABLE TRIGGER ALL; ALTER TABLE ledger_entries DROP CONSTRAINT ledger_entries_sides; UPDATE ledger_entries SET debit = credit WHERE order_id = {order}; ALTER TABLE ledger_entries ENABLE TRIGGER ALL""",
        ("ledger.captures",),
    ),
    Break(
        "ledger.guards",
        "ledger_of_payments_update",
        "order-paid",
        """ALTER TABLE payments DISABLE TRIGGER ledger_of_payments_update""",
    ),
    Break(
        "keys.given",
        "order {number} line 1",
        "order-keys",
        """UPDATE stock_keys SET line_n = 2 WHERE order_id = {order}""",
    ),
    Break(
        "keys.free",
        "KEY",
        "order-keys",
        """DELETE FROM stock_keys WHERE order_id IS NULL""",
    ),
    Break(
        "campaigns.steps",
        " of order {number}",
        "order-campaign",
        """UPDATE campaign_steps SET delivered = 700 WHERE n = 1""",
    ),
    Break(
        "campaigns.refunds",
        "order {number} line 1",
        "order-campaign",
        """UPDATE campaigns SET delivered = 300, refunded_minor = refunded_minor + 1 WHERE order_id = {order}; DELETE FROM campaign_steps WHERE n = 2""",
    ),
    Break(
        "stock.equation",
        "CUP",
        "order-paid",
        """UPDATE stock SET available = available + 1 WHERE variant_id = {cup}""",
    ),
    Break(
        "stock.reasons",
        "change ",
        "order-paid",
        """UPDATE stock_ledger SET order_id = uuidv7() WHERE reason = 'counted' AND variant_id = {cup}""",
        ("stock.orders",),
    ),
    Break(
        "stock.orders",
        "order {number} of TEA",
        "order-paid",
        """UPDATE order_lines SET quantity = quantity + 1 WHERE order_id = {order}""",
        ("sums.lines", "sums.orders"),
    ),
    Break(
        "money.orders",
        "order {number}",
        "order-paid",
        """UPDATE orders SET paid_minor = paid_minor + 1 WHERE id = {order}""",
        ("ledger.orders",),
    ),
    Break(
        "money.pieces",
        "order {number} line 1",
        "order-refunded",
        """UPDATE order_lines SET refunded_minor = refunded_minor + 1 WHERE order_id = {order}""",
    ),
    Break(
        "money.delivery",
        "order {number}",
        "order-refunded",
        """UPDATE orders SET refunded_delivery_minor = refunded_delivery_minor - 1 WHERE id = {order}""",
    ),
    Break(
        "money.refunds",
        " of order {number}",
        "order-refunded",
        """UPDATE payments SET amount_minor = 1 WHERE order_id = {order}""",
        ("money.orders", "ledger.captures"),
    ),
    Break(
        "bank.lines",
        " of order {number}",
        "order-transferred",
        """UPDATE bank_lines SET amount_minor = amount_minor + 1 WHERE payment_id IN (SELECT id FROM payments WHERE order_id = {order})""",
    ),
    Break(
        "money.at_door",
        "order {number}",
        "order-due",
        """UPDATE payments SET state = 'cancelled' WHERE order_id = {order}""",
    ),
    Break(
        "money.status",
        "order {number}",
        "order-paid",
        """UPDATE orders SET payment_status = 'refunded' WHERE id = {order}""",
        ("histories.legal",),
    ),
    Break(
        "payments.event_once",
        "sandbox evt-",
        "order-paid",
        """ALTER TABLE payment_events DROP CONSTRAINT payment_events_once; INSERT INTO payment_events SELECT shop_id, uuidv7(), payment_id, provider, provider_event, kind, raw, 'repeated', received_at FROM payment_events WHERE payment_id = (SELECT id FROM payments WHERE order_id = {order})""",
    ),
    Break(
        "payments.applied_once",
        " of order {number}",
        "order-paid",
        """DELETE FROM payment_events WHERE payment_id = (SELECT id FROM payments WHERE order_id = {order})""",
    ),
    Break(
        "payments.timeline",
        "order {number}",
        "order-paid",
        """UPDATE order_events SET kind = 'payment_failed' WHERE kind = 'paid' AND order_id = {order}""",
        ("histories.legal",),
    ),
    Break(
        "sums.lines",
        "order {number} line 1",
        "order-paid",
        """UPDATE order_lines SET tax_minor = tax_minor + 1 WHERE order_id = {order}""",
        ("sums.orders",),
    ),
    Break(
        "sums.orders",
        "order {number}",
        "order-paid",
        """UPDATE orders SET discount_minor = 1 WHERE id = {order}""",
    ),
    Break(
        "orders.numbers",
        "order {number}",
        "order-paid",
        """DELETE FROM order_numbers WHERE order_id = {order}""",
    ),
    Break(
        "orders.keys",
        "key guest order-paid",
        "order-paid",
        """UPDATE idempotency_keys SET shop_id = uuidv7() WHERE order_id = {order}""",
    ),
    Break(
        "orders.key_once",
        "order {number}",
        "order-paid",
        """INSERT INTO idempotency_keys SELECT shop_id, caller, 'again', request_hash, order_id, created_at FROM idempotency_keys WHERE order_id = {order}""",
    ),
    Break(
        "orders.lines",
        "order {number}",
        "order-unpaid",
        """UPDATE order_lines SET n = 2 WHERE order_id = {order}""",
    ),
    Break(
        "holds.ended",
        "order {number}",
        "order-unpaid",
        """UPDATE orders SET hold_expires_at = now() - interval '3 minutes' WHERE id = {order}""",
    ),
    Break(
        "messages.once",
        "sms about order:",
        "order-unpaid",
        """ALTER TABLE messages DROP CONSTRAINT messages_once; INSERT INTO messages SELECT shop_id, uuidv7(), about, channel, kind, secret, recipient_sealed, subject, body_sealed, order_id, state, attempts, failure, provider_ref, created_at FROM messages WHERE order_id = {order}""",
    ),
    Break(
        "messages.of_events",
        "message ",
        "order-unpaid",
        """UPDATE messages SET about = 'order:none:1' WHERE order_id = {order} AND channel = 'sms'""",
        ("messages.told",),
    ),
    Break(
        "messages.told",
        "order {number} placed",
        "order-unpaid",
        """DELETE FROM messages WHERE order_id = {order} AND channel = 'sms'""",
    ),
    Break(
        "histories.numbered",
        "order {number}",
        "order-unpaid",
        """UPDATE orders SET event_count = 3 WHERE id = {order}""",
    ),
    Break(
        "histories.legal",
        "order {number}",
        "order-paid",
        """UPDATE order_events SET kind = 'expired' WHERE n = 2 AND order_id = {order}""",
        ("payments.timeline",),
    ),
    Break(
        "coupons.counted",
        "coupon SAVE",
        "order-reduced",
        """UPDATE coupons SET uses = uses + 1""",
    ),
    Break(
        "coupons.customers",
        "coupon SAVE of phone",
        "order-reduced",
        """UPDATE coupon_uses SET phone_index = (SELECT phone_index FROM coupon_uses WHERE order_id = {order}) WHERE given_back_at IS NULL""",
    ),
    Break(
        "coupons.taken",
        "order {number}",
        "order-reduced",
        """UPDATE coupon_uses SET lines = '{{"1": 201, "2": -1}}' WHERE order_id = {order}""",
    ),
    Break(
        "coupons.named",
        "order {number}",
        "order-reduced",
        """UPDATE orders SET coupon = 'OTHER' WHERE id = {order}""",
    ),
    Break(
        "coupons.back",
        "order {number}",
        "order-given-back",
        """UPDATE coupon_uses SET given_back_at = NULL WHERE order_id = {order}; UPDATE coupons SET uses = uses + 1""",
    ),
    Break(
        "parcels.lines",
        "order {number} line 1",
        "order-arrived",
        """UPDATE order_lines SET fulfilled = 1 WHERE order_id = {order}""",
        ("parcels.status",),
    ),
    Break(
        "parcels.status",
        "order {number}",
        "order-arrived",
        """UPDATE orders SET fulfilment_status = 'fulfilled' WHERE id = {order}""",
        ("histories.legal",),
    ),
    Break(
        "ratings.counted",
        "product tea-",
        "order-unpaid",
        """UPDATE product_ratings SET stars = stars + 1""",
    ),
    Break(
        "ratings.received",
        "review ",
        "order-unpaid",
        """UPDATE reviews SET order_id = {order}""",
    ),
    Break(
        "waits.told_once",
        "wait ",
        "order-unpaid",
        """DELETE FROM messages WHERE kind = 'back'""",
    ),
]


def order_of(books, key):
    """The id and the number of the order that was placed under a key."""
    found = (
        "SELECT id::text, number FROM orders JOIN idempotency_keys ON order_id = id WHERE key = %s"
    )
    return books(found, key)[0]


def test_a_shop_that_all_happened_to_is_whole(books):
    assert books.broken() == {}


@pytest.mark.parametrize("case", BREAKS, ids=lambda case: case.rule)
def test_a_broken_rule_is_found_and_named(books, case):
    order_id, number = order_of(books, case.key)
    for statement in case.statement.format(order=f"'{order_id}'", cup=CUP).split(";"):
        books(statement)
    found = books.broken()
    assert set(found) == {case.rule, *case.also}
    assert any(case.names.format(number=number) in one.subject for one in found[case.rule])


def test_more_uses_than_there_may_be_are_found(books):
    books("ALTER TABLE coupons DROP CONSTRAINT coupons_uses")
    books("UPDATE coupons SET total_most = 1")
    (one,) = books.broken()["coupons.counted"]
    assert (one.expected, one.found) == ("2 uses, at most 1", "2")


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ('{"1": 100, "2": 99}', "199 in the lines"),
        ('{"1": 101, "2": 99}', "200 in the lines, more than a line is reduced"),
        ('{"1": 100, "3": 100}', "200 in the lines, more than a line is reduced"),
    ],
)
def test_a_share_beside_its_lines_discount_is_found(books, lines, found):
    order_id, _ = order_of(books, "order-reduced")
    books("UPDATE coupon_uses SET lines = %s WHERE order_id = %s", lines, order_id)
    (one,) = books.broken()["coupons.taken"]
    assert (one.expected, one.found) == (
        "200 off by SAVE in the lines, within the discount of 200",
        found,
    )


def test_a_limit_that_was_lowered_afterwards_breaks_nothing(books):
    books("UPDATE coupons SET customer_most = 0, updated_at = now()")
    assert books.broken() == {}


@pytest.mark.parametrize("teller", ["orders.notify", "orders.serve"])
@pytest.mark.parametrize(("status", "broken"), [("todo", []), ("failed", ["messages.told"])])
def test_what_a_job_is_about_to_tell_is_not_missed(books, teller, status, broken):
    order_id, _ = order_of(books, "order-paid")
    books("DELETE FROM messages WHERE order_id = %s", order_id)
    books(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status) SELECT 'default', %s,"
        " jsonb_build_object('shop', shop_id, 'orders', id), %s FROM orders WHERE id = %s",
        teller,
        status,
        order_id,
    )
    assert list(books.broken()) == broken


def test_a_row_in_a_default_partition_is_found(books):
    books(
        "INSERT INTO orders SELECT (o).* FROM (SELECT jsonb_populate_record(o, jsonb_build_object("
        "'id', '00000000-0000-7000-8000-000000000000', 'number', 'STRAY')) AS o FROM orders o LIMIT 1)"
    )
    (one,) = books.broken()["partitions.default"]
    assert (one.subject, one.found) == ("orders_default", "1 rows")


def test_every_rule_is_broken_once_in_these_tests():
    told = {
        "partitions.default",
        "acknowledged.kept",
        "acknowledged.once",
        "acknowledged.key",
        "acknowledged.terms",
    }
    names = [rule.name for rule in all_rules()]
    assert sorted(names) == sorted({case.rule for case in BREAKS} | told)


def test_all_violations_are_counted_and_some_are_shown(books):
    books("UPDATE orders SET paid_minor = paid_minor + 1")
    (many,) = books("SELECT count(*) FROM orders")[0]
    found = next(one for one in books.audit(shown=2) if one.rule.name == "money.orders")
    assert (found.violations, len(found.shown)) == (many, 2)


def test_what_is_expected_and_found_is_told(books):
    books(f"UPDATE stock SET available = available + 1 WHERE variant_id = {CUP}")
    found = next(one for one in books.audit() if one.violations)
    (one,) = found.shown
    assert one.expected == "46 (counted 50 held -8 released 3 restocked 1)"
    assert one.found == "47"
