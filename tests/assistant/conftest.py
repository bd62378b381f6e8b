"""The intent model as Rasa trained it: what is tested is what runs."""

from __future__ import annotations

import tarfile

import pytest


@pytest.fixture(scope="session")
def intent_model(tmp_path_factory):
    from assistant import brain as brains
    from assistant.understanding.intent_model import IntentModel
    from assistant.understanding.sentence_encoder import SentenceEncoder

    folder = tmp_path_factory.mktemp("intents")
    with tarfile.open(brains.trained()) as archive:
        for member in archive.getmembers():
            if "KinshipIntentClassifier" in member.name and member.isfile():
                member.name = member.name.rpartition("/")[2]
                archive.extract(member, folder)
    return IntentModel.load(folder, SentenceEncoder.load())
