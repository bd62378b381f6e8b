"""A stand-in for one of the programs: `python stand_in.py FOLDER NAME DOES [MORE]`. Writes its process number to FOLDER/NAME.pids.

pages PORT    answers the two health addresses as if all were well
wait          does nothing until it is told to stop
stubborn      ignores being told to stop, and so does a child of its own (NAME-child.pids)
end           ends at once, with words on its error output
until FILE    ends well as soon as FILE exists
"""

import json
import os
import signal
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HEALTH = {"live": True, "ready": True, "brain": "up"}


class Pages(BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps(HEALTH).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_):
        pass


def main(folder, name, does, *more):
    with open(Path(folder) / f"{name}.pids", "a", encoding="utf-8") as pids:
        pids.write(f"{os.getpid()}\n")
    match does:
        case "pages":
            ThreadingHTTPServer(("127.0.0.1", int(more[0])), Pages).serve_forever()
        case "wait":
            signal.pause()
        case "stubborn":
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            if not name.endswith("-child"):
                subprocess.Popen([sys.executable, __file__, folder, f"{name}-child", "stubborn"])
            while True:
                signal.pause()
        case "end":
            sys.exit("I cannot go on.")
        case "until":
            while not Path(more[0]).exists():
                time.sleep(0.1)  # between two looks


if __name__ == "__main__":
    main(*sys.argv[1:])
