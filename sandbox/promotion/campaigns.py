"""Campaigns: begun, delivered step by step, paused, stopped; each ends once."""

import hashlib
import json
import secrets
import sqlite3
import time
from typing import Any

from sandbox.fields import Fields, moment_text
from sandbox.promotion import PromotionPlatform
from sandbox.refusals import Refusal

PLATFORMS = ("bilibili", "douyin", "tiktok", "xiaohongshu", "youtube")
LARGEST = 10**9
STEPS = 20
SHORT_PERCENT, PLENTY_PERCENT = 62, 103
LATE_SECONDS = 8.0
# What becomes of a campaign, by a word in its link; anything else is delivered whole.
WORDS = ("short", "plenty", "silent", "twice", "late", "broken")
ORDERS = {"pause": ("running", "paused"), "resume": ("paused", "running")}


def request_hash(fields: Fields) -> str:
    """What a repeated key is compared by."""
    return hashlib.sha256(json.dumps(fields.members, sort_keys=True).encode()).hexdigest()


def begin(platform: PromotionPlatform, key: str, fields: Fields) -> sqlite3.Row:
    """Begin a campaign, or find the one that this key began."""
    known = platform.store.one("SELECT * FROM campaigns WHERE idempotency_key = ?", key)
    if known is not None:
        if known["request_hash"] != request_hash(fields):
            raise Refusal(409, "idempotency_key_reused", "This key came with another body.")
        return known
    campaign_id = "cmp_" + secrets.token_urlsafe(16)
    with platform.store.transaction():
        platform.store.insert("campaigns", _new_row(platform, campaign_id, key, fields))
        row = campaign(platform, campaign_id)
        if row["status"] == "rejected":
            announce(platform, row)
    platform.outbox.changed.set()
    return row


def _new_row(
    platform: PromotionPlatform, campaign_id: str, key: str, fields: Fields
) -> dict[str, Any]:
    now = time.time()
    link, ordered = fields.url("link"), fields.whole("quantity", 1, LARGEST)
    if fields.moment("ends_at") <= now:
        raise Refusal(422, "out_of_range", "ends_at lies in the past.", "ends_at")
    word = next((word for word in WORDS if word in link.lower()), "")
    percent = {"short": SHORT_PERCENT, "plenty": PLENTY_PERCENT}.get(word, 100)
    return {
        "id": campaign_id,
        "idempotency_key": key,
        "request_hash": request_hash(fields),
        "reference": fields.text("reference", 100),
        "platform": fields.one_of("platform", PLATFORMS),
        "link": link,
        "ordered": ordered,
        "target": ordered * percent // 100,
        "delivered": 0,
        "step": 0,
        "word": word,
        "status": "rejected" if word == "broken" else "running",
        "cause": "video_not_found" if word == "broken" else None,
        "notify_url": fields.callback_url("notify_url", platform.allowed_origins),
        "created": now,
        "changed": now,
        "next_step": now + platform.seconds / STEPS,
    }


def campaign(platform: PromotionPlatform, campaign_id: str) -> sqlite3.Row:
    """That campaign as it stands now."""
    found = platform.store.one("SELECT * FROM campaigns WHERE id = ?", campaign_id)
    if found is None:
        raise Refusal(404, "campaign_unknown", "There is no such campaign.")
    return found


def tell(platform: PromotionPlatform, campaign_id: str, order: str) -> sqlite3.Row:
    """Pause, resume or stop; said twice is said once."""
    row = campaign(platform, campaign_id)
    if order == "stop":
        if row["status"] in ("running", "paused"):
            with platform.store.transaction():
                announce(platform, change(platform, row, status="ended"))
        return campaign(platform, campaign_id)
    before, after = ORDERS[order]
    if row["status"] == after:
        return row
    if row["status"] != before:
        raise Refusal(409, "campaign_over", "This campaign has ended already.")
    with platform.store.transaction():
        pause = platform.seconds / STEPS
        row = change(platform, row, status=after, next_step=time.time() + pause)
    platform.outbox.changed.set()
    return row


def deliver_due(platform: PromotionPlatform) -> None:
    """Take the steps that are due, and say so."""
    due = "SELECT * FROM campaigns WHERE status = 'running' AND next_step <= ? LIMIT 200"
    with platform.store.transaction():
        for row in platform.store.all(due, time.time()):
            announce(platform, _step(platform, row))


def _step(platform: PromotionPlatform, row: sqlite3.Row) -> sqlite3.Row:
    step = row["step"] + 1
    delivered = row["target"] * step // STEPS
    status = "running"
    if step >= STEPS:
        status = "completed" if delivered >= row["ordered"] else "ended"
    next_step = time.time() + platform.seconds / STEPS
    return change(platform, row, step=step, delivered=delivered, status=status, next_step=next_step)


def change(platform: PromotionPlatform, row: sqlite3.Row, **values: Any) -> sqlite3.Row:
    """Write some columns of a campaign. Callers hold a transaction."""
    columns = ", ".join(f"{name} = ?" for name in values)
    statement = f"UPDATE campaigns SET {columns}, changed = ? WHERE id = ?"  # noqa: S608
    platform.store.change(statement, *values.values(), time.time(), row["id"])
    return campaign(platform, row["id"])


def announce(platform: PromotionPlatform, row: sqlite3.Row) -> None:
    """Queue the notice of how a campaign stands, as its word has it."""
    if row["word"] == "silent":
        return
    event_id = "evt_" + secrets.token_urlsafe(16)
    kind = "progress" if row["status"] in ("running", "paused") else row["status"]
    told = {"id": event_id, "type": f"campaign.{kind}", "created": moment_text(time.time())}
    body = json.dumps({**told, "data": view(platform, row)}, ensure_ascii=False).encode()
    late = LATE_SECONDS if row["word"] == "late" and row["step"] % 2 else 0
    for _ in range(2 if row["word"] == "twice" else 1):
        platform.outbox.put(row["id"], "promotion", event_id, row["notify_url"], body, late)


def view(platform: PromotionPlatform, row: sqlite3.Row) -> dict[str, Any]:
    """A campaign as its account sees it."""
    shown = ("id", "reference", "platform", "link", "ordered", "delivered", "status", "cause")
    return {
        **{name: row[name] for name in shown},
        "account": platform.keys.promotion_account,
        "created": moment_text(row["created"]),
        "changed": moment_text(row["changed"]),
    }
