"""Learning rates and averaged weights over a run."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Schedule:
    warm_up: int  # steps until the peak is reached
    final: float  # share of the peak at the end

    def rate(self, progress: float, step: int, peak: float) -> float:
        """A cosine over the run, `progress` from 0 to 1, after a linear rise."""
        cosine = 0.5 * (1 + math.cos(math.pi * min(progress, 1)))
        return peak * (self.final + (1 - self.final) * cosine) * min(1, (step + 1) / self.warm_up)


@dataclass(frozen=True)
class Averaging:
    """An exponential moving average of weights that follows faster at the beginning."""

    keep: float
    delay: int = 10  # larger: follows longer

    @torch.no_grad()
    def update(self, average: Iterable[torch.Tensor], weights: Iterable[torch.Tensor], step: int) -> None:
        keep = min(self.keep, (1 + step) / (self.delay + step))
        torch._foreach_lerp_(list(average), list(weights), 1 - keep)
