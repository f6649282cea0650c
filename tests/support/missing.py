"""A part that this machine does not have."""


class Missing(Exception):
    """Raised instead of a part, with what to do about it."""

    def __init__(self, part: str, remedy: str) -> None:
        super().__init__(f"this machine lacks {part}: {remedy}")
        self.part = part
        self.remedy = remedy
