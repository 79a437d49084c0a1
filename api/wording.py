"""The API's sentences in each language: a title for each kind of problem, one for each field."""

from typing import Any

from api.languages import Locale
from commerce.catalog.kinds.inputs import problem_words
from commerce.catalog.texts import localized
from commerce.errors import Problem

Words = dict[Locale, str]

TITLES: dict[str, Words] = {
    "invalid": {"en": "The request is not valid.", "zh": "请求内容有误。"},
    "not_found": {"en": "There is no such thing here.", "zh": "没有找到。"},
    "not_signed_in": {"en": "Please sign in first.", "zh": "请先登录。"},
    "not_allowed": {"en": "You may not do this.", "zh": "您没有此操作的权限。"},
    "too_many": {"en": "Too many tries. Please wait.", "zh": "尝试次数过多，请稍候。"},
    "busy": {"en": "The shop is very busy. Please try again.", "zh": "店铺繁忙，请稍后重试。"},
    "stale_edit": {"en": "Somebody else saved this first.", "zh": "他人已先保存。"},
    "taken": {"en": "This is taken already.", "zh": "已被占用。"},
    "out_of_stock": {"en": "There is too little in stock.", "zh": "库存不足。"},
    "price_changed": {"en": "The total has changed.", "zh": "总价已变动。"},
    "idempotency_key_reused": {
        "en": "This Idempotency-Key came before with another body.",
        "zh": "此 Idempotency-Key 已用于其他内容的请求。",
    },
    "too_many_unpaid": {
        "en": "Too many orders wait for their payment. Pay or cancel one first.",
        "zh": "待付款订单过多，请先付款或取消。",
    },
    "move_refused": {
        "en": "This is not possible in the present state.",
        "zh": "当前状态下无法进行此操作。",
    },
    "ordering_paused": {"en": "The shop takes no orders now.", "zh": "店铺暂停接单。"},
    "coupon_refused": {"en": "This coupon does not apply.", "zh": "此优惠码不可用。"},
    "payment_refused": {"en": "The payment was refused.", "zh": "支付被拒绝。"},
    "provider_down": {"en": "The provider does not answer.", "zh": "支付服务暂无响应。"},
    "callback_refused": {"en": "This notice is not believed.", "zh": "此通知未通过验证。"},
    "receipt_refused": {"en": "This receipt is not believed.", "zh": "此回执未通过验证。"},
    "channel_down": {"en": "The message could not be sent.", "zh": "消息暂时无法发送。"},
    "message_refused": {"en": "The message cannot be delivered.", "zh": "消息无法送达。"},
    "wrong_login": {"en": "The log-in or password is not right.", "zh": "账号或密码不正确。"},
    "wrong_code": {"en": "This code is wrong or has expired.", "zh": "验证码不正确或已过期。"},
    "cross_site": {"en": "This came from another site.", "zh": "请求来自其他网站。"},
    "body_too_large": {"en": "The request is too large.", "zh": "请求内容过大。"},
    "not_json": {"en": "The body must be application/json.", "zh": "请求体须为 application/json。"},
    "method_not_allowed": {"en": "This address has no such method.", "zh": "不支持此请求方法。"},
    "unexpected": {
        "en": "Something went wrong on our side.",
        "zh": "服务器出了点问题，请稍后重试。",
    },
    "refused": {"en": "This is not possible.", "zh": "无法进行此操作。"},
}

_WHOLE: Words = {"en": "must be a whole number", "zh": "须为整数"}
_TEXT: Words = {"en": "must be a text", "zh": "须为文本"}
_NEEDED: Words = {"en": "is missing", "zh": "为必填项"}
_LIST: Words = {"en": "must be a list", "zh": "须为列表"}
_OBJECT: Words = {"en": "must be an object", "zh": "须为对象"}
_CHOICE: Words = {"en": "is none of the possible values", "zh": "不在可选范围内"}

