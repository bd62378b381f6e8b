"""The proxy's configuration: in front of the web processes, the stream and the action servers. Also for deploy/nginx.conf.

What people write passes through memory only: bodies fit the buffers, nothing is kept on disk, and no request is logged.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from hub.cluster.layout import ACTIONS, STREAM, WEB, names

# Rasa is behind no address of ours at all. That these are refused here too costs nothing, and shows at once where somebody tries.
OF_RASA = "webhooks/(hub|rest|callback)|webhook|actions|model|conversations|status|version|domain|socket\\.io"

CONFIGURATION = """\
# Made by hub/cluster/nginx.py.
worker_processes auto;
error_log stderr crit;  # lower levels name visitors' addresses and what they asked for
pid {pid};
{user}events {{
    worker_connections 4096;
}}
http {{
    access_log off;
    server_tokens off;
    client_max_body_size 8m;
    client_body_buffer_size 256k;
    client_body_temp_path {temp}/body;
    proxy_temp_path {temp}/proxy;
    fastcgi_temp_path {temp}/fastcgi;
    uwsgi_temp_path {temp}/uwsgi;
    scgi_temp_path {temp}/scgi;
    proxy_max_temp_file_size 0;
    proxy_buffers 16 32k;
    proxy_buffer_size 32k;

{upstreams}
    server {{
        listen {listen};
        proxy_connect_timeout 1s;
        proxy_read_timeout 35s;
        # Only what was not begun is passed on to the next: a form must not be sent twice without its knowing.
        proxy_next_upstream error timeout;
        proxy_next_upstream_tries 2;
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-For {forwarded};
        proxy_set_header X-Forwarded-Host "";
        proxy_set_header X-Real-IP "";
        proxy_set_header Forwarded "";
        proxy_set_header Connection "";

        # When none of ours answers, people are told so, and whom to call. What we answer ourselves is passed on as it is.
        error_page 502 504 /{down_page};
        location = /{down_page} {{
            internal;
            root {down_folder};
            try_files /{down_page} =502;
            add_header Cache-Control "no-store" always;
            add_header Retry-After "5" always;
            add_header Referrer-Policy "no-referrer" always;
            add_header X-Content-Type-Options "nosniff" always;
            add_header Content-Security-Policy "{down_policy}" always;
        }}

        location / {{
            proxy_pass http://web;
        }}
        # No form of the chat is held for more than about two seconds: a web process that hangs is left sooner.
        location /chat/ {{
            proxy_pass http://web;
            proxy_read_timeout 8s;
        }}
        # These carry a key of their own and are stored once, however often they come: they may be tried at the next.
        location = /chat/say {{
            proxy_pass http://web;
            proxy_read_timeout 8s;
            proxy_next_upstream error timeout non_idempotent;
        }}
        location /webhooks/ {{
            proxy_pass http://web;
            proxy_read_timeout 8s;
            proxy_next_upstream error timeout non_idempotent;
        }}
        # A stream: passed on as it comes, and for longer than its own heartbeat (25 seconds).
        location = /desk/stream {{
            proxy_pass http://stream;
            proxy_http_version 1.1;
            proxy_buffering off;
            proxy_read_timeout 90s;
        }}
        location /health/ {{
{inside}            deny all;
            proxy_pass http://web;
            proxy_read_timeout 8s;
        }}
        location ~ ^/({of_rasa})(/|$) {{
            return 404;
        }}
    }}
    # The way from each Rasa to the action servers: they keep nothing, so a turn is simply asked of the next.
    server {{
        listen {actions_listen};
        client_max_body_size 8m;
        client_body_buffer_size 1m;
        proxy_connect_timeout 1s;
        proxy_read_timeout 5s;
        proxy_next_upstream error timeout http_502 http_503 non_idempotent;
        location / {{
            proxy_pass http://actions;
        }}
    }}
}}
"""
UPSTREAM = """\
    upstream {name} {{
{servers}    }}
"""
# It may stand in any frame: the chat may be in one on the council's page, and there is nothing on this page to be led to press.
DOWN_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'"
# One failure takes a process out for a short while; where it is the only one, nginx asks it all the same.
SERVER = "        server {address} max_fails=1 fail_timeout={rest}s{down};\n"
# When all have failed lately they are still asked: it was the database that hung, say, and a page that needs none is there.
LAST = "        server {address} backup max_fails=0;\n"
REST = {"web": 3, "stream": 2, "actions": 5}  # seconds


@dataclass(frozen=True)
class Front:
    """What the proxy is told: where it listens and what is behind it. `down`: addresses that get nothing just now."""

    listen: str
    actions_listen: str
    web: Sequence[str]
    stream: Sequence[str]
    actions: Sequence[str]
    down: Collection[str] = ()
    proxies_before: int = 0  # proxies of ours before this one, each of which has added the address it heard from
    user: str = ""
    down_page: str = "/pages/service-down.html"  # the worker writes it (hub/web_chat/service_down.py)
    pid: str = "/run/nginx.pid"
    temp: str = "/var/cache/nginx"
    inside: Sequence[str] = field(default=("127.0.0.1",))  # who may ask about our health


def configuration(front: Front) -> str:
    """The whole file."""
    upstreams = {"web": front.web, "stream": front.stream, "actions": front.actions}
    return CONFIGURATION.format(
        pid=front.pid,
        temp=front.temp,
        user=f"user {front.user};\n" if front.user else "",
        upstreams="".join(upstream(name, addresses, front.down) for name, addresses in upstreams.items()),
        listen=front.listen,
        actions_listen=front.actions_listen,
        # What a visitor claims to be is thrown away, unless a proxy of ours stands before this one and has said it.
        forwarded="$proxy_add_x_forwarded_for" if front.proxies_before else "$remote_addr",
        inside="".join(f"            allow {network};\n" for network in front.inside),
        of_rasa=OF_RASA,
        down_folder=front.down_page.rpartition("/")[0],
        down_page=front.down_page.rpartition("/")[2],
        down_policy=DOWN_POLICY,
    )


def upstream(name: str, addresses: Sequence[str], down: Collection[str]) -> str:
    """One group of servers. Where all would be down none is: nginx asks somebody rather than nobody."""
    out = set(down) if set(addresses) - set(down) else set()
    servers = (
        SERVER.format(address=address, rest=REST[name], down=" down" if address in out else "") for address in addresses
    )
    last = [LAST.format(address=address) for address in addresses if address not in out] if len(addresses) > 1 else []
    return UPSTREAM.format(name=name, servers="".join([*servers, *last]))


def for_compose() -> str:
    """deploy/nginx.conf: the same, with the names and ports of deploy/compose.yml, and a TLS proxy before it."""
    kinds = names()
    of = {kind: [name for name in kinds if kinds[name] == kind] for kind in (WEB, STREAM, ACTIONS)}
    return configuration(
        Front(
            listen="8000",
            actions_listen="5055",
            web=[f"{name}:8000" for name in of[WEB]],
            stream=[f"{name}:8001" for name in of[STREAM]],
            actions=[f"{name}:5055" for name in of[ACTIONS]],
            proxies_before=1,
            user="nginx",
        )
    )


if __name__ == "__main__":  # python -m hub.cluster.nginx > deploy/nginx.conf
    sys.stdout.write(for_compose())
