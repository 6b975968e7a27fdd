"""How practices become findable: passages, encoder, vector index, lexical index, hybrid search, evaluation."""
