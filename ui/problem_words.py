"""What is wrong with one field, in words: problem code -> its sentence, whose {facts} come with it."""

from collections.abc import Callable

from ui.texts import _

Words = dict[str, Callable[[], str]]


def _needed() -> str:
    return _("Please fill this in.")


def _whole() -> str:
    return _("Please enter a whole number.")


def _number() -> str:
    return _("Please enter a number.")


def _no_such() -> str:
    return _("There is no such thing to choose.")


# Any field: what pydantic and our own types refuse.
VALUES: Words = {
    "missing": _needed,
    "required": _needed,
    "string_too_short": lambda: _("Please enter at least {min_length} characters."),
    "string_too_long": lambda: _("Please enter at most {max_length} characters."),
    "too_short": lambda: _("Please choose at least {min_length}."),
    "too_long": lambda: _("Please choose at most {max_length}."),
    "int_parsing": _whole,
    "int_type": _whole,
    "int_from_float": _whole,
    "decimal_parsing": _number,
    "float_parsing": _number,
    "finite_number": _number,
    "greater_than_equal": lambda: _("The smallest possible number is {ge}."),
    "less_than_equal": lambda: _("The largest possible number is {le}."),
    "greater_than": lambda: _("Please enter a number above {gt}."),
    "less_than": lambda: _("Please enter a number below {lt}."),
    "control_characters": lambda: _("Please leave out invisible control characters."),
    "string_pattern_mismatch": lambda: _("Only letters and digits without spaces, and - please."),
    "unknown": _no_such,
    "enum": _no_such,
    "literal_error": _no_such,
    "amount": lambda: _("Please enter an amount such as 12.50, without a currency sign."),
    "percent": lambda: _("Please enter percents from 0 to 100 such as 7.5, without the sign."),
    "moment": lambda: _("Please enter a day and a time."),
    "text_size": lambda: _("This text is too large: at most {most} MB."),
    "not_utf8": lambda: _("Please save it as plain text in UTF-8."),
}

# Accounts, log-ins and staff.
PEOPLE: Words = {
    "phone": lambda: _("This is not a phone number we know. Example: 138 0013 8000"),
    "email": lambda: _("This is not an e-mail address. Example: name@example.com"),
    "phone_or_email": lambda: _("Please give a phone number or an e-mail address."),
    "wrong_login": lambda: _("The log-in or the password is not right."),
    "wrong_code": lambda: _("This code is not right, or it has expired."),
    "old_link": lambda: _("This link was used before, or it has expired. Ask for a new one."),
    "wrong_password": lambda: _("This is not your present password."),
    "address_book_full": lambda: _("The address book is full. Delete one first."),
    "code_tries": lambda: _("Too many wrong tries. Please ask for a new code."),
    "password_short": lambda: _("Please use at least {at_least} characters."),
    "password_long": lambda: _("Please use at most {at_most} characters."),
    "password_common": lambda: _("This password is among the first that thieves try."),
    "password_like_you": lambda: _("Please do not use your own e-mail, phone or name."),
    "terms": lambda: _("Please agree to the terms first."),
    "last_owner": lambda: _("Somebody has to own the shop. Make another owner first."),
    "yourself": lambda: _("Not for yourself: another owner can do this."),
    "member_disabled": lambda: _("Let them in again first."),
    "works_elsewhere": lambda: _("They work for another shop too and log in with that."),
    "too_many_views": lambda: _("At most {most} views: delete one first."),
    "in_the_past": lambda: _("This day is over already."),
}

# Carts, checkouts and orders.
ORDERS: Words = {
    "empty_cart": lambda: _("Your cart is empty"),
    "only_by_parcel": lambda: _("Only what arrives by parcel can be paid at the door."),
    "whole_order_only": lambda: _("It is paid at the door: send all of it in one parcel."),
    "unknown_payment_method": lambda: _("This way to pay is not on offer."),
    "unknown_delivery_method": lambda: _("This way of delivery is not on offer any more."),
    "not_delivered_there": lambda: _("This way of delivery does not go to that country."),
    "no_such_sku": lambda: _("No product has this SKU."),
    "unknown_sku": lambda: _("This is not sold any more."),
    "is_in_stock": lambda: _("It is in stock by now: load the page again."),
    "waits_for_much": lambda: _("You wait for {most} things already."),
    "not_received": lambda: _("Whoever bought it here and received it can review it."),
    "stars_missing": lambda: _("Choose from one star to five."),
    "stop_link": lambda: _("This link is not whole. Copy all of it from the message."),
    "quantity_range": lambda: _("Choose from {min} to {max}."),
    "unknown_line": lambda: _("The order has no such line."),
    "more_than_left": lambda: _("At most {left} are left."),
    "nothing_to_refund": lambda: _("Choose at least one piece or the delivery."),
    "order_number": lambda: _("This number has a typing mistake."),
    "not_refundable": lambda: _("This is not refunded once it was delivered."),
}

