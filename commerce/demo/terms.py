"""The demo shops' terms: short, and true of what the demo does."""

TEXT = {
    "en": """# What you buy
The order's page lists what you ordered, in which number, at which price, with tax and delivery. \
That is what we owe you, and what you owe us.

# Until you have paid
An unpaid order keeps its goods for you for some minutes; the page counts them down. Then it ends \
by itself, and nothing is owed.

# Cancelling and returns
Until it is sent you cancel on the order's page, and what you paid goes back the way it came. \
Once it is sent, tell us within 14 days and send it back; we refund it when it has arrived.

# Your details
We use your name, address, phone and e-mail to deliver and to tell you how it goes, for nothing \
else. They are kept encrypted. Ask us, and you get them, or we erase them.

# This is a demo
Nothing here is real: no money moves, and no parcel leaves.""",
    "zh": """# 您购买的商品
订单页面列明商品、数量、价格、税费和运费，双方以此为准。

# 付款之前
未付款的订单会为您保留商品若干分钟，页面上有倒计时；逾期订单自动关闭，双方互不相欠。

# 取消与退货
发货前可在订单页面自行取消，款项原路退回。发货后，请在 14 天内告知并寄回，我们收到后退款。

# 您的个人信息
姓名、地址、电话和邮箱仅用于配送和通知，均加密保存。您可以随时向我们索取或要求删除。

# 这是演示店铺
这里的一切都不是真的：不会扣款，也不会发货。""",
}
