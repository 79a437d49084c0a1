"""Ways to pay in words."""

from ui.texts import _


def method_words(method: str) -> str:
    """A way to pay."""
    known = {
        "wechat": _("WeChat Pay"),
        "alipay": _("Alipay"),
        "card": _("Bank card"),
        "cod": _("Cash on delivery"),
        "bank": _("Bank transfer"),
    }
    return known.get(method, method)
