"""Settings of the tests (测试设置): a data folder of their own, a fast password hash, the database asked for."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

TEST_DATA = Path(tempfile.mkdtemp(prefix="hengxiao-test-"))
atexit.register(shutil.rmtree, TEST_DATA, ignore_errors=True)
os.environ["HENGXIAO_DATA"] = str(TEST_DATA)
os.environ["DATABASE_URL"] = os.environ.get("HENGXIAO_TEST_DATABASE_URL") or f"sqlite:///{TEST_DATA / 'test.sqlite3'}"

from hengxiao.site.settings import *
from hengxiao.site.settings import DATABASES, STORAGES

DATABASES["default"]["TEST"] = {"NAME": f"{DATABASES['default']['NAME']}-test"}
DATABASES["default"]["OPTIONS"].pop("pool", None)
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MAIL_NOTICES = True
AXES_VERBOSE = False
WHITENOISE_AUTOREFRESH = True
RATE_LIMITS = {}  # tests of limits set their own
