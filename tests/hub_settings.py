"""The hub's settings in tests: a home of its own (never the one in use here) and keys made for the run."""

import atexit
import os
import shutil
import tempfile

from cryptography.fernet import Fernet

os.environ["KINSHIP_HOME"] = tempfile.mkdtemp(prefix="kinship-tests-")
atexit.register(shutil.rmtree, os.environ["KINSHIP_HOME"], ignore_errors=True)
os.environ["KINSHIP_SECRET_KEY"] = "a secret of the tests"
os.environ["KINSHIP_LOOKUP_KEY"] = "a lookup key of the tests"
os.environ["KINSHIP_FIELD_KEYS"] = Fernet.generate_key().decode()
# A SQLite file, unless another is asked for: TEST_DATABASE_URL=postgres://user:password@host/name (a database beside it is made).
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL", "")

from hub.settings import *  # noqa: E402, F403

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},  # no collectstatic needed
}
STATIC_ROOT.mkdir(parents=True)  # noqa: F405  # whitenoise warns of a missing folder

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": KINSHIP_HOME / "test.sqlite3"}  # noqa: F405  # a real file, with real locks
    # No test cuts the power, and waiting for the disk at each commit took longer than most tests. The real processes do wait.
    OPTIONS = DATABASES["default"]["OPTIONS"]  # noqa: F405
    DATABASES["default"]["OPTIONS"] = {**OPTIONS, "init_command": OPTIONS["init_command"].replace("FULL", "OFF")}  # noqa: F405

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one is slow on purpose
