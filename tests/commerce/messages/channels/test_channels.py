"""SMS and e-mail against the real twins."""

import dataclasses

import pytest

from commerce.messages.channels import ChannelDown, MessageRefused, ReceiptRefused
from commerce.messages.channels.mail import MailAccount, MailChannel
from commerce.messages.channels.sms import SmsAccount, SmsChannel
from tests.sandbox_process import Inbox, SandboxProcess, free_ports

SENDER = "Allhours 全天 <shop@allhours.example>"


def an_sms_channel(sandbox: SandboxProcess, **changed: str | None) -> SmsChannel:
    env = sandbox.environment
    account = SmsAccount(env["ALLHOURS_SMS_URL"], env["ALLHOURS_SMS_KEY"])
    return SmsChannel(dataclasses.replace(account, **changed))


def a_mail_channel(sandbox: SandboxProcess, **changed: str | int) -> MailChannel:
    account = MailAccount.from_url(sandbox.environment["ALLHOURS_SMTP_URL"], SENDER)
    return MailChannel(dataclasses.replace(account, **changed))


async def test_a_text_arrives_once_however_often_it_is_sent(sandbox_process):
    channel = an_sms_channel(sandbox_process)
    first = await channel.send("+8613800138001", "", "验证码 123456", message_id="m-1")
    again = await channel.send("+8613800138001", "", "验证码 123456", message_id="m-1")
    assert first == again
    texts = sandbox_process.texts_to("+8613800138001")
    assert [(text["id"], text["text"]) for text in texts] == [(first, "验证码 123456")]
    await channel.close()


@pytest.mark.parametrize(
    ("number", "delivered"), [("+8613800138002", True), ("+8613800130000", False)]
)
async def test_a_receipt_tells_what_became_of_a_text(
    sandbox_process, inbox: Inbox, number, delivered
):
    channel = an_sms_channel(sandbox_process, receipts_url=inbox.url)
    reference = await channel.send(number, "", "Your parcel is on its way")
    await inbox.holds(1)
    headers, body = inbox.received[0]
    receipt = channel.read_receipt(headers, body)
    assert (receipt.provider_ref, receipt.delivered) == (reference, delivered)
    for forged, reason in (
        ((headers, body + b" "), "bad_signature"),
        ((headers | {"x-timestamp": "1"}, body), "bad_signature"),
        ((headers | {"x-timestamp": ""}, body), "missing_header"),
    ):
        with pytest.raises(ReceiptRefused) as refused:
            channel.read_receipt(*forged)
        assert refused.value.reason == reason
    await channel.close()


async def test_a_text_that_cannot_be_sent_names_the_field(sandbox_process):
    channel = an_sms_channel(sandbox_process)
    for recipient, text, cause, field in (
        ("13800138000", "x", "not_a_phone_number", "recipient"),
        ("+8613800138000", "x" * 1001, "too_long", "body"),
    ):
        with pytest.raises(MessageRefused) as refused:
            await channel.send(recipient, "", text)
        assert (refused.value.cause, refused.value.field) == (cause, field)
    assert sandbox_process.texts_to("13800138000") == []
    await channel.close()


async def test_a_stranger_sends_no_texts(sandbox_process):
    channel = an_sms_channel(sandbox_process, key="guessed")
    with pytest.raises(MessageRefused) as refused:
        await channel.send("+8613800138003", "", "x")
    assert refused.value.cause == "signature_wrong"
    assert sandbox_process.texts_to("+8613800138003") == []
    assert sandbox_process.call("GET", "/sms/v1/messages").status_code == 401
    await channel.close()


async def test_a_carrier_that_is_away_is_down(sandbox_process):
    port = free_ports(1)[0]
    channel = an_sms_channel(sandbox_process, url=f"http://127.0.0.1:{port}")
    with pytest.raises(ChannelDown):
        await channel.send("+8613800138004", "", "x")
    await channel.close()
    with pytest.raises(ChannelDown):
        await a_mail_channel(sandbox_process, port=port).send("a@b.example", "s", "b")


async def test_a_mail_arrives_whole(sandbox_process):
    text = "您的订单已发货。\nYour order is on its way.\n"
    reference = await a_mail_channel(sandbox_process).send(
        "lin@customers.example", "订单 A1 · shipped", text, message_id="note-1"
    )
    (mail,) = sandbox_process.mails_to("lin@customers.example")
    assert mail["id"] == reference
    assert mail["subject"] == "订单 A1 · shipped"
    assert mail["text"].replace("\r\n", "\n") == text
    assert mail["message_id"] == "<note-1@allhours.example>"
    assert mail["from"] == "shop@allhours.example"


@pytest.mark.parametrize(
    ("recipient", "subject", "cause", "field"),
    [
        ("nobody", "s", "not_an_address", "recipient"),
        ("a@b.example, c@d.example", "s", "not_an_address", "recipient"),
        ("a@b.example\r\nBcc: c@d.example", "s", "not_an_address", "recipient"),
        ("a@b.example", "s\r\nBcc: c@d.example", "bad_header", "subject"),
        ("bounce@b.example", "s", "smtp_550", "recipient"),
    ],
)
async def test_a_mail_that_cannot_go_is_refused(sandbox_process, recipient, subject, cause, field):
    with pytest.raises(MessageRefused) as refused:
        await a_mail_channel(sandbox_process).send(recipient, subject, "b")
    assert (refused.value.cause, refused.value.field) == (cause, field)
    assert sandbox_process.mails_to("c@d.example") == []


async def test_a_mail_server_that_is_busy_is_asked_again_later(sandbox_process):
    with pytest.raises(ChannelDown):
        await a_mail_channel(sandbox_process).send("busy@b.example", "s", "b")


async def test_a_wrong_log_in_mails_nothing(sandbox_process):
    with pytest.raises(ChannelDown):
        await a_mail_channel(sandbox_process, password="guessed").send("w@b.example", "s", "b")
    with pytest.raises(ChannelDown):
        await a_mail_channel(sandbox_process, user="", password="").send("w@b.example", "s", "b")
    assert sandbox_process.mails_to("w@b.example") == []
    assert sandbox_process.call("GET", "/mail/v1/messages").status_code == 401


@pytest.mark.parametrize("url", ["http://a:1", "smtp://", "mail.example:25", ""])
def test_a_mail_servers_url_is_checked(url):
    with pytest.raises(ValueError, match="smtp"):
        MailAccount.from_url(url, SENDER)