MESSAGES: dict[str, Words] = {
    "missing": _NEEDED,
    "required": _NEEDED,
    "date": {"en": "is not a day", "zh": "不是有效日期"},
    "currency": {"en": "is not the currency that is asked for", "zh": "币种不符"},
    "not_received": {
        "en": "can be given by whoever bought it here and received it",
        "zh": "仅购买并收到商品后可评价",
    },
    "extra_forbidden": {"en": "is not known here", "zh": "为未知字段"},
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "string_type": _TEXT,
    "bool_type": {"en": "must be true or false", "zh": "须为 true 或 false"},
    "bool_parsing": {"en": "must be true or false", "zh": "须为 true 或 false"},
    "list_type": _LIST,
    "tuple_type": _LIST,
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "uuid_type": {"en": "must be an id", "zh": "须为 ID"},
    "uuid_parsing": {"en": "must be an id", "zh": "须为 ID"},
    "literal_error": _CHOICE,
    "enum": _CHOICE,
    "unknown": _CHOICE,
    "string_too_short": {
        "en": "must have at least {min_length} characters",
        "zh": "至少 {min_length} 个字符",
    },
    "string_too_long": {
        "en": "must have at most {max_length} characters",
        "zh": "最多 {max_length} 个字符",
    },
    "string_pattern_mismatch": {"en": "is not in the right form", "zh": "格式不正确"},
    "too_short": {"en": "must hold at least {min_length}", "zh": "至少 {min_length} 项"},
    "too_long": {"en": "must hold at most {max_length}", "zh": "最多 {max_length} 项"},
    "greater_than_equal": {"en": "must be at least {ge}", "zh": "不得小于 {ge}"},
    "less_than_equal": {"en": "must be at most {le}", "zh": "不得大于 {le}"},
    "greater_than": {"en": "must be above {gt}", "zh": "须大于 {gt}"},
    "less_than": {"en": "must be below {lt}", "zh": "须小于 {lt}"},
    "quantity_range": {"en": "must be from {min} to {max}", "zh": "须在 {min} 到 {max} 之间"},
    "control_characters": {
        "en": "holds control or invalid characters",
        "zh": "含有控制字符或无效字符",
    },
    "phone": {"en": "is no valid phone number", "zh": "不是有效的电话号码"},
    "email": {"en": "is no valid e-mail address", "zh": "不是有效的邮箱地址"},
    "phone_or_email": {"en": "needs a phone or an e-mail", "zh": "须填写电话或邮箱"},
    "phone_taken": {"en": "has an account already", "zh": "已注册"},
    "no_such_sku": {"en": "is the SKU of no product: {sku}", "zh": "没有此货号：{sku}"},
    "unknown_sku": {"en": "is not sold here: {sku}", "zh": "没有此商品：{sku}"},
    "sku_twice": {"en": "stands in two lines: {sku}", "zh": "重复出现：{sku}"},
    "unknown_delivery_method": {"en": "is no delivery method here", "zh": "没有此配送方式"},
    "not_delivered_there": {"en": "does not deliver to {country}", "zh": "不配送至 {country}"},
    "no_columns": {"en": "needs date, amount and reference", "zh": "缺少日期、金额或附言列"},
    "statement_line": {"en": "line {line} is not in the right form", "zh": "第 {line} 行格式有误"},
    "too_many_lines": {"en": "may have {most} lines", "zh": "最多 {most} 行"},
    "only_by_parcel": {
        "en": "pays only for what arrives by parcel",
        "zh": "仅适用于包裹配送的商品",
    },
    "whole_order_only": {
        "en": "must be all of the order: it is paid at the door",
        "zh": "须为整单，因其为货到付款",
    },
    "unknown_payment_method": {"en": "is no way to pay here", "zh": "没有此支付方式"},
    "idempotency_key": {
        "en": "must have {min} to {max} printable ASCII characters",
        "zh": "须为 {min} 到 {max} 个可见 ASCII 字符",
    },
    "hours_in_half": {
        "en": "needs both hours, from and until, or none",
        "zh": "起止时间须同时填写或同时留空",
    },
    "used_up": {"en": "has been used up", "zh": "已被领完"},
    "used_by_you": {"en": "was used by you as often as it allows", "zh": "已达到您的使用次数上限"},
    "expired": {"en": "has expired", "zh": "已过期"},
    "not_yet": {"en": "is not valid yet", "zh": "尚未生效"},
    "threshold": {"en": "asks for a larger order", "zh": "订单金额未达到使用门槛"},
    "discount_is_better": {"en": "saves less than your discount", "zh": "优惠不及现有满减"},
    "delivery_is_free": {"en": "is not needed: delivery is free", "zh": "无需使用：已包邮"},
    "no_delivery": {
        "en": "is for delivery, of which there is none",
        "zh": "仅用于运费，本单无运费",
    },
    "order_number": {"en": "has a typing mistake", "zh": "输入有误"},
    "cursor": {"en": "is no cursor that we gave", "zh": "不是有效的分页游标"},
    "password_short": {
        "en": "needs at least {at_least} characters",
        "zh": "至少 {at_least} 个字符",
    },
    "password_long": {"en": "may have at most {at_most} characters", "zh": "最多 {at_most} 个字符"},
    "password_common": {"en": "is too common", "zh": "过于常见"},
    "password_like_you": {"en": "must not be your own data", "zh": "不能包含您的个人信息"},
    "wrong_login": {"en": "does not fit the log-in", "zh": "与账号不符"},
    "wrong_code": {"en": "is wrong or has expired", "zh": "不正确或已过期"},
    "code_tries": {"en": "was tried too often; ask for a new one", "zh": "尝试过多，请重新获取"},
    "terms": {"en": "must be agreed to", "zh": "须先同意"},
    "old_link": {"en": "was used or has expired", "zh": "已使用或已过期"},
    "wrong_password": {"en": "is not the present one", "zh": "与当前密码不符"},
    "address_book_full": {"en": "the book holds at most {most}", "zh": "地址簿最多保存 {most} 条"},
    "invalid": {"en": "is not valid here", "zh": "在此无效"},
    "taken": {"en": "is taken already", "zh": "已被占用"},
    "unknown_line": {"en": "is no line of the order", "zh": "订单中没有此行"},
    "more_than_left": {"en": "may be at most {left}", "zh": "最多为 {left}"},
    "nothing_to_refund": {"en": "leaves nothing to refund", "zh": "没有可退款的内容"},
    "unknown_category": _CHOICE,
    "unknown_kind": _CHOICE,
    "unknown_picture": _CHOICE,
    "unknown_variant": _CHOICE,
    "compare_at_not_above": {"en": "must be above the price", "zh": "须高于现价"},
    "options_twice": {"en": "are those of another variant", "zh": "与其他规格重复"},
    "nothing_to_sell": {"en": "needs at least one variant on sale", "zh": "至少需要一个在售规格"},
    "in_the_past": {"en": "lies in the past", "zh": "已经过去"},
    "not_refundable": {"en": "is not refunded once delivered", "zh": "交付后不可退款"},
    "counted_by_keys": {"en": "is counted by its keys", "zh": "库存按激活码计算"},
    "too_many_keys": {"en": "at most {most} keys at once", "zh": "一次最多 {most} 个激活码"},
    "not_sold_by_keys": {"en": "is not sold by keys", "zh": "不按激活码出售"},
    "key_too_long": {
        "en": "line {line} is longer than {most} characters",
        "zh": "第 {line} 行超过 {most} 个字符",
    },
    "key_unreadable": {"en": "line {line} holds odd signs", "zh": "第 {line} 行含有异常字符"},
    "text_size": {"en": "may have at most {most} MB", "zh": "最多 {most} MB"},
    "file_not_its_type": {"en": "is no {ending} file inside", "zh": "内容并非 {ending} 文件"},
    "kind_without_file": {"en": "has no file to hand over", "zh": "此类商品没有文件"},
    "file_type": {"en": "must be one of: {types}", "zh": "须为以下类型：{types}"},
    "no_rows": {"en": "holds no rows", "zh": "没有数据行"},
    "not_csv": {"en": "is no CSV file that we can read", "zh": "不是可识别的 CSV 文件"},
    "unknown_column": {"en": "has an unknown column: {column}", "zh": "含有未知列：{column}"},
    "column_twice": {"en": "has this column twice: {column}", "zh": "列重复：{column}"},
    "column_missing": {"en": "lacks the column {column}", "zh": "缺少列：{column}"},
    "too_many_rows": {"en": "may have at most {most} rows", "zh": "最多 {most} 行"},
    "too_many_cells": {"en": "row {line} has too many cells", "zh": "第 {line} 行单元格过多"},
    "product_apart": {
        "en": "came further up already; keep a product's rows together",
        "zh": "前面已出现，请将同一商品的各行放在一起",
    },
    "not_as_first_row": {
        "en": "differs from the first row of this product",
        "zh": "与该商品首行不一致",
    },
    "kind_fixed": {"en": "never changes for a product", "zh": "商品类型不可更改"},
    "option_form": {
        "en": "is not in the form Size: M; Colour: Red",
        "zh": "格式应为 尺码: M; 颜色: 红",
    },
    "yes_or_no": {"en": "must be yes or no", "zh": "须为 yes 或 no（是或否）"},
    "amount": {"en": "must be an amount such as 12.50", "zh": "须为金额，例如 12.50"},
    "move_refused": {"en": "is not possible from the present state", "zh": "当前状态下不可更改"},
    "stale_edit": {"en": "was edited by somebody meanwhile", "zh": "期间已被他人修改"},
    "file_missing": {"en": "needs the file of each variant first", "zh": "请先上传各规格的文件"},
    "file_size": {"en": "must have 1 byte to {most} MB", "zh": "须大于 0 且不超过 {most} MB"},
    "not_counted": {"en": "has no stock to count", "zh": "此类商品不计库存"},
    "out_of_range": {"en": "may be 0 to {most}", "zh": "须在 0 到 {most} 之间"},
    "stock_out_of_range": {
        "en": "is {left} now; the new level may be 0 to {most}",
        "zh": "现为 {left}，调整后须在 0 到 {most} 之间",
    },
    "not_a_picture": {"en": "is no picture that we can read", "zh": "不是可识别的图片"},
    "too_many_bytes": {"en": "may have at most {most} bytes", "zh": "最多 {most} 字节"},
    "too_many_pixels": {"en": "may have at most {most} pixels", "zh": "最多 {most} 像素"},
    "too_few_pixels": {"en": "needs at least {least} pixels a side", "zh": "每边至少 {least} 像素"},
    "incomplete": {"en": "ended too early", "zh": "请求体不完整"},
    "not_utf8": {"en": "is not UTF-8", "zh": "不是 UTF-8 编码"},
    "json": {"en": "is not JSON", "zh": "不是有效的 JSON"},
    "json_object": {"en": "must be a JSON object", "zh": "须为 JSON 对象"},
    "json_depth": {"en": "is nested deeper than {max}", "zh": "嵌套超过 {max} 层"},
    "json_number": {"en": "holds a number out of range: {number}", "zh": "数值超出范围：{number}"},
    "json_name_twice": {"en": "stands twice in one object", "zh": "在同一对象中重复"},
}

_OTHER: Words = {"en": "is not in the right form", "zh": "格式不正确"}


def title(code: str, locale: Locale) -> str:
    """What kind of problem it is, in one sentence."""
    return TITLES.get(code, TITLES["refused"])[locale]


def message(problem: Problem, locale: Locale) -> str:
    """What is wrong with one field, to stand behind its name."""
    own = problem_words().get(problem.code)  # a kind's file brings its own words
    words = MESSAGES.get(problem.code, _OTHER)[locale] if own is None else localized(own, locale)
    facts: dict[str, Any] = dict(problem.facts)
    try:
        return words.format(**facts)
    except (KeyError, IndexError):
        return _OTHER[locale]
