"""A message is a sentence in English that can still be said in another language."""

from __future__ import annotations

from kb.messages import Message
from kb.text import LocalText

INDONESIAN = {"unknown %(what)s%(hint)s": "%(what)s tidak dikenal%(hint)s", "; try %(name)s": "; coba %(name)s"}


def test_a_message_is_its_english_and_is_said_with_what_it_was_filled_with() -> None:
    hint = Message("; try %(name)s", name=LocalText(en="Singapore", id="Singapura"))
    message = Message("unknown %(what)s%(hint)s", what="100%(x)s", hint=hint)
    assert message == "unknown 100%(x)s; try Singapore"
    assert message.said(lambda text: INDONESIAN[text], "id") == "100%(x)s tidak dikenal; coba Singapura"
    assert message.said(lambda text: text, "en") == message
