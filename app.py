"""The Reflex app: joins the faces, registers nothing else."""

import reflex as rx

from admin.pages import add_pages as add_admin_pages
from api.front import in_front
from api.routes import build
from commerce.jobs import beside
from commerce.logs import set_up_logs
from storefront.pages import add_pages as add_storefront_pages
from ui.acting import answer_to_error
from ui.theme import STYLESHEETS, toaster

set_up_logs()
app = rx.App(
    stylesheets=STYLESHEETS,
    toaster=toaster(),
    api_transformer=[build(), in_front],
    backend_exception_handler=answer_to_error,
)

add_storefront_pages(app)
add_admin_pages(app)
app.register_lifespan_task(beside.follow_topics)
app.register_lifespan_task(beside.write_orders)
app.register_lifespan_task(beside.run_jobs)
