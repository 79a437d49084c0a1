"""Staff: who may do what, until when."""
