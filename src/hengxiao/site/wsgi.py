"""Entry point of the production server (服务入口)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hengxiao.site.settings")
application = get_wsgi_application()
