"""Understanding a question: signs, places and concepts in it, why passages match it, and how it might be spelt."""

from indexer.understanding.ignored import AS_WORDS, NOTHING, Ignored
from indexer.understanding.understood import Understood, understand

__all__ = ["AS_WORDS", "NOTHING", "Ignored", "Understood", "understand"]
