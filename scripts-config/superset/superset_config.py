"""Superset's settings for this stack. No secret is in this file: all come from the environment."""

import os

SECRET_KEY = os.environ["SUPERSET_SECRET_KEY"]
SQLALCHEMY_DATABASE_URI = os.environ["SUPERSET_DATABASE_URI"]
SQLALCHEMY_ENGINE_OPTIONS = {
    "pool_size": 5,
    "max_overflow": 10,
    "pool_pre_ping": True,
    "pool_recycle": 1800,
}
# Otherwise the migration switches Superset's own loggers off for the rest of the process.
ALEMBIC_SKIP_LOG_CONFIG = True
LOG_LEVEL = os.environ.get("SUPERSET_LOG_LEVEL", "INFO")

# Caches are files that the server's processes share; there is no Redis. The state of filters and of charts being edited
# stays in the metadata database (the default), so that a restart forgets nothing.
_CACHE = os.path.join(os.environ.get("SUPERSET_HOME", "/app/superset_home"), "cache")


def _file_cache(name: str, seconds: int) -> dict[str, object]:
    return {
        "CACHE_TYPE": "FileSystemCache",
        "CACHE_DIR": os.path.join(_CACHE, name),
        "CACHE_KEY_PREFIX": f"{name}_",
        "CACHE_DEFAULT_TIMEOUT": seconds,
        "CACHE_THRESHOLD": 2000,
    }


CACHE_CONFIG = _file_cache("meta", 3600)
# What charts show may be this old after a load; "Force refresh" in a dashboard shows the rows of now.
DATA_CACHE_CONFIG = _file_cache("data", 300)
# Counted in each process by itself: exact with one worker, times the number of workers otherwise.
RATELIMIT_STORAGE_URI = "memory://"

# Queries run inside the request (no Celery), so each limit must end before the next one cuts it off:
# statement_timeout 55 s on the connection, SQL Lab 55 s, the browser's wait 60 s, gunicorn's worker 120 s (GUNICORN_TIMEOUT).
SQLLAB_TIMEOUT = 55
SUPERSET_WEBSERVER_TIMEOUT = 60
ROW_LIMIT = 10_000
SQL_MAX_ROW = 100_000
DISPLAY_MAX_ROW = 10_000
FEATURE_FLAGS = {"ALERT_REPORTS": False, "ENABLE_TEMPLATE_PROCESSING": False}

# Behind a proxy that ends TLS (BEHIND_PROXY=1) its X-Forwarded headers are believed and cookies travel on https only.
# Without one, anybody could send those headers, and a secure cookie would make logging in over http impossible.
_BEHIND_PROXY = os.environ.get("BEHIND_PROXY", "0") == "1"
ENABLE_PROXY_FIX = _BEHIND_PROXY
SESSION_COOKIE_SECURE = _BEHIND_PROXY
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
WTF_CSRF_ENABLED = True
# By default pages of a map service may ask this server.
ENABLE_CORS = False

# Superset's default policy without the hosts of others (usage pixel, map tiles, fonts): a page loads from this server only.
TALISMAN_ENABLED = True
TALISMAN_CONFIG = {
    "content_security_policy": {
        "base-uri": ["'self'"],
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": "'none'",
        "style-src": ["'self'", "'unsafe-inline'"],
        "font-src": ["'self'", "data:"],
        "script-src": ["'self'", "'strict-dynamic'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": False,
    "session_cookie_secure": _BEHIND_PROXY,
}
