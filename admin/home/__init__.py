"""The start page: what is to do now."""
