"""The one way in which an act says no."""


class ActeRefuse(Exception):
    """An act is refused; `message` is the sentence that the person reads, and that says what to do."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)
