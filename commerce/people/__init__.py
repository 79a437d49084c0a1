"""People: customers, staff, their sessions, codes and rights."""
