"""The whole base as a command or a server opens it: store, index, and the encoder when it is wanted."""

from __future__ import annotations

import threading

from indexer import embeddings
from indexer.encoder import Encoder, load_encoder
from indexer.engines import Engines
from indexer.follower import Follower
from indexer.index import Index
from indexer.live import LiveIndex
from indexer.search import Searcher
from kb.accounts.tables import MIGRATIONS as ACCOUNTS
from kb.asking.tables import MIGRATIONS as ASKING
from kb.links import MIGRATIONS as LINKS
from kb.settings import Settings
from kb.store import Store
from kb.workflow.tables import MIGRATIONS as WORKFLOW


class Base:
    """Store and index below `KB_HOME`. Opening it reads nothing yet."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.store = Store(settings.store_path, embeddings.MIGRATIONS, ACCOUNTS, WORKFLOW, LINKS, ASKING)
        engines = Engines(settings.vectors, settings.milvus_uri, settings.milvus_token)
        self.index = Index(settings.index_path, self.store, engines)
        self.searcher = Searcher(LiveIndex(self.index))
        self._loading = threading.Lock()
        self.follower = Follower(self.index, lambda: self.searcher.encoder)

    def load_encoder(self) -> Encoder:
        """Load the encoder that `KB_ENCODER` names and give it to the search.

        Raises `EncoderUnavailable` when there is none.
        """
        with self._loading:
            if self.searcher.encoder is None:
                self.searcher.encoder = load_encoder(self.settings.encoder, self.settings.cache)
            return self.searcher.encoder

    def close(self) -> None:
        """Let a running update of the index end, and close the store."""
        self.follower.close()
        self.store.close()
