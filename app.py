"""The Reflex app: joins the faces, registers nothing else."""

import reflex as rx

from admin.pages import add_pages as add_admin_pages
from commerce.jobs import beside
from storefront.pages import add_pages as add_storefront_pages
from ui.acting import answer_to_error
from ui.theme import STYLESHEETS, toaster

app = rx.App(
    stylesheets=STYLESHEETS,
    toaster=toaster(),
    backend_exception_handler=answer_to_error,
)

add_storefront_pages(app)
add_admin_pages(app)
app.register_lifespan_task(beside.follow_topics)
app.register_lifespan_task(beside.run_jobs)
