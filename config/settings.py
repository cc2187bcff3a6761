"""Django settings, from environment variables (see env.py and docs/deploying.md)."""

from datetime import timedelta

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import logging
from config.catalogues import catalogues
from config.env import (
    BASE_DIR,
    VAR_DIR,
    base_map,
    comma_separated,
    database,
    env,
    mail_server,
    one_of,
    secret_key,
    whole_number,
    yes_or_no,
)
from config.operator import operator

DEBUG = env("DEBUG", cast=yes_or_no, default=False)
DEMONSTRATION = env("DEMONSTRATION", cast=yes_or_no, default=DEBUG)
if DEBUG and not DEMONSTRATION:
    raise ImproperlyConfigured("DEBUG=true needs DEMONSTRATION=true: a real study is never run with DEBUG.")
SECOND_FACTOR_REQUIRED = not (DEBUG or DEMONSTRATION)
SECRET_KEY = secret_key(may_generate=DEBUG or DEMONSTRATION)
LOCAL_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = env("ALLOWED_HOSTS", cast=comma_separated, default=LOCAL_HOSTS if DEMONSTRATION else [])
PORT = env("PORT", cast=whole_number(1, 65_535), default=8000)

INSTALLED_APPS = [
    "accounts",
    "noms",
    "enterprises",
    "survey",
    "interviews",
    "learning",
    "reports",
    "search",
    "mapping",
    "config",
    *(["demo"] if DEMONSTRATION else []),
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "rest_framework",
    "django_tasks",
    "django_tasks_db",
    "drf_spectacular",
    "simple_history",
]

MIDDLEWARE = [
    "config.logging.RequestLogMiddleware",
    # Before SecurityMiddleware, which may refuse the host, so that this response has the headers too.
    "config.middleware.SecurityHeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.ProbesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.PublicGZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SessionLimitsMiddleware",
    "accounts.middleware.SignInRequiredMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "config.govuk_forms.DesignSystemRenderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context_processors.deployment",
            ],
        },
    }
]

DATABASES = {"default": database()}

# Accounts
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.RoleBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
# Permission and page: where somebody begins after signing in. The first that they have decides; others begin at home.
FIRST_PAGES = (
    ("study.manage", "tasks"),
    ("interviews.enter", "worklist"),
    ("directory.curate", "home"),
    ("admin.enter", "admin:index"),
)
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/15m/ip,5/15m/key",
    "reset_password": "20/h/ip,5/h/key",
    "reauthenticate": "10/m/user",
    # Our own limits. Their keys are hashes of an IP address, of a token or of an e-mail address, or an answer’s number.
    "survey_begun": "30/h/key",
    "survey_link_sent": "5/d/key",
    "private_feed": "60/h/key",
    "correction_sent": "10/h/key",
    "claim_link_sent": "3/d/key",
    "feedback_sent": "20/h/key",
}
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
# For links to choose a password: from create_administrator, the admin or an e-mail.
PASSWORD_RESET_TIMEOUT = int(timedelta(days=3).total_seconds())
# allauth requires verified addresses because strangers may sign up with somebody else’s. Nobody signs up here.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Gatehouse"
IDLE_LIMIT = timedelta(minutes=env("IDLE_MINUTES", cast=whole_number(1), default=30))
SESSION_LIMIT = timedelta(hours=12)
# The session outlives its limit, so that a form that is sent too late can be recovered.
SESSION_COOKIE_AGE = 2 * int(SESSION_LIMIT.total_seconds())

