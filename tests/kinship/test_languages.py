"""Which language a message is in, what each calls itself, and lines that people have translated."""

import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml

from kinship import languages, translations
from kinship.check import faults, warnings
from kinship.content_files import Page, read_yaml_text
from kinship.dialogue.conversation import take_turn
from kinship.dialogue.turn import Heard
from kinship.languages_schema import check_languages
from kinship.local_offer import shelf
from kinship.story import Story

ROOT = Path(__file__).resolve().parents[2]
AS_OF = date(2026, 11, 21)
FILE = ROOT / "offer_content" / "languages.yml"


@pytest.mark.parametrize(
    "text, code",
    [
        ("Dzień dobry, mój wnuk mieszka ze mną i potrzebuję pomocy", "pl"),
        ("moja wnuczka mieszka ze mna prosze o pomoc", "pl"),
        ("nepotul meu locuieste cu mine si am nevoie de ajutor", "ro"),
        ("waxaan u baahanahay caawimaad", "so"),
        ("mi nieta vive conmigo y necesito ayuda", "es"),
        ("minha neta mora comigo e preciso de ajuda", "pt"),
        ("torunum benimle yaşıyor", "tr"),
        ("مرحبا ابنة أختي تعيش معي وأحتاج مساعدة", "ar"),
        ("میرا پوتا میرے ساتھ رہتا ہے", "ur"),
        ("আমার নাতি আমার সাথে থাকে", "bn"),
        ("ਮੇਰਾ ਪੋਤਾ ਮੇਰੇ ਨਾਲ ਰਹਿੰਦਾ ਹੈ", "pa"),
        ("मेरा पोता मेरे साथ रहता है", "hi"),
        ("Мій онук живе зі мною, потрібна допомога", "uk"),
        ("мой внук живет со мной", "ru"),
        ("我需要帮助", "zh"),
        ("внук", None),  # Russian or Bulgarian: this word cannot tell
        ("pomocy", None),  # too short, in Latin letters
        ("Bonjour", None),
        ("que sera sera", None),
        ("c'est la vie mate", None),
        ("the café on the corner, el nino and my fiancé", None),
        ("asdf qwer zxcv", None),
        ("got ma wee lad wi me", None),
        ("", None),
        ("👍👍👍👍 ❤️", None),
        ("1234 5678 9012", None),
    ],
)
def test_a_guess_or_none(text, code):
    assert languages.guess(text) == code


def test_no_english_message_we_know_is_taken_for_another_language():
    examples = [
        line.removeprefix("- ")
        for file in sorted(ROOT.glob("data/*/nlu/*.yml"))
        for each in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]
        for line in each["examples"].splitlines()
    ]
    assert len(examples) > 1000
    assert not [(languages.guess(text), text) for text in examples if languages.guess(text)]


def test_languages_of_the_council_by_their_own_names():
    listed = languages.listed(shelf("exampleshire").council)
    names = {language.english: language for language in listed}
    assert list(names)[:3] == ["English", "Polish", "Urdu"] and names["Polish"].own_name == "Polski"
    assert (names["Urdu"].code, names["Urdu"].direction) == ("ur", "rtl")
    assert (names["British Sign Language"].code, names["British Sign Language"].direction) == (None, "ltr")
    assert languages.listed(None) == []


def test_without_the_file_we_go_on_without_it(tmp_path, monkeypatch):
    monkeypatch.setattr(languages, "FILE", tmp_path / "languages.yml")
    assert languages.guess("Dzień dobry, mój wnuk mieszka ze mną") is None and not languages.known()
    assert translations.fixed_words("pl") == {}


# -- translated by people: here by nobody, in a made-up folder --------------------------------------------------------

ENGLISH = yaml.safe_load(FILE.read_text(encoding="utf-8"))["fixed_words"]
POLISH = "Dzień dobry, mój wnuk mieszka ze mną i potrzebuję pomocy"
URDU = "میرا پوتا میرے ساتھ رہتا ہے"


def a_translation(code="pl", text="xx {phone} xx", made_from=None, key="interpreter"):
    stamp = made_from or translations.fingerprint(ENGLISH["interpreter"])
    return (
        f"language: {code}\ntranslated_by: A Person, a made-up role\nchecked_on: 2026-11-16\n"
        f'words:\n  {key}:\n    text: "{text}"\n    translated_from: "{stamp}"\n'
    )


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(translations, "FOLDER", tmp_path)
    return tmp_path


