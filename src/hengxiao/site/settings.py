"""Settings (设置): everything a site changes comes from the environment; the defaults run on one desk with SQLite."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF

from hengxiao.site.logs import logging_of

env = environ.Env()
DATA_DIR = Path(env("HENGXIAO_DATA", default="var")).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)
PACKAGE = Path(__file__).resolve().parent.parent


def secret_key() -> str:
    """The key given by the site, else one made once and kept in the data folder (密钥)."""
    given: str = env("SECRET_KEY", default="")
    kept = DATA_DIR / "secret-key"
    if not given and not kept.exists():
        import secrets

        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return given or kept.read_text(encoding="ascii")


def origins_of(url: str) -> list[str]:
    """Scheme and host of an address, none of "" (来源)."""
    parts = urlsplit(url)
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []


SECRET_KEY = secret_key()
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG = env.bool("HENGXIAO_DEBUG", default=False)
ALLOWED_HOSTS = env.list("HENGXIAO_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("HENGXIAO_ORIGINS", default=[])
HTTPS = env.bool("HENGXIAO_HTTPS", default=False)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "simple_history",
    "django_tasks",
    "django_tasks_db",
    "hengxiao.base",
    "hengxiao.cycle",
]

MIDDLEWARE = [
    "hengxiao.site.probes.ProbeMiddleware",
    "hengxiao.site.proxies.ProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "hengxiao.base.middleware.ViewerMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "hengxiao.site.urls"
WSGI_APPLICATION = "hengxiao.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "site" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hengxiao.base.context.site",
            ],
            "builtins": ["hengxiao.base.templatetags.words"],
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'hengxiao.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["CONN_MAX_AGE"] = None  # each thread keeps its own, with what it has read and prepared
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;",
    }
else:
    DATABASES["default"].setdefault("OPTIONS", {}).update(pool={"min_size": 1, "max_size": 8, "timeout": 10})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "base.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "hengxiao.base.adapters.ClosedAccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# An office shares one address: failures are counted by user name (AXES_…), addresses only against floods.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "100/5m/ip"}
SOCIALACCOUNT_ADAPTER = "hengxiao.base.adapters.ClosedSocialAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = False
OIDC_USERNAME = env("HENGXIAO_OIDC_USERNAME", default="preferred_username")
OIDC_PROVIDER = {
    "provider_id": "sso",
    "name": env("HENGXIAO_OIDC_NAME", default="单点登录"),
    "client_id": env("HENGXIAO_OIDC_CLIENT", default=""),
    "secret": env("HENGXIAO_OIDC_SECRET", default=""),
    "settings": {"server_url": env("HENGXIAO_OIDC_SERVER", default=""), "oauth_pkce_enabled": True},
}
# Browsers follow the sign-on button's form to the provider only when the policy names it.
OIDC_ORIGINS = env.list("HENGXIAO_OIDC_ORIGINS", default=origins_of(OIDC_PROVIDER["settings"]["server_url"]))
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [OIDC_PROVIDER] if OIDC_PROVIDER["client_id"] else []}}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "衡效"
MFA_FORMS = {
    "add_webauthn": "hengxiao.base.forms_keys.NewKeyForm",
    "edit_webauthn": "hengxiao.base.forms_keys.KeyForm",
}
MFA_REQUIRED_ROLES = env.list("HENGXIAO_MFA_ROLES", default=[])
AXES_FAILURE_LIMIT = env.int("HENGXIAO_LOGIN_FAILURES", default=5)
AXES_COOLOFF_TIME = env.float("HENGXIAO_LOCKOUT_HOURS", default=0.5)
AXES_LOCKOUT_PARAMETERS = ["username"]
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # asks for the address beside the name, which an office shares
AXES_LOCKOUT_TEMPLATE = "base/locked.html"

SESSION_COOKIE_AGE = env.int("HENGXIAO_SESSION_SECONDS", default=8 * 3600)
SESSION_IDLE_SECONDS = env.int("HENGXIAO_IDLE_SECONDS", default=30 * 60)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF, *OIDC_ORIGINS],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "site" / "locale"]
TIME_ZONE = env("TZ", default="Asia/Shanghai")
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [PACKAGE / "site" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA_DIR / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if env("HENGXIAO_S3_BUCKET", default=""):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env("HENGXIAO_S3_BUCKET"),
            "endpoint_url": env("HENGXIAO_S3_ENDPOINT", default="") or None,
            "access_key": env("HENGXIAO_S3_KEY", default="") or None,
            "secret_key": env("HENGXIAO_S3_SECRET", default="") or None,
            "region_name": env("HENGXIAO_S3_REGION", default="") or None,
            "location": env("HENGXIAO_S3_PREFIX", default=""),
            "default_acl": None,
            "file_overwrite": False,
            "querystring_auth": True,
        },
    }
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 1000
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024 * 1024
# Notices by e-mail: off unless HENGXIAO_MAIL is on; EMAIL_URL such as smtp+tls://user:password@host:587
MAIL_NOTICES = env.bool("HENGXIAO_MAIL", default=False)
SITE_ADDRESS = env("HENGXIAO_ADDRESS", default="http://localhost:8000/")
globals().update(env.email_url("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 10  # seconds; the worker that sends has other things to do
DEFAULT_FROM_EMAIL = env("HENGXIAO_MAIL_FROM", default="hengxiao@localhost")
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
# A job whose worker has been silent this long is given to another; processes for reading and printing.
JOB_LAPSE_SECONDS = env.float("HENGXIAO_JOB_LAPSE", default=60.0)
JOB_PROCESSES = env.int("HENGXIAO_JOB_PROCESSES", default=min(4, os.cpu_count() or 1))
CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}
# So many in so many seconds ("600/60"), 0 for no limit.
RATE_LIMITS = {
    "token": env("HENGXIAO_LIMIT_TOKEN", default="600/60"),
    "address": env("HENGXIAO_LIMIT_ADDRESS", default="1200/60"),
    "refused": env("HENGXIAO_LIMIT_REFUSED", default="30/300"),
    "portal": env("HENGXIAO_LIMIT_PORTAL", default="1200/60"),
    "upload": env("HENGXIAO_LIMIT_UPLOAD", default="60/600"),
}
TOKEN_DAYS = env.int("HENGXIAO_TOKEN_DAYS", default=366)
# Webhooks go to the open internet by https; into networks named here (10.0.0.0/8) also unencrypted.
WEBHOOK_NETWORKS = env.list("HENGXIAO_WEBHOOK_NETWORKS", default=[])
WEBHOOK_CA = env("HENGXIAO_WEBHOOK_CA", default="")
HENGXIAO_HASH = env("HENGXIAO_HASH", default="sha256")
TRUSTED_PROXIES = env.list("HENGXIAO_PROXIES", default=[])
METRICS_TOKEN = env("HENGXIAO_METRICS_TOKEN", default="")
LOGGING = logging_of(env("HENGXIAO_LOG", default="text"), env("HENGXIAO_LOG_LEVEL", default="INFO"))
HENGXIAO_DEMO = env.bool("HENGXIAO_DEMO", default=False)
