"""What Alipay itself signed is believed: vectors from the tests of its own SDK.

github.com/alipay/alipay-sdk-nodejs-all, test/alipay.test.ts at e1676390: "checkNotifySign(),
checkNotifySignV2()" with a notice of a payment, and "checkResponseSign" with an answer of the
live gateway, whose key is test/fixtures/alipay-public-key.pem.
"""

from urllib.parse import urlencode

import pytest

from commerce.payments.gateways.alipay_wire import answer_node, notice_content, read_form
from commerce.payments.gateways.rsa import is_signed, public_key

NOTICE_KEY = (
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAqObrdC7hrgAVM98tK0nv3hSQRGGKT4lBsQjHiGjeYZjOPIPH"
    "R5knm2jnnz/YGIXIofVHkA/tAlBAd5DrY7YpvI4tP5EONLtZKC2ghBMx7McI2wRD0xiqzxOQr1FuhZGJ8/AUokBzJrzY"
    "+aGX2xcOrxFYRlFilvVLTXg4LWjR1tdPkO6+i7wQZAIVMClPkwVRZEbaERRHlKqTzv2gGv5rDU8gRoe1LeaN+6BlbTqH"
    "WkQcNCUNrA8C6l17XAXGKDsm/9TFWwO8EPHHHCaQdjtV5/FdcWIt+L8SR1ss7EXTjYDFtxcKVv9rEoY1lX8T4mX+GbXf"
    "ZHraG5NCF1+XioL5JwIDAQAB"
)
NOTICE = {
    "gmt_create": "2019-08-15 15:56:22",
    "charset": "utf-8",
    "seller_email": "z97-yuquerevenue@service.aliyun.com",
    "subject": "语雀空间 500人规模",
    "sign": "QfTb8tqE1BMhS5qAnXtvsF3/jBkEvu9q9en0pdbBUDDjvKycZhQb7h8GDs4FKfi049PynaNuatxSgLb/nLWZpXyy"
    "h0LEWdK2S6Ri7nPwrVgOs08zugLO20vOQz44y3ti2Ncm8/wZts1Fr2gZ7pShnVX3d1B50hbsXnObT1r/U8ONNQjWXd0H"
    "Iul4TG+Q3fm3svmSvFEy0WnzuhcyHPX5Gm4ELNctL6Qd5YniGJFNcc7kopHYtI/XD9YCKCH6Ct02rzUs9i11C9CsadtZ"
    "n+WhxF26Dqt9sGEFajkJ8cxUTLi8+VCpLHsgPE8P0y095uQcDdK0YjCh4x7wVSov+lrmOQ==",
    "buyer_id": "2088102534368455",
    "invoice_amount": "0.10",
    "notify_id": "2019081500222155624068450559358070",
    "fund_bill_list": '[{"amount":"0.10","fundChannel":"ALIPAYACCOUNT"}]',
    "notify_type": "trade_status_sync",
    "trade_status": "TRADE_SUCCESS",
    "receipt_amount": "0.10",
    "buyer_pay_amount": "0.10",
    "sign_type": "RSA2",
    "app_id": "2019073166072302",
    "seller_id": "2088531891668739",
    "gmt_payment": "2019-08-15 15:56:24",
    "notify_time": "2019-08-15 15:56:25",
    "version": "1.0",
    "out_trade_no": "20190815155618536-564-57",
    "total_amount": "0.10",
    "trade_no": "2019081522001468450512505578",
    "auth_app_id": "2019073166072302",
    "buyer_logon_id": "xud***@126.com",
    "point_amount": "0.00",
}
ANSWER_KEY = (
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAk7LzhmMa2c4qQd4fqAqenfbuFoA7stPKvoS1LrZEsVnOOGUU"
    "jwoa1oU9xsSPjcOWhIerU/VAN4J95GIAXx59ipcleIyfLn2FhHXPgLJpvo+b2jJFyn/1/DbeJDh+0yDVAOf50Z7HhI0m"
    "dUhFMkXlT7BU0ZMtJf/TmISFEfhDU/w6qFd6D42L97byAkq0K6LroglSVF24GqJEa7hSeUIkZWj7RasykXrc2uVJ1+ej"
    "kXE0LyPxa2AHykMGbJLf5SiZvaNzUZgnKIR36mLOHpQ/2JCXxhXZYUWHzy0kMH54JcUEeksFWBYLGvLjV1phbcUIc3Q7"
    "6tIuqApY6E222OoZZQIDAQAB"
)
ANSWER = (
    '{"alipay_open_file_upload_response":{"code":"10000","msg":"Success",'
    '"file_id":"CAxAToWB1JsAAAAAAAAAAAAADgSLAQBr"},"sign":"F+LDzpTNiavn7xVZPGuPCSSVRSmWzJGgtuji6tV'
    "ELGEaqMaNj0jRKXUEr5nloZJBBmwEnddOyCjjepMmrTKTvoOqQ0Efxpr/R1iEeHTHVbb/Q8TTh6Up5gHJDkILdaWS2q1"
    "cWeQ6VT+HQY9P3WRXS7uhILHuDODIhpAyCu5KhWGt0rMCIG+Im6NODJP2oohtSCtmTFXg58HH587Z2y2bdbjzOxLvzD9"
    "IrU1imghXQ2S/Q+wMIvRk9on6cWnBLkrNvJKapA2ReNGWOwyuASvB9zDVzhMPbR+3mfRGkVDxsq5HYLjBKGskJMXHw0H"
    'uugZij6ScRuaLPODhmHwr/pJ9yw=="}'
)


def believed(notice: dict[str, str]) -> bool:
    form, charset = read_form(urlencode(notice).encode())
    return is_signed(public_key(NOTICE_KEY), form["sign"], notice_content(form, charset))


def test_a_notice_of_alipays_is_believed():
    assert believed(NOTICE)


@pytest.mark.parametrize("name", sorted(NOTICE.keys() - {"sign", "sign_type", "charset"}))
def test_no_field_of_it_can_be_another(name: str):
    assert not believed(NOTICE | {name: NOTICE[name] + "1"})


def test_an_answer_of_alipays_is_believed_over_the_text_as_it_came():
    text, sign = answer_node(ANSWER.encode(), "alipay.open.file.upload")
    key = public_key(ANSWER_KEY)
    assert is_signed(key, sign, text.encode())
    assert not is_signed(key, sign, text.replace("10000", "20000").encode())
    assert not is_signed(key, sign, text.replace(":", ": ").encode())
