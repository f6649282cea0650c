"""HTTP, sign-ins and the clock, turned into calls of booking/."""

from __future__ import annotations

from flask import Flask, Response, abort, request
from flask_babel import get_locale
from werkzeug.middleware.proxy_fix import ProxyFix

from app import access, api, cli, config, db, delivery, errors, pagecache, web
from app.config import Settings
from app.extensions import babel, bootstrap, csrf, limiter
from app.feeds import routes
from app.web import asking, intake

POLICY = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; form-action 'self'; base-uri 'none'"
"""The Content-Security-Policy of every page: nothing from outside, nothing inline."""


def create_app(settings: Settings | None = None) -> Flask:
    """An application over one database. Raises NotConfigured where a setting is missing."""
    settings = settings or config.from_environment()
    app = Flask(
        __name__,
        template_folder=str(config.ROOT / "templates"),
        static_folder=str(config.ROOT / "static"),
        instance_path=str(config.INSTANCE),
    )
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        MAX_CONTENT_LENGTH=config.LARGEST_UPLOAD,
        MAX_FORM_PARTS=1_000,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=bool(settings.base_url and settings.base_url.startswith("https:")),
        BOOTSTRAP_SERVE_LOCAL=True,
        BABEL_DEFAULT_LOCALE="id",
        WTF_CSRF_TIME_LIMIT=None,
        BASE_URL=settings.base_url,
        MAIL_URL=settings.mail_url,
        RATELIMIT_HEADERS_ENABLED=True,
        TESTING=settings.testing,
        RATELIMIT_ENABLED=not settings.testing,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    delivery.register(app)
    db.connect(app, settings.journal_key)
    pagecache.connect(app)
    babel.init_app(app, locale_selector=web.chosen_language)
    app.jinja_env.globals["get_locale"] = get_locale
    bootstrap.init_app(app)
    app.before_request(_make_room)
    csrf.init_app(app)
    limiter.init_app(app)
    access.guard(app)
    web.register(app)
    api.register(app)
    app.register_blueprint(routes.blueprint)
    errors.register(app)
    cli.register(app)
    app.before_request(_no_nul)
    app.after_request(_protect)
    access.complete(app)
    return app


def _make_room() -> None:
    """Where words are typed beside a file, one that is too large is told with everything typed still there. Words
    alone are fewer, in some hundred fields: taking millions apart would cost seconds."""
    if request.endpoint in asking.WITH_A_FILE | intake.WITH_A_FILE:
        request.max_content_length = config.LARGEST_TYPED_WITH
    if request.mimetype == "application/x-www-form-urlencoded":
        request.max_content_length = config.LARGEST_WORDS
        if request.get_data().count(b"&") > config.MOST_FIELDS:
            abort(413)


def _no_nul() -> None:
    """Addresses are text, and neither they nor form fields hold a NUL: PostgreSQL could not compare it."""
    try:
        request.query_string.decode()
    except UnicodeDecodeError:
        abort(400)
    said = (request.path, *request.args.values(), *(request.form.values() if request.method == "POST" else ()))
    if any("\0" in text for text in said):
        abort(400)


def _protect(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
    if not access.is_file(request.endpoint):
        headers.setdefault("Cache-Control", "private, no-store")
    return response
