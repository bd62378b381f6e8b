"""The layout on one machine and the one for real hosts are the same, and nothing in either is open that should not be."""

import importlib.util
from pathlib import Path

import pytest
import yaml

from hub.cluster import nginx
from hub.cluster.layout import ACTIONS, KINDS, MOST, PORTS, RASA, SEVERAL, WEB, layout, names
from hub.conversations.brains import addresses
from hub.conversations.models import WorkerPulse
from hub.health import PULSE_WITHIN

DEPLOY = Path(__file__).resolve().parents[3] / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yml").read_text("utf-8"))
SERVICES = COMPOSE["services"]
CLOSED = {name for name, network in COMPOSE["networks"].items() if network.get("internal")}


def test_both_lists_of_processes_are_the_same():
    assert set(SERVICES) - {"setup"} == set(names())
    found = [name for name in SERVICES if name.startswith("rasa-")]
    asked = addresses(SERVICES["worker-1"]["environment"]["KINSHIP_BRAIN_URL"])
    assert asked == [f"http://{name}:5005" for name in found]


def test_the_proxy_of_the_hosts_is_the_one_we_make():
    """python -m hub.cluster.nginx > deploy/nginx.conf"""
    assert (DEPLOY / "nginx.conf").read_text("utf-8") == nginx.for_compose()


def test_every_service_says_whether_it_is_well_and_comes_back():
    for name, service in SERVICES.items():
        assert ("healthcheck" in service) == (name != "setup"), name
        assert service["restart"] == ("no" if name == "setup" else "unless-stopped"), name
        assert service["image"].partition(":")[2] not in ("", "latest"), name
    for name in ("worker-1", "worker-2"):
        assert name in SERVICES[name]["healthcheck"]["test"] and name in SERVICES[name]["command"]


def test_only_the_proxy_is_open_and_rasa_is_in_no_network_that_leads_anywhere():
    opened = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert opened == {"nginx": ["127.0.0.1:8000:8000"]}
    for name, kind in names().items():
        if kind in (RASA, ACTIONS, "redis", "postgres"):
            assert set(SERVICES[name]["networks"]) <= CLOSED, name
        if kind in (WEB, "stream"):
            assert "brain" not in SERVICES[name]["networks"], f"{name} could ask Rasa"


def test_no_secret_stands_in_the_file():
    assert {secret["file"].rpartition("/")[0] for secret in COMPOSE["secrets"].values()} == {"./secrets"}
    for name, service in SERVICES.items():
        for variable, value in (service.get("environment") or {}).items():
            assert not any(word in variable for word in ("SECRET", "FIELD_KEYS", "LOOKUP")), (name, variable)
            assert "PASSWORD" not in variable or value.startswith("/run/secrets/"), (name, variable)
            assert ":" not in str(value).partition("//")[2].partition("@")[0] or "@" not in str(value), (name, variable)


def test_the_health_check_of_a_worker_looks_where_its_sign_of_life_is():
    spec = importlib.util.spec_from_file_location("well", DEPLOY / "well.py")
    well = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(well)
    assert PULSE_WITHIN.total_seconds() == well.WITHIN
    assert f"FROM {WorkerPulse._meta.db_table} " in (DEPLOY / "well.py").read_text("utf-8")


@pytest.mark.parametrize("most", [False, True])
def test_no_two_processes_have_one_port(most):
    counts = dict.fromkeys(SEVERAL, MOST) if most else {}
    laid_out = layout(8000, counts)
    used = [part.port for part in laid_out.parts if part.port] + [laid_out.actions_front]
    assert len(set(used)) == len(used) == len(laid_out.ports())
    assert all(8000 <= port < 8000 + PORTS for port in used)
    assert len(laid_out.parts) == sum(counts.get(kind, usual) for kind, (_, usual) in KINDS.items())


@pytest.mark.parametrize("kind, count", [("web", 0), ("rasa", MOST + 1)])
def test_none_or_too_many_is_refused(kind, count):
    with pytest.raises(ValueError, match=f"{kind}: {count}"):
        layout(8000, {kind: count})
