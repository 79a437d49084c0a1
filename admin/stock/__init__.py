"""Stock in the back office: levels by SKU, and the panel that changes one."""
