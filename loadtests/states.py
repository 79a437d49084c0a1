"""The full names of the States that shoppers and merchants speak to."""

from loadtests.frames import ROOT

SHELL = f"{ROOT}.storefront___shell___state____shell_state"
HOME = f"{ROOT}.storefront___home___state____home_state"
SHELF = f"{ROOT}.storefront___shelves___state____shelf_state"
PRODUCT = f"{ROOT}.storefront___products___state____product_state"
CART = f"{ROOT}.storefront___cart___state____cart_state"
CHECKOUT = f"{ROOT}.storefront___checkout___state____checkout_state"
ORDER = f"{ROOT}.storefront___orders___state____order_state"

STAFF_LOGIN = f"{ROOT}.admin___login___state____staff_login_state"
ORDERS = f"{ROOT}.admin___orders___state____orders_state"
SHEET = f"{ROOT}.admin___orders___one___state____sheet_state"
SHIP = f"{ROOT}.admin___orders___one___shipping____ship_state"