# Products, their files and keys, and stock.
CATALOGUE: Words = {
    "compare_at_not_above": lambda: _("The price before must be above the price."),
    "sku_twice": lambda: _("Another variant here has this SKU."),
    "options_twice": lambda: _("Another variant here has the same options."),
    "nothing_to_sell": lambda: _("Before you publish it: add a variant for sale, with a price."),
    "stock_out_of_range": lambda: _("There are {left} now; the new level may be 0 to {most}."),
    "category_filled": lambda: _("There are still products in this category, drafts included."),
    "counted_by_keys": lambda: _("It is counted by its keys. Add keys instead."),
    "too_many_keys": lambda: _("At most {most} keys at once, please."),
    "key_too_long": lambda: _("Line {line} is too long: at most {most} characters."),
    "key_unreadable": lambda: _("Line {line} holds signs that cannot be read."),
    "kind_without_file": lambda: _("What is sold here has no file."),
    "file_type": lambda: _("Please choose a file of one of these types: {types}."),
    "file_size": lambda: _("Please choose a file that is not empty, of at most {most} MB."),
    "file_not_its_type": lambda: _("This is no {ending} file inside."),
    "file_missing": lambda: _("Upload the file of each variant first."),
    "not_sold_by_keys": lambda: _("This is not sold by keys."),
    "no_order_chosen": lambda: _("Choose at least one order."),
    "too_many_orders": lambda: _("At most {most} orders at a time, please."),
    "no_tracking_number": lambda: _("It has no tracking number."),
    "order_closed": lambda: _("It is closed already."),
    "order_unpaid": lambda: _("It is not paid yet."),
    "order_sent": lambda: _("Some of it is on its way already: refund it instead."),
    "nothing_to_send": lambda: _("Nothing is left to send."),
    "not_counted": lambda: _("There is no stock to count of this kind."),
}

# Files of products, by row and column.
IMPORTS: Words = {
    "no_rows": lambda: _("There are no rows in it."),
    "not_csv": lambda: _("This is no CSV file that we can read. Save the sheet as CSV."),
    "unknown_column": lambda: _("There is no column {column}. See the template."),
    "column_twice": lambda: _("The column {column} is there twice."),
    "column_missing": lambda: _("The column {column} is missing."),
    "too_many_rows": lambda: _("At most {most} rows at once, please."),
    "too_many_cells": lambda: _("Row {line} has more cells than there are columns."),
    "product_apart": lambda: _("It came further up already. Keep a product's rows together."),
    "not_as_first_row": lambda: _("The first row of this product says something else."),
    "kind_fixed": lambda: _("What a product is stays as it is."),
    "option_form": lambda: _("Please write options as Size: M; Colour: Red"),
    "yes_or_no": lambda: _("Please write yes or no."),
    "move_refused": lambda: _("It cannot be put into this state."),
    "stale_edit": lambda: _("Somebody edited it meanwhile. Import it again."),
    "taken": lambda: _("Another product has this already."),
    "unknown_kind": _no_such,
    "unknown_category": _no_such,
}

# The shop's own terms: money, places, delivery, promotions.
SETTINGS: Words = {
    "currency": lambda: _("There is no such currency."),
    "currency_fixed": lambda: _("The currency stays once there are orders."),
    "time_zone": lambda: _("There is no such time zone."),
    "days_turned_round": lambda: _("The longest time must not be shorter than the shortest."),
    "countries": lambda: _("{code} is no country code. Example: CN, JP, SG"),
    "places": lambda: _("{place} is no place. Example: CN, or CN:上海 for a region"),
    "unknown_zone": lambda: _("There is no zone {zone}. Zones stand below the ways."),
    "night_needs_cut_off": lambda: _("Delivery at night needs an hour to order by."),
    "hours_in_half": lambda: _("Please give both hours."),
    "rate_line": lambda: _("Line {line} is not in the right form."),
    "period_turned_round": lambda: _("The end must come after the beginning."),
    "off_above_from": lambda: _("No more than the amount that it begins at."),
    "amount_missing": lambda: _("Please enter what it takes off."),
    "percent_missing": lambda: _("Please enter the percents."),
    "below_uses": lambda: _("It was used {uses} times already."),
}

PROBLEMS: Words = VALUES | PEOPLE | ORDERS | CATALOGUE | IMPORTS | SETTINGS
