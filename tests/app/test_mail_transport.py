"""A mail handed to a real server, taken or refused."""

import socket
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from app.config import NotConfigured
from app.mail.transport import Local, NotSent, Smtp, transport_from


class Server:
    """Keeps what it is sent; answers what the recipient's name says."""

    def __init__(self):
        self.taken = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address.startswith("nobody@"):
            return "550 5.1.1 no such mailbox"
        if address.startswith("later@"):
            return "451 4.3.0 try again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if b"forbidden" in envelope.content:
            return "554 5.7.1 refused"
        self.taken.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 OK"


def free_port():
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return bound.getsockname()[1]


def served(**more):
    return Controller(Server(), hostname="127.0.0.1", port=free_port(), **more)


@pytest.fixture
def server():
    controller = served()
    controller.start()
    yield controller
    controller.stop()


def mail(to="rina@uji.test", text="Selamat pagi"):
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Jadwal", "callcenter.djpk@kemenkeu.go.id", to
    message.set_content(text)
    return message


def test_a_mail_arrives_once_at_its_recipient(server):
    transport_from(f"smtp://127.0.0.1:{server.port}").send(mail())
    [(sender, recipients, content)] = server.handler.taken
    assert (sender, recipients) == ("callcenter.djpk@kemenkeu.go.id", ["rina@uji.test"])
    assert content.endswith(b"\r\n\r\nSelamat pagi\r\n")


@pytest.mark.parametrize(
    ("to", "text", "reason", "permanent"),
    [
        ("nobody@uji.test", "x", "550 5.1.1 no such mailbox", True),
        ("later@uji.test", "x", "451 4.3.0 try again", False),
        ("rina@uji.test", "forbidden", "554 5.7.1 refused", True),
    ],
)
def test_a_refusal_says_whether_it_is_for_good(server, to, text, reason, permanent):
    with pytest.raises(NotSent) as refused:
        transport_from(f"smtp://127.0.0.1:{server.port}").send(mail(to, text))
    assert (refused.value.reason, refused.value.permanent, server.handler.taken) == (reason, permanent, [])


def test_a_server_that_is_away_is_tried_again():
    with pytest.raises(NotSent) as failed:
        transport_from(f"smtp://127.0.0.1:{free_port()}").send(mail())
    assert failed.value.permanent is False


def test_starttls_is_never_left_out(server):
    with pytest.raises(NotSent) as failed:
        transport_from(f"smtp+starttls://127.0.0.1:{server.port}").send(mail())
    assert (failed.value.permanent, server.handler.taken) == (False, [])


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
@pytest.mark.parametrize(("password", "arrived"), [("a%2Fb", 1), ("wrong", 0)])
def test_a_server_that_asks_who_sends(password, arrived):
    def authenticate(server, session, envelope, mechanism, given):
        right = (given.login, given.password) == (b"temu@djpk", b"a/b")
        return AuthResult(success=right, handled=False)

    controller = served(authenticator=authenticate, auth_required=True, auth_require_tls=False)
    controller.start()
    try:
        transport = transport_from(f"smtp://temu%40djpk:{password}@127.0.0.1:{controller.port}")
        if arrived:
            transport.send(mail())
        else:
            with pytest.raises(NotSent) as refused:
                transport.send(mail())
            assert refused.value.permanent is False
        assert len(controller.handler.taken) == arrived
    finally:
        controller.stop()


@pytest.mark.parametrize(
    ("url", "transport"),
    [
        ("smtp://mail", Smtp("smtp", "mail", 25)),
        ("smtps://a:b@mail", Smtp("smtps", "mail", 465, "a", "b")),
        ("smtp+starttls://a:b%40c@mail:2525", Smtp("smtp+starttls", "mail", 2525, "a", "b@c")),
    ],
)
def test_an_address_names_server_and_user(url, transport):
    assert transport_from(url) == transport


@pytest.mark.parametrize("url", [None, ""])
def test_without_an_address_nothing_leaves_the_house(url):
    transport = transport_from(url)
    transport.send(mail())
    assert isinstance(transport, Local)


@pytest.mark.parametrize(
    "url",
    [
        "mail.djpk",
        "http://mail",
        "smtp://",
        "smtp://mail:port",
        "smtp://mail:99999",
        "smtp://user@mail",
        "smtp://user:gehe/im@mail",
        "smtp://mail/path",
        "smtp://[::1",
    ],
)
def test_an_address_that_cannot_be_meant_is_answered_with_one_that_can(url):
    with pytest.raises(NotConfigured) as refused:
        transport_from(url)
    assert "Write smtp://host:25" in str(refused.value)
    assert "gehe" not in str(refused.value)


def test_a_password_is_not_shown():
    assert "geheim" not in repr(transport_from("smtps://user:geheim@mail"))