# Headers and cookies. A demonstration uses plain HTTP; everything else uses HTTPS.
PLAIN_HTTP = DEBUG or DEMONSTRATION
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not PLAIN_HTTP
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = env("HSTS_SECONDS", cast=whole_number(0), default=0 if PLAIN_HTTP else 63_072_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env(
    "HSTS_SUBDOMAINS", cast=yes_or_no, default=not PLAIN_HTTP
)
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# The map may fill the screen; no other browser feature is used.
PERMISSIONS_POLICY = {
    "accelerometer": [],
    "autoplay": [],
    "camera": [],
    "display-capture": [],
    "encrypted-media": [],
    "fullscreen": "self",
    "geolocation": [],
    "gyroscope": [],
    "magnetometer": [],
    "microphone": [],
    "midi": [],
    "payment": [],
    "picture-in-picture": [],
    "screen-wake-lock": [],
    "usb": [],
    "xr-spatial-tracking": [],
}
BEHIND_PROXY = env("BEHIND_PROXY", cast=yes_or_no, default=False)
ALLAUTH_TRUSTED_PROXY_COUNT = env("PROXY_COUNT", cast=whole_number(0), default=int(BEHIND_PROXY))
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = env("CSRF_TRUSTED_ORIGINS", cast=comma_separated, default=[])
CSRF_FAILURE_VIEW = "mapping.views.site_pages.csrf_failure"
BASE_MAP = base_map()
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *(BASE_MAP.origins("img-src") if BASE_MAP else [])],
        "font-src": [SELF],
        "connect-src": [SELF, *(BASE_MAP.origins("connect-src") if BASE_MAP else [])],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# API. A view without a permission is closed.
REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["accounts.access.RequiresPermission"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
API_RATE = "600/minute"
SPECTACULAR_SETTINGS = {
    "TITLE": "Gatehouse",
    "DESCRIPTION": "The mapping study's directory, frame and reports. Curators may add evidence; the rest is read.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "ENUM_NAME_OVERRIDES": {"DatePrecisionEnum": "noms.vocabulary.DatePrecision.choices"},
}

# Language and time
LANGUAGE_CODE = "en-gb"
# British English: Django's messages in plain words. Other languages: the respondent's pages.
LOCALE_PATHS = [BASE_DIR / "locale"]
_CATALOGUES = list(catalogues(LOCALE_PATHS[0]))
LANGUAGES = [(LANGUAGE_CODE, "English")]
LANGUAGES += [(each.code, each.name) for each in _CATALOGUES if each.code != LANGUAGE_CODE]
DRAFT_LANGUAGES = {each.code for each in _CATALOGUES if each.is_draft}
FORMAT_MODULE_PATH = "config.formats"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

# Static files: our own, and those that script/assets builds from packages.
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
_MANIFEST = "whitenoise.storage.CompressedManifestStaticFilesStorage"
_PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _PLAIN if DEBUG else _MANIFEST},
}
WHITENOISE_USE_FINDERS = DEBUG

# Both caches are tables of the database, so that all workers share them. The cache of rate limits evicts nothing.
CACHES = {
    "default": {
        "BACKEND": "accounts.limits_cache.LimitsCache",
        "LOCATION": "gatehouse_limits",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    "pages": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "gatehouse_pages",
    },
}

# Jobs run in the request, or in `manage.py db_worker` (see docs/deploying.md).
TASK_BACKENDS = {
    "IMMEDIATE": "django_tasks.backends.immediate.ImmediateBackend",
    "DATABASE": "django_tasks_db.DatabaseBackend",
}
TASKS = {
    "default": {"BACKEND": TASK_BACKENDS[env("TASKS", cast=one_of(*TASK_BACKENDS), default="IMMEDIATE")]}
}

# Who runs this Gatehouse: named wherever a page says whom to write to.
OPERATOR = operator(is_demonstration=DEMONSTRATION)

# Who publishes the releases, and under which licence: said in the catalogue of releases.
PUBLISHER = env("PUBLISHER", default="Gatehouse")
PUBLICATION_LICENCE = env(
    "PUBLICATION_LICENCE",
    default="https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
)

# E-mail. Without a server it is printed with DEBUG and dropped otherwise, because it may have a link to sign in with.
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="gatehouse@localhost")
_MAIL_SERVER = mail_server()
if _MAIL_SERVER:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _MAIL_SERVER.host, _MAIL_SERVER.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL_SERVER.user, _MAIL_SERVER.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL_SERVER.use_tls, _MAIL_SERVER.use_ssl
    EMAIL_TIMEOUT = _MAIL_SERVER.timeout
elif DEBUG:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
else:
    EMAIL_BACKEND = "accounts.email.NoMailServer"

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = logging.configure(
    level=env(
        "LOG_LEVEL",
        cast=one_of("DEBUG", "INFO", "WARNING", "ERROR"),
        default="WARNING" if DEMONSTRATION else "INFO",
    ),
    as_json=not DEBUG,
)
