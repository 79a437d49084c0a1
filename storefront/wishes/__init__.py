"""The wish list, 'tell me when it is back', and the way to hear no more of it."""
