"""The table of the audit log; rows are only ever added, which the database itself sees to."""

# SQLModel types __tablename__ as a declared_attr; a plain string is what it documents.
# pyright: reportAssignmentType=false

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from commerce.db.columns import OfShop, id_field, json_value, moment_now


class LoggedAct(OfShop, table=True):
    """One act of one member of staff: what it was about, and each row with its changed fields.

    `about`: the table of the thing that people would name; `about_name`: its number, SKU or code.
    """

    __tablename__ = "audit_log"
    __table_args__ = (
        Index("audit_log_newest", "shop_id", "id"),
        Index("audit_log_of_staff", "shop_id", "staff_id", "id"),
        Index("audit_log_of_act", "shop_id", "act", "id"),
        Index("audit_log_about", "shop_id", "about_name", "id"),
    )

    id: UUID = id_field()
    staff_id: UUID = Field(foreign_key="staff.id")
    staff_name: str
    act: str
    about: str
    about_id: UUID | None = None
    about_name: str = ""
    changes: list[dict[str, Any]] = json_value(default_factory=list)
    request_id: str = ""
    at: datetime = moment_now(nullable=False)
