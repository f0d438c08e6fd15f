"""Shapes of maps, as packages/nn plans them: each side is a fraction of the frame's, rounded up, or a fixed number of pixels.

A matrix has the shape of the map whose pixels are its rows.
"""

import math
from dataclasses import dataclass, replace
from fractions import Fraction

Axis = Fraction | int  # an int is a number of pixels


@dataclass(frozen=True)
class Shape:
    channels: int
    height: Axis = Fraction(1)
    width: Axis = Fraction(1)

    def scaled(self, factor: Fraction | int, channels: int | None = None) -> 'Shape':
        """The shape with both sides times `factor`."""
        return self.scaled_by((factor, factor), channels)

    def scaled_by(self, factors: tuple[Fraction | int, Fraction | int], channels: int | None = None) -> 'Shape':
        """`factors`: of width and height."""
        width, height = (scale(axis, by) for axis, by in zip((self.width, self.height), factors))
        return replace(self, channels=channels or self.channels, width=width, height=height)

    def size(self, height: int, width: int) -> tuple[int, int]:
        """Pixels [h, w] for a frame of that size."""
        return length(self.height, height), length(self.width, width)


def scale(axis: Axis, factor: Fraction | int) -> Axis:
    return math.ceil(axis * factor) if isinstance(axis, int) else axis * factor


def length(axis: Axis, side: int) -> int:
    return axis if isinstance(axis, int) else math.ceil(side * axis)
