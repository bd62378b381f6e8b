"""The trained model, named by the hash of what it is made of: trained when missing, checked with Rasa's own tools."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

from assistant.understanding.sentence_encoder_build import encoder_state

ROOT = Path(__file__).resolve().parents[1]
MODELS = ROOT / "models"
MADE_OF = (
    "config.yml",
    "domain.yml",
    "uv.lock",
    "data/**/*.yml",
    "assistant/understanding/**/*.py",
    "assistant/understanding/**/*.yml",
)
KEPT_MODELS = 3
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
    "SANIC_HOST": "127.0.0.1",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONWARNINGS": "ignore",
    "LOG_LEVEL": "WARNING",
    "LOG_LEVEL_LIBRARIES": "ERROR",
    "PYTHONDONTWRITEBYTECODE": "",
    "TOKENIZERS_PARALLELISM": "false",
}
# A setting of the machine's own wins over these.
LEAN = {
    "MALLOC_ARENA_MAX": "2",
    # glibc: large blocks go back to the machine when they are free, instead of staying with the process for good once some were freed.
    "MALLOC_MMAP_THRESHOLD_": "131072",
    "MALLOC_TRIM_THRESHOLD_": "131072",
    # One message is far too small to share out: OpenBLAS's second thread only spins after each product, for more time than the turn takes.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}


def environment() -> dict[str, str]:
    """The environment of every Rasa process: telemetry off, no GPU, quiet, lean, our packages importable."""
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    return {**LEAN, **os.environ, **QUIET, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}


def model_path() -> Path:
    """Where the model of today's files is, or would be."""
    # A model that was trained with the encoder is not the one without; built or not built yet, its name is the same.
    digest = hashlib.sha256(encoder_state().name.encode())
    for pattern in MADE_OF:
        for file in sorted(ROOT.glob(pattern)):
            digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return MODELS / f"kinship-{digest.hexdigest()[:16]}.tar.gz"


def trained(*, say=lambda line: None) -> Path:
    """The model, trained first if these very files have none. One trains, others wait. Raises RuntimeError if training fails."""
    path = model_path()
    MODELS.mkdir(exist_ok=True)
    with open(MODELS / ".lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if path.exists():
            return path
        say("Training the model (about a minute, once).")
        name, unfinished = path.name.removesuffix(".tar.gz"), MODELS / ".unfinished"
        done = subprocess.run(
            [sys.executable, "-m", "rasa", "train", "--force", "--fixed-model-name", name, "--out", str(unfinished)],
            cwd=ROOT,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode or not (unfinished / path.name).exists():
            raise RuntimeError(f"Training failed:\n{done.stdout[-3000:]}\n{done.stderr[-5000:]}")
        os.replace(
            unfinished / path.name, path
        )  # whole or not at all: training that is cut short leaves no broken model
        for old in sorted(MODELS.glob("kinship-*.tar.gz"), key=lambda file: file.stat().st_mtime)[:-KEPT_MODELS]:
            old.unlink()
    return path


def check() -> int:
    """Rasa's own checks on data and rules: `rasa data validate` and `rasa test`."""
    model = trained()
    rasa = [sys.executable, "-m", "rasa"]
    for command in (
        [*rasa, "data", "validate", "--fail-on-warnings"],
        [
            *rasa,
            "test",
            "core",
            "--model",
            str(model),
            "--stories",
            "tests/conversations",
            "--fail-on-prediction-errors",
            "--no-plot",
            "--out",
            ".cache/rasa_test",
        ],
    ):
        done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
        summary = (done.stdout + done.stderr)[-4000:] if done.returncode else "passed"
        sys.stdout.write(f"rasa {' '.join(command[3:5])}: {summary}\n")
        if done.returncode:
            return done.returncode
    return 0
