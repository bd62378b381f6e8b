"""What stands in TensorFlow's place lets Rasa start, says so when it is really used, and gives way to the real one."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
STAND_INS = ROOT / "stand_ins"


def run(code: str, *first: Path) -> str:
    """What a fresh Python prints, with these folders looked into first."""
    path = "; ".join(f"sys.path.insert(0, {str(each)!r})" for each in reversed(first))
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", f"import sys; {path or 'pass'}\n{code}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


def test_rasa_starts_on_them_and_has_every_part_that_names_tensorflow():
    code = """
import rasa.core.agent, rasa.nlu.classifiers.diet_classifier, rasa.core.policies.ted_policy, rasa.nlu.selectors.response_selector
import tensorflow
print(tensorflow.__file__)
"""
    assert run(code, STAND_INS) == str(STAND_INS / "tensorflow" / "__init__.py")


@pytest.mark.parametrize(
    "used",
    [
        "tensorflow.constant(1)",
        "tensorflow.keras.Model(1, 2)",
        "__import__('keras').Model()",
        "type('Ours', (tensorflow.keras.layers.Layer,), {})()",
        "tensorflow.zeros(shape=[1])",
    ],
)
def test_what_is_really_used_says_what_is_missing_and_how_to_get_it(used):
    code = f"""
import tensorflow
try:
    {used}
except ImportError as missing:
    print(missing)
else:
    print("nothing was said")
"""
    said = run(code, STAND_INS)
    assert "not installed" in said and "uv sync --group tensorflow" in said


@pytest.mark.parametrize(
    "decorated",
    [
        "@tensorflow.function\ndef five(): return 5",
        "@tensorflow.keras.utils.register_keras_serializable()\ndef five(): return 5",
    ],
)
def test_a_decorator_leaves_what_it_decorates(decorated):
    assert run(f"import tensorflow\n{decorated}\nprint(five())", STAND_INS) == "5"


def test_the_real_one_wins_where_it_is_installed(tmp_path):
    (tmp_path / "tensorflow").mkdir()
    (tmp_path / "tensorflow" / "__init__.py").write_text("real = True")
    # An installed package stands before ours: ours is found by the finder of an editable installation, which Python asks last.
    assert run("import tensorflow; print(tensorflow.real)", tmp_path) == "True"


def test_it_is_not_in_what_is_installed_by_default():
    """Otherwise the stand-ins would never be used, and nobody would see it."""
    locked = (ROOT / "uv.lock").read_text(encoding="utf-8")
    rasa = locked.partition('[[package]]\nname = "rasa"\n')[2].partition("[[package]]")[0]
    assert "dependencies" in rasa and "tensorflow" not in rasa
