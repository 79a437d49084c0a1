"""lists and search read narrow rows: what is long in them is kept apart"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


# Nothing is rewritten here, so that nobody waits: each row becomes narrow when it is written next,
# all of them with `python -m commerce reindex`.
def upgrade() -> None:
    """What this release needs."""
    op.add_column(
        "shelf_entries",
        sa.Column(
            "ballast", sa.Text(), server_default=sa.text("repeat(' '::text, 2000)"), nullable=False
        ),
    )
    op.execute("ALTER TABLE shelf_entries ALTER COLUMN words SET STORAGE EXTERNAL")
    op.execute("ALTER TABLE shelf_entries SET (toast_tuple_target = 256)")


def downgrade() -> None:
    """What the release before needs."""
    op.execute("ALTER TABLE shelf_entries RESET (toast_tuple_target)")
    op.execute("ALTER TABLE shelf_entries ALTER COLUMN words SET STORAGE EXTENDED")
    op.drop_column("shelf_entries", "ballast")
