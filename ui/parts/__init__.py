"""Parts that both faces build pages from; they take values and handlers, never a State."""
