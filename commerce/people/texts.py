"""What people are written about their account, in their language."""

Words = dict[str, tuple[str, str]]

# Subject and sentence, each with its facts in braces.
CODE: Words = {
    "en": ("Your code", "[{shop}] {code} is your code, valid for {minutes} minutes. Tell nobody."),
    "zh": ("验证码", "【{shop}】您的验证码是 {code}，{minutes} 分钟内有效，请勿告诉他人。"),
}
WELCOME: Words = {
    "en": (
        "Welcome to {shop}",
        (
            "Hello {name},\n\nyour account at {shop} is ready. Your orders: {link}\n\n"
            "Was this not you? Somebody may have mistyped their address; you can ignore this message."
        ),
    ),
    "zh": (
        "欢迎加入{shop}",
        (
            "{name}，您好：\n\n您在{shop}的账号已开通。查看订单：{link}\n\n"
            "如非本人操作，可能是他人填错了邮箱，可忽略此邮件。"
        ),
    ),
}
RESET_CODE: Words = {
    "en": (
        "Your code",
        "[{shop}] {code} is your code for a new password, valid for {minutes} minutes. Tell nobody.",
    ),
    "zh": (
        "验证码",
        "【{shop}】您正在重设密码，验证码是 {code}，{minutes} 分钟内有效，请勿告诉他人。",
    ),
}
RESET_LINK: Words = {
    "en": (
        "A new password for {shop}",
        (
            "Somebody, probably you, wants a new password for your account at {shop}. "
            "Choose it here within {minutes} minutes; the link works once:\n{link}\n\n"
            "Was this not you? Then do nothing: your password stays as it is."
        ),
    ),
    "zh": (
        "重设{shop}的密码",
        (
            "您在{shop}的账号正在重设密码。请在 {minutes} 分钟内打开链接设置新密码，链接仅可使用一次：\n{link}\n\n"
            "如非本人操作，请忽略此邮件，密码不会改变。"
        ),
    ),
}
PASSWORD_CHANGED: Words = {
    "en": (
        "Your password was changed",
        (
            "The password of your account at {shop} was changed, and other devices were logged out. "
            "Was this not you? Log in with a code to your phone and change it."
        ),
    ),
    "zh": (
        "密码已修改",
        "您在{shop}的账号密码已修改，其他设备已退出登录。如非本人操作，请用手机验证码登录并重设密码。",
    ),
}


def worded(words: Words, locale: str, **facts: object) -> tuple[str, str]:
    """Subject and sentence in `locale`, or in English."""
    subject, sentence = words.get(locale) or words["en"]
    return subject.format(**facts), sentence.format(**facts)
