"""The ILO's social protection platform."""
