"""ILO publications on social protection."""
