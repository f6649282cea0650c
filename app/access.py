"""Who may call what. Every route declares its roles; an application with one that does not is not made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user
from werkzeug.exceptions import Unauthorized

from app import idempotency
from app.db import reading, store
from booking import codes, people, reads, repeats
from booking.codes import hash_of
from booking.errors import NotYours, Unknown
from booking.journal import Actor
from booking.models import Person
from booking.terms import Role

View = TypeVar("View", bound=Callable[..., Any])

ANYONE = frozenset[Role]()
"""Declared for routes that are open to all."""

SIGNED_IN = frozenset({Role.REGION, Role.OFFICER, Role.RECEPTIONIST, Role.UNIT, Role.LEADERSHIP, Role.ADMIN})
OFFICE = SIGNED_IN - {Role.REGION}

REQUESTERS = frozenset({Role.REGION, Role.HOLDER})
"""A region's account, or nobody who signed in: for one booking the holder of its access code."""

_DECLARED = "declared_roles"
_HELD = "held"
_MOST_HELD = 20
login = LoginManager()


class User:
    """A signed-in person, as Flask-Login asks for one."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, person: Person) -> None:
        self.person = person
        self.name = person.name
        self.role = Role(person.role)

    def get_id(self) -> str:
        """Number and session key: a new key signs every session out."""
        return f"{self.person.id}.{self.person.session_key}"


def allow(*roles: Role | frozenset[Role]) -> Callable[[View], View]:
    """Declare who may call a view. Stands directly above the function, below the route."""
    named: frozenset[Role] = frozenset()
    for each in roles:
        named |= {each} if isinstance(each, Role) else each

    def declare(view: View) -> View:
        setattr(view, _DECLARED, named)
        return view

    return declare


def declared(view: Callable[..., Any] | None) -> frozenset[Role] | None:
    """The roles a view declares; None where it declares none."""
    return cast("frozenset[Role] | None", getattr(view, _DECLARED, None))


def person() -> Person | None:
    """The person behind the request: by bearer token for machines, by sign-in for browsers."""
    if "person" not in g:
        secret = _bearer()
        if secret is not None:
            g.person = people.by_token(reading(), secret)
        else:
            g.person = current_user.person if current_user.is_authenticated else None
    return cast("Person | None", g.person)


def signed_in() -> bool:
    """Whether somebody known is behind the request."""
    return person() is not None


def _bearer() -> str | None:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" else None


def by_sign_in() -> bool:
    """Whether the request acts by a browser's cookie."""
    return _bearer() is None and current_user.is_authenticated


def actor() -> Actor:
    """The person behind the request as an actor. Raises Unauthorized where there is none."""
    found = person()
    if found is None:
        raise Unauthorized
    return _acting(Actor(Role(found.role), found.id, found.region_code, found.unit_code, channel=_channel()))


def actor_for(reference: str) -> Actor:
    """The actor for one booking: the holder of its access code, where a browser or a machine without a token showed
    it, else the person behind the request."""
    code = request.headers.get("X-Access-Code")
    if person() is None and code:
        holder = reads.holder(reading(), reference, hash_of(code))
        return _acting(Actor(holder.role, booking=holder.booking, channel=_channel()))
    found = person()
    if _holds(reference) and (found is None or found.role == Role.REGION):
        return holder_of(reference.upper())
    return actor()


def hold(reference: str) -> None:
    """Let this browser act for a booking until it is closed: its access code was shown."""
    held = [each for each in session.get(_HELD, []) if each != reference]
    session[_HELD] = [*held, reference][-_MOST_HELD:]


def _holds(reference: str) -> bool:
    return request.blueprint != "api" and reference.upper() in session.get(_HELD, [])


def requester() -> Actor:
    """Who asks for a slot: the person behind the request, else somebody who must still prove their address. Raises
    Unauthorized for a token or sign-in that no longer holds."""
    if person() is not None or _bearer() is not None:
        return actor()
    return _acting(Actor(Role.HOLDER, channel=_channel()))


def confirmer(reference: str, token: str) -> Actor:
    """The holder of the mail that asks to confirm a booking. Raises NotYours for a wrong token where the caller sees
    the booking otherwise, Unknown where they do not."""
    named = reference.upper()
    if codes.same(token, codes.confirmation(store().journal_key, named)):
        return _acting(Actor(Role.HOLDER, booking=named, channel=_channel()))
    if person() is None and "X-Access-Code" not in request.headers:
        raise Unknown
    reads.booking(reading(), named, actor_for(named))
    raise NotYours


def holder_of(reference: str) -> Actor:
    """The holder of a booking whose right to it was proved in this request."""
    return _acting(Actor(Role.HOLDER, booking=reference, channel=_channel()))


def _acting(found: Actor) -> Actor:
    """The same actor, marked with the call's Idempotency-Key. Raises Repeated or KeyReused where the key was used."""
    if request.blueprint != "api":
        return found
    checked = idempotency.current() is not None
    repeat = idempotency.marked(_caller(found))
    if repeat is not None and not checked:
        repeats.unless_kept(reading(), repeat)
    return replace(found, repeat=repeat)


def _caller(found: Actor) -> str | None:
    if found.person_id is not None:
        return f"person:{found.person_id}"
    return f"holder:{found.booking}" if found.booking is not None else None


def _channel() -> str:
    return "api" if request.blueprint == "api" else "web"


@login.user_loader
def _load(identity: str) -> User | None:
    number, _, session_key = identity.partition(".")
    found = people.by_id(reading(), int(number)) if number.isdigit() else None
    return User(found) if found is not None and found.session_key == session_key else None


def is_file(endpoint: str | None) -> bool:
    """Whether an endpoint gives out static files, which are everybody's."""
    return endpoint in ("static", "bootstrap.static")


def _check() -> ResponseReturnValue | None:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or is_file(request.endpoint):
        return None
    roles = declared(view)
    if not roles:
        return None
    found = person()
    reference = (request.view_args or {}).get("reference")
    if found is None and Role.HOLDER in roles and _shown(reference):
        return None
    if found is None:
        return _come_in(reference if Role.HOLDER in roles else None)
    if Role(found.role) not in roles:
        abort(403)
    return None


def _shown(reference: str | None) -> bool:
    """Whether somebody who has not signed in may go on: nobody's booking is asked for, or its code was shown."""
    if request.blueprint == "api":
        return "X-Access-Code" in request.headers
    return reference is None or _holds(reference)


def _come_in(reference: str | None) -> ResponseReturnValue:
    if request.blueprint == "api":
        raise Unauthorized
    if reference is not None:
        return redirect(url_for("holding.show_code", nomor=reference))
    return redirect(url_for("account.sign_in", next=request.full_path.rstrip("?")))


def guard(app: Flask) -> None:
    """Check every request before its view is called."""
    login.init_app(app)
    app.before_request(_check)


def complete(app: Flask) -> None:
    """Refuse to make an application in which a route declares no roles. Raises LookupError with its name."""
    for endpoint, view in app.view_functions.items():
        if declared(view) is None and not is_file(endpoint):
            raise LookupError(f"the route {endpoint} declares no roles: put @allow(...) under its route")
