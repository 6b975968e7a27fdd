"""ISSA analysis and news on platform workers."""
