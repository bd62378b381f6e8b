"""Django's settings, all from the environment; the defaults run everything on one machine (docs/operating.md lists them)."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url

from hub.conversations.keys import key_text

BASE_DIR = Path(__file__).resolve().parents[1]
KINSHIP_HOME = Path(os.environ.get("KINSHIP_HOME") or BASE_DIR / ".kinship").resolve()
KINSHIP_CONTENT = Path(os.environ.get("KINSHIP_CONTENT") or BASE_DIR)  # the folder that holds offer_content/
KINSHIP_COUNCIL = os.environ.get("KINSHIP_COUNCIL") or "exampleshire"
KINSHIP_BRAIN_URL = os.environ.get("KINSHIP_BRAIN_URL") or "http://127.0.0.1:5005"  # or several, between commas
KINSHIP_PUBLIC_URL = os.environ.get("KINSHIP_PUBLIC_URL") or "http://localhost:8000"
# Where desks listen for nudges: behind the proxy as a rule, on a port of its own where there is none.
KINSHIP_STREAM_URL = os.environ.get("KINSHIP_STREAM_URL") or f"{KINSHIP_PUBLIC_URL.rstrip('/')}/desk/stream"
# Where the page stands that a proxy shows by itself when nothing of ours answers.
KINSHIP_DOWN_PAGE = os.environ.get("KINSHIP_DOWN_PAGE", "").strip()
KINSHIP_FRAME_ANCESTORS = (os.environ.get("KINSHIP_FRAME_ANCESTORS") or "'self'").split()
KINSHIP_TRUSTED_PROXIES = int(os.environ.get("KINSHIP_TRUSTED_PROXIES") or 0)
KINSHIP_AS_OF = os.environ.get("KINSHIP_AS_OF") or None  # a fixed day, for tests; else today

# Who is told of danger (docs/operating.md). Where neither a list nor a webhook is set, /health/ready and the worker say so.
KINSHIP_ALERT_EMAILS = os.environ.get("KINSHIP_ALERT_EMAILS", "").replace(",", " ").split()
KINSHIP_ALERT_ESCALATION_EMAILS = os.environ.get("KINSHIP_ALERT_ESCALATION_EMAILS", "").replace(",", " ").split()
KINSHIP_ALERT_WEBHOOK = os.environ.get("KINSHIP_ALERT_WEBHOOK", "").strip()
# Who is reminded that a piece of the offer is due for review: addresses, or "role=address" for one owner; between commas.
KINSHIP_REVIEW_EMAILS = [
    part.strip() for part in os.environ.get("KINSHIP_REVIEW_EMAILS", "").split(",") if part.strip()
]
# What makes a PDF of a page for print (a door of its own: the desk does not import it).
KINSHIP_PDF = "hub.leaflets.pdf.render_pdf"
EMAIL_HOST = os.environ.get("KINSHIP_EMAIL_HOST") or "localhost"
EMAIL_PORT = int(os.environ.get("KINSHIP_EMAIL_PORT") or 25)
EMAIL_HOST_USER = os.environ.get("KINSHIP_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("KINSHIP_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("KINSHIP_EMAIL_TLS") == "1"
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = os.environ.get("KINSHIP_EMAIL_FROM") or "kinship-hub@localhost"

# SMS and WhatsApp (docs/channels/): off where no provider is named. Several tokens are good at once, so that one can be changed.
KINSHIP_SMS = os.environ.get("KINSHIP_SMS", "").strip()  # notify or twilio
KINSHIP_WHATSAPP = os.environ.get("KINSHIP_WHATSAPP", "").strip()  # twilio
KINSHIP_TWILIO = {
    "account": os.environ.get("KINSHIP_TWILIO_ACCOUNT_SID", "").strip(),
    "tokens": os.environ.get("KINSHIP_TWILIO_AUTH_TOKENS", "").replace(",", " ").split(),  # the first is used to send
    "sms_number": os.environ.get("KINSHIP_TWILIO_SMS_NUMBER", "").strip(),
    "whatsapp_number": os.environ.get("KINSHIP_TWILIO_WHATSAPP_NUMBER", "").strip(),
    "contents": os.environ.get("KINSHIP_TWILIO_CONTENTS", "").strip(),  # a JSON file: shape of a menu -> ContentSid
    "url": os.environ.get("KINSHIP_TWILIO_URL", "").strip() or "https://api.twilio.com",
    "content_url": os.environ.get("KINSHIP_TWILIO_CONTENT_URL", "").strip() or "https://content.twilio.com",
}
KINSHIP_NOTIFY = {
    "api_key": os.environ.get("KINSHIP_NOTIFY_API_KEY", "").strip(),
    "template": os.environ.get("KINSHIP_NOTIFY_TEMPLATE_ID", "").strip(),  # its body is ((message)), and nothing else
    "sender": os.environ.get("KINSHIP_NOTIFY_SMS_SENDER_ID", "").strip(),
    "number": os.environ.get("KINSHIP_NOTIFY_NUMBER", "").strip(),  # the number that receives
    "tokens": os.environ.get("KINSHIP_NOTIFY_CALLBACK_TOKENS", "").replace(",", " ").split(),
    "url": os.environ.get("KINSHIP_NOTIFY_URL", "").strip() or "https://api.notifications.service.gov.uk",
}

# How long things are kept. What carers are told (council.yml, privacy.keeps) must say the same: a test compares them.
KEPT_DAYS_ASSISTANT = 30
KEPT_DAYS_ADVISER = 365
RESUMED_WITHIN_DAYS = 14
KEPT_DAYS_SAID = 365  # what somebody says the offer lacks (having_a_say.yml, page.kept)

SECRET_KEY = key_text("secret", KINSHIP_HOME)
DEBUG = os.environ.get("KINSHIP_DEBUG") == "1"
ALLOWED_HOSTS = [urlsplit(KINSHIP_PUBLIC_URL).hostname or "localhost", "localhost", "127.0.0.1", "[::1]"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "hub.conversations",
    "hub.publishing",
    "hub.having_a_say",
    "hub.web_chat",
    "hub.offer_site",
    "hub.adviser_desk",
    "hub.evidence",
    "hub.webhooks",
    "hub.leaflets",
    "hub.open_data",
    "hub.demo",
]
MIDDLEWARE = [
    "hub.web_chat.headers.Headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",  # staff only: carers never get a cookie
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # no page of its own: the desk mounts what it needs
]
ROOT_URLCONF = "hub.urls"
WSGI_APPLICATION = "hub.wsgi.application"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{KINSHIP_HOME / 'hub.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,  # a database server that was restarted is found again by the next request, not the one after
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # a writer waits at the start, never deadlocks half-way
        "timeout": 5,
        # FULL: a power cut may not take back a message we said we have. secure_delete: what is erased is overwritten.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = False
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = KINSHIP_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "hub.web_chat.lean_static.LeanStatic"},
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024  # bytes of one POST
DATA_UPLOAD_MAX_NUMBER_FIELDS = 60  # the form of an entry of the offer has 52
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = KINSHIP_PUBLIC_URL.startswith("https:")

# The desk. Carers never get its cookies. A browser takes `__Host-` only with TLS and for the whole host, and then no other
# host of the organisation can plant one; without TLS (on this machine) they are sent to the desk only.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = (
    ("__Host-desk", "__Host-desk-form") if SESSION_COOKIE_SECURE else ("desk", "desk-form")
)
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/" if SESSION_COOKIE_SECURE else "/desk/"
LOGIN_URL, LOGIN_REDIRECT_URL = "/desk/login/", "/desk/"
SESSION_COOKIE_AGE = KINSHIP_SESSION_LONGEST = 9 * 60 * 60  # seconds: a working day
KINSHIP_SESSION_IDLE = 15 * 60  # seconds without an action
PASSWORD_RESET_TIMEOUT = 60 * 60  # seconds for which a link that sets a password is good
CSRF_TRUSTED_ORIGINS = [
    "{0.scheme}://{0.netloc}".format(urlsplit(KINSHIP_PUBLIC_URL))
]  # behind a proxy we are asked over plain HTTP
CSRF_FAILURE_VIEW = "hub.adviser_desk.signing_in.not_from_here"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

# Signing in (allauth). Its own limits are off: hub/conversations/limits.py is the one place for those.
KINSHIP_PUBLIC_HOST = urlsplit(KINSHIP_PUBLIC_URL).hostname or "localhost"
ACCOUNT_ADAPTER = "hub.adviser_desk.accounts.Accounts"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
MFA_ADAPTER = "hub.adviser_desk.accounts.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds: clocks of phones differ
MFA_RECOVERY_CODE_DIGITS = 10
SOCIALACCOUNT_ADAPTER = "hub.adviser_desk.single_sign_on.SignOn"
SOCIALACCOUNT_STORE_TOKENS = False
# The organisation's own sign-in (OpenID Connect); off where no issuer is set.
KINSHIP_OIDC = {
    "issuer": os.environ.get("KINSHIP_OIDC_ISSUER", "").strip(),
    "client_id": os.environ.get("KINSHIP_OIDC_CLIENT_ID", ""),
    "secret": os.environ.get("KINSHIP_OIDC_SECRET", ""),
    "acr": os.environ.get("KINSHIP_OIDC_ACR", "").split(),  # values by which it says that it saw a second factor
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        # With the offset: in an autumn night an hour comes twice.
        "line": {
            "class": "hub.log_lines.IdsOnly",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Each of these tells the addresses it asks, and at Twilio a person's number is part of one.
    "loggers": {name: {"level": "WARNING"} for name in ("httpx", "httpcore", "urllib3")},
}
