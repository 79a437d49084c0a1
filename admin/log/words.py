"""Acts, things and fields of the audit log in words; what is not known here is shown as it is."""

from ui.texts import _


def act_words(act: str) -> str:
    """What somebody did, by the handler or route that did it."""
    return known_acts().get(act, act)


def known_acts() -> dict[str, str]:
    """Every act that has words, in the order of the back office."""
    return {
        "ShipState.ship": _("Sent a parcel"),
        "ManyShipState.ship": _("Sent a parcel, one of many"),
        "ManyCancelState.cancel": _("Cancelled an order, one of many"),
        "ViewsState.save": _("Saved a view of the orders"),
        "ViewsState.remove": _("Deleted a view of the orders"),
        "SheetState.deliver": _("Marked a parcel as delivered"),
        "ParcelState.correct": _("Corrected a parcel"),
        "CancelState.cancel": _("Cancelled an order"),
        "RefundState.refund": _("Refunded"),
        "SheetState.pay_out": _("Gave a refund by hand"),
        "SheetState.retry": _("Asked for a refund again"),
        "CampaignState.steer": _("Steered a campaign"),
        "HandedState.send_again": _("Sent digital goods again"),
        "NotesState.write": _("Wrote a note on a customer"),
        "NotesState.remove": _("Removed a note on a customer"),
        "EditorState.save": _("Edited a product"),
        "EditorState.put_in_state": _("Put a product on or off sale"),
        "POST /media/imports/{name}": _("Sent a file of products to be tried"),
        "ImportState.start": _("Began an import of products"),
        "exchange.import": _("Imported products"),
        "ExportState.ask": _("Asked for a file of data"),
        "ExportState.ask_orders": _("Asked for a file of orders"),
        "CategoriesState.save": _("Edited a category"),
        "CategoriesState.remove": _("Removed a category"),
        "StockPanelState.adjust": _("Changed stock"),
        "StockPanelState.mark_low": _("Changed the low mark"),
        "KeysState.add": _("Added keys"),
        "POST /media/variants/{variant_id}/keys": _("Uploaded keys"),
        "POST /media/variants/{variant_id}/file/{name}": _("Uploaded a file"),
        "POST /media": _("Uploaded a picture"),
        "MessageState.send_again": _("Sent a message again"),
        "ReviewsState.put": _("Showed or hid a review"),
        "AnswerState.save": _("Answered a review"),
        "InviteState.invite": _("Invited staff"),
        "InviteState.renew": _("Made a new link for staff"),
        "MemberState.change": _("Changed a role or last day"),
        "StaffState.set_disabled_member": _("Shut staff out or let them in"),
        "SettingsState.save": _("Changed the shop's settings"),
        "POST /media/transfers/statement": _("Sent in a bank statement"),
        "TransfersState.solve": _("Dealt with a bank line"),
        "PaymentMethodsState.save": _("Changed a payment method"),
        "DeliveryState.save": _("Changed a way of delivery"),
        "ZonesState.save": _("Changed a delivery zone"),
        "ZonesState.remove": _("Removed a delivery zone"),
        "PromotionsState.save": _("Changed a discount or coupon"),
        "TaxesState.save": _("Changed a tax rate"),
        "TaxesState.remove": _("Removed a tax rate"),
        "TermsState.publish": _("Published terms"),
        "MeState.save": _("Changed their own password"),
    }


def table_words(table: str) -> str:
    """A sort of thing, by its table."""
    names = {
        "bank_lines": _("Bank line"),
        "campaigns": _("Campaign"),
        "categories": _("Category"),
        "coupons": _("Coupon"),
        "customer_notes": _("Note"),
        "customers": _("Customer"),
        "delivery_methods": _("Way of delivery"),
        "delivery_zones": _("Delivery zone"),
        "exchanges": _("Import or export"),
        "memberships": _("Member of staff"),
        "messages": _("Message"),
        "order_lines": _("Item"),
        "orders": _("Order"),
        "parcels": _("Parcel"),
        "payment_methods": _("Payment method"),
        "payments": _("Payment"),
        "pictures": _("Picture"),
        "prices": _("Price"),
        "products": _("Product"),
        "promotions": _("Discount"),
        "refunds": _("Refund"),
        "reviews": _("Review"),
        "saved_views": _("View"),
        "shop_terms": _("Terms"),
        "shops": _("Shop"),
        "staff": _("Staff"),
        "stock": _("Stock"),
        "stock_keys": _("Keys"),
        "stock_ledger": _("Stock ledger"),
        "tax_rates": _("Tax rate"),
        "variant_files": _("File"),
        "variants": _("Variant"),
    }
    return names.get(table, table.replace("_", " "))


def field_words(name: str) -> str:
    """A field, by its column."""
    names = {
        "active": _("For sale"),
        "amount_minor": _("Amount"),
        "attempts": _("Tries"),
        "available": _("In stock"),
        "carrier": _("Carrier"),
        "change": _("Change"),
        "close_reason": _("Reason"),
        "compare_at_minor": _("Price before"),
        "delivered_at": _("Delivered"),
        "description": _("Description"),
        "disabled_at": _("Shut out since"),
        "enabled": _("Switched on"),
        "expires_at": _("Expires"),
        "filename": _("File"),
        "free_from_minor": _("Free from"),
        "from_minor": _("From"),
        "fulfilled": _("Pieces sent"),
        "fulfilment_status": _("Delivery"),
        "kind": _("Kind"),
        "low_at": _("Low from"),
        "most_minor": _("Only up to a total of"),
        "name": _("Name"),
        "note": _("Note"),
        "off_minor": _("Takes off"),
        "options": _("Options"),
        "paid_minor": _("Paid"),
        "password_hash": _("Password"),
        "payment_status": _("Payment"),
        "percent": _("Percent"),
        "position": _("Position"),
        "price_minor": _("Price"),
        "rate_ppm": _("Rate in millionths"),
        "reason": _("Reason"),
        "refunded": _("Pieces refunded"),
        "refunded_minor": _("Refunded"),
        "restocked": _("Back in stock"),
        "role": _("Role"),
        "rows_total": _("Rows"),
        "slug": _("Address of the page"),
        "stars": _("Stars"),
        "state": _("State"),
        "status": _("Status"),
        "summary": _("Summary"),
        "tracking_number": _("Tracking number"),
        "valid_from": _("Valid from"),
        "valid_until": _("Valid until"),
    }
    return names.get(name, name.removesuffix("_minor").replace("_", " "))


def did_words(did: str) -> str:
    """What happened to a row."""
    return {"made": _("new"), "removed": _("removed")}.get(did, "")