def said(*texts):
    """What is said to each message in turn, when it is not understood."""
    story, talks = {"talk": {"opened": True}}, []
    for turn, text in enumerate(texts, 1):
        heard = Heard(text=text, intent="nlu_fallback", turn=turn, as_of=AS_OF)
        talk = take_turn(heard, Story.from_json(story), shelf("exampleshire"))
        story = talk.story.as_json()
        talks.append(talk.says)
    return talks


@pytest.mark.parametrize("code, text, direction", [("pl", POLISH, "ltr"), ("ur", URDU, "rtl")])
def test_a_current_line_is_said_above_the_english_one(folder, code, text, direction):
    (folder / f"{code}.yml").write_text(a_translation(code), encoding="utf-8")
    (says,) = said(text)
    assert says[0].text == "xx 01632 960100 xx" and says[0].custom == {"lang": code, "dir": direction}
    assert says[1].response == "utter_other_language" and says[1].choices


def test_it_is_not_said_twice_running(folder):
    (folder / "pl.yml").write_text(a_translation(), encoding="utf-8")
    first, second = said(POLISH, POLISH)
    assert len(first) == 2 and [say.response for say in second] == ["utter_other_language_again"]


@pytest.mark.parametrize(
    "written",
    [
        None,
        a_translation(made_from="0123456789ab"),  # the English has changed since
        a_translation(key="other_line"),
        "words: [broken",
        "words: {interpreter: {text: no stamp}}",
    ],
)
def test_missing_stale_or_broken_means_english_only(folder, written):
    if written:
        (folder / "pl.yml").write_text(written, encoding="utf-8")
    (says,) = said(POLISH)
    assert [say.response for say in says] == ["utter_other_language"]


def test_no_translation_is_shipped_that_nobody_made():
    """A machine must not translate: a file here is put in by a council, with the person's name."""
    for file in (ROOT / "offer_content" / "translations").glob("*.yml"):
        assert yaml.safe_load(file.read_text(encoding="utf-8"))["translated_by"].strip()


# -- the check --------------------------------------------------------------------------------------------------------


@pytest.fixture
def root(tmp_path):
    shutil.copytree(ROOT / "offer_content", tmp_path / "offer_content")
    return tmp_path


def test_translations_are_checked_and_stale_ones_only_warned_of(root):
    folder = root / "offer_content" / "translations"
    (folder / "pl.yml").write_text(a_translation(), encoding="utf-8")
    (folder / "ro.yml").write_text(a_translation("ro", made_from="0123456789ab"), encoding="utf-8")
    (folder / "so.yml").write_text(a_translation("pl", "no number", "short"), encoding="utf-8")
    (folder / "ur.yml").write_text(a_translation("ur", key="interpretr").replace("2026-11-16", "2027-01-01"), "utf-8")
    found = [str(fault) for fault in faults("exampleshire", AS_OF, root) if "translations" in fault.file]
    for file, fault in (
        ("so.yml, line 1", "'language' is 'pl'. The file's name says 'so'."),
        ("so.yml, line 6", "has lost {phone}"),
        ("so.yml, line 7", f'write translated_from: "{translations.fingerprint(ENGLISH["interpreter"])}"'),
        ("ur.yml, line 3", "still to come"),
        ("ur.yml, line 5", "'interpretr' is not a line of 'fixed_words'. Did you mean 'interpreter'?"),
    ):
        assert any(file in each and fault in each for each in found), (file, fault, found)
    assert len(found) == 5
    (warned,) = [each for each in warnings(root) if each.file.endswith("ro.yml")]
    assert warned.line == 5 and "its English has changed" in warned.fault and "look at it again" in warned.mend


@pytest.mark.parametrize(
    "old, new, fault",
    [
        ("direction: rtl, script: arabic, letters: ٹ", "direction: left, script: arabic, letters: ٹ", "'left', which"),
        ("script: bengali}", "script: bengli}", "Did you mean 'bengali'?"),
        ("{english: Tamil, own_name: தமிழ், direction: ltr, script: tamil}", "{english: Tamil, direction: ltr}", "has no 'own_name'"),
        ("words: [este, nu", "words: [the, nu", "'the' of 'ro' is an English word too"),
        ('"0B80-0BFF"', '"0B80"', "not a range of letters"),
        ('"no", "yes"', "no, yes", "Put quotes around"),
        ("  danger: If", "  dangre: If", "Did you mean 'danger'?"),
        ("Call {phone}.", "Call us.", "has lost {phone}"),
    ],
)  # fmt: skip
def test_a_slip_in_the_languages_is_a_fault(old, new, fault):
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    page = Page("languages.yml", [])
    check_languages(page, read_yaml_text(text.replace(old, new, 1), "languages.yml", strict=True))
    assert any(fault in str(each) for each in page.faults), page.faults
