"""Where a value stands on the scale of its table, for the small chart beside it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from kb.countries import is_currency

WIDTH = 100.0  # of a chart, in its own units


@dataclass(frozen=True)
class Scale:
    """From `low` to `high`; shares lie on a linear scale from 0 (bars), counts on a logarithmic one (dots)."""

    low: float
    high: float
    logarithmic: bool

    def place(self, value: Decimal) -> float | None:
        """Return where a value lies, 0 to 100; None for one that the scale does not hold."""
        number = float(value)
        if not self.low <= number <= self.high:
            return None
        if self.logarithmic:
            return WIDTH * math.log10(number / self.low) / math.log10(self.high / self.low)
        return WIDTH * (number - self.low) / (self.high - self.low)


def scale(unit: str, values: Iterable[Decimal]) -> Scale | None:
    """Return the scale for values of a unit; None where a chart would mislead: for money, and for a single value."""
    numbers = [float(value) for value in values]
    if is_currency(unit) or len(numbers) < 2:
        return None
    if unit == "percent":
        return Scale(0, max(100.0, *numbers), logarithmic=False)
    positive = [number for number in numbers if number > 0 and math.isfinite(number)]
    if not positive:
        return None
    low, high = math.floor(math.log10(min(positive))), math.ceil(math.log10(max(positive)))
    return Scale(10.0**low, 10.0 ** max(high, low + 1), logarithmic=True)
