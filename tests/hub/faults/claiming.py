"""One adviser, as a process of its own: says that it is ready, and when told to go takes the next until nobody waits.

Its first argument is the adviser's username. What it took is printed, one id a line.
"""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.db import connection  # noqa: E402

from hub.conversations import desk_queue  # noqa: E402

# SQLite is not fair: of four that write without a pause one can starve. Who gets whom is tried here, not for how long one waits.
connection.settings_dict["OPTIONS"]["timeout"] = 120
adviser = get_user_model().objects.get(username=sys.argv[1])
sys.stdout.write("ready\n")
sys.stdout.flush()
sys.stdin.readline()
while taken := desk_queue.take_next(adviser):
    sys.stdout.write(f"{taken}\n")
