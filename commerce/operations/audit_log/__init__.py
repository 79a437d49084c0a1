"""The audit log: every act of staff, noted from the session itself and kept with what it changed."""
