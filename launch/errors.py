"""What can keep the house from starting, said in words for the person at the terminal."""


class CannotStart(Exception):
    """The house cannot start; the message says why and what to do."""


class AlreadyRunning(CannotStart):
    """Another process holds this data folder."""
