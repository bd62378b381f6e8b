"""How gunicorn serves the pages. No access log: what a carer's browser asks for, and from where, is nobody's business here."""

import os
import sys
import traceback

import gunicorn.http.wsgi
import gunicorn.util
from gunicorn.glogging import Logger


class NoAddresses(Logger):
    """The error log without visitors' addresses and without what they sent: gunicorn names both when it refuses a malformed request."""

    def warning(self, msg, *args, **kwargs):
        malformed = str(msg).startswith("Invalid request from")
        super().warning(
            "A malformed request was refused." if malformed else msg, *(() if malformed else args), **kwargs
        )

    def exception(self, msg, *args, **kwargs):
        fault = sys.exc_info()[1]
        said = str(msg).partition(" %s")[0]  # the rest is the address that was asked for
        super().error(
            "%s %s\n%s", said, type(fault).__name__, "".join(traceback.format_tb(getattr(fault, "__traceback__", None)))
        )


REFUSED = (  # by the web server itself, before Django sees it: as bare as can be, and dressed like every other answer
    "Connection: close",
    "Content-Length: 0",
    "Server: hub",
    "Cache-Control: no-store",
    "X-Content-Type-Options: nosniff",
    "Referrer-Policy: no-referrer",
    "Cross-Origin-Opener-Policy: same-origin",
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; form-action 'none'; frame-ancestors 'none'; "
    "base-uri 'none'",
)


def refuse(sock, status, reason, _):
    """In the place of gunicorn's page, which says what was wrong with what was sent."""
    lines = "\r\n".join((f"HTTP/1.1 {status} {reason}", *REFUSED, "", ""))
    gunicorn.util.write_nonblock(sock, lines.encode("latin1"))


bind = f"{os.environ.get('KINSHIP_BIND') or '127.0.0.1'}:{os.environ.get('PORT') or 8000}"
worker_class = "gthread"
workers = 2
threads = 8  # a POST may wait 2 s for its reply: threads are what is used up, not the processor
timeout = 30
graceful_timeout = 3
accesslog = None
gunicorn.util.write_error = refuse
gunicorn.http.wsgi.SERVER = "hub"  # what answers says nothing of what it is made with
errorlog = "-"
logger_class = NoAddresses
proc_name = "kinship-hub"
control_socket_disable = True  # the supervisor is the one that controls
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
