"""What gunicorn serves: `gunicorn hub.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
application = get_wsgi_application()

from hub.conversations import danger  # noqa: E402  # it needs Django, so not before

# The phrases and words of danger take seconds to read: they are read now, and not while the first carer waits for them.
danger.heard("my partner is hitting me", "web")
