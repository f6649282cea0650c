"""Stand-ins for the post: mails as plain as can be, and ways for them to go."""

from datetime import datetime
from email.message import EmailMessage

from app.jobs.outbox import Post
from booking.messages import Sending


def rendered(what: Sending, base_url: str, now: datetime) -> EmailMessage:
    """A mail with nothing in it but what the tests look at."""
    mail = EmailMessage()
    mail["Message-ID"] = f"<{what.number}@uji.test>"
    mail["From"], mail["To"], mail["Subject"] = "pengirim@uji.test", what.recipient, what.kind.value
    codes = f"{what.access_code or ''}{what.confirm_token or ''}"
    mail.set_content(f"{what.kind.value} {base_url} {what.params.get('sequence', '')} {codes}\n")
    for each in what.attachments:
        main, sub = each.content_type.split("/")
        mail.add_attachment(each.content, maintype=main, subtype=sub, filename=each.filename)
    return mail


class Refusing(Exception):
    """As a mail server refuses: for now, or for good."""

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.permanent = permanent


class Box:
    """Takes every mail, or refuses as it is told."""

    def __init__(self, refuses: Exception | None = None) -> None:
        self.refuses = refuses
        self.mails: list[EmailMessage] = []

    @property
    def told(self) -> list[tuple[str, str]]:
        return [(mail["Subject"], mail["To"]) for mail in self.mails]

    def send(self, message: EmailMessage) -> None:
        if self.refuses is not None:
            raise self.refuses
        self.mails.append(message)

    def post(self) -> Post:
        return Post(rendered, self, "https://temu.uji.test")
