"""Security headers of every answer."""

from __future__ import annotations

from flask import Flask, Response, request
from secure import (
    CacheControl,
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    StrictTransportSecurity,
    XContentTypeOptions,
    XFrameOptions,
)

YEAR = 365 * 24 * 3600
STATIC = frozenset({"static", "assets.show", "bootstrap.static"})


def _policy() -> ContentSecurityPolicy:
    policy = ContentSecurityPolicy().default_src("'none'").script_src("'self'").style_src("'self'")
    policy = policy.img_src("'self'", "data:").connect_src("'self'").form_action("'self'")
    return policy.base_uri("'none'").frame_ancestors("'none'")


def init_app(app: Flask) -> None:
    """Add the headers to every answer; nothing but static files may be kept by a cache."""
    secure = Secure(
        cache=CacheControl().no_store(),
        coop=CrossOriginOpenerPolicy().same_origin(),
        corp=CrossOriginResourcePolicy().same_origin(),
        csp=_policy(),
        permissions=PermissionsPolicy().geolocation().camera().microphone(),
        referrer=ReferrerPolicy().no_referrer(),
        xcto=XContentTypeOptions().nosniff(),
        xfo=XFrameOptions().deny(),
        hsts=StrictTransportSecurity().max_age(YEAR)
        if app.config["SESSION_COOKIE_SECURE"]
        else None,
    )
    always = list(secure.headers.items())
    static = [header for header in always if header[0] != "Cache-Control"]

    @app.after_request
    def add(response: Response) -> Response:
        is_static = request.endpoint in STATIC and response.status_code == 200
        for name, value in static if is_static else always:
            response.headers.setdefault(name, value)  # a view may be stricter (outbox)
        if is_static:
            response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        return response
