"""Recordings as tensors, and batches of moments from them."""

from pathlib import Path

import numpy as np
import torch

from dynamics import State
from episodes import Recordings
from tokens import Dictionary, tokenize


# Steps at an episode's end that are not learned from: what was done there to a cell may not have been seen again.
TAIL = 40


class Moments:
    """All steps of a recording with the memory they should have; kept beside the file once made."""

    def __init__(self, path: str | Path, device: str, dictionaries: tuple[Dictionary, Dictionary] | None = None):
        self.recordings = Recordings(path)
        kept = Path(f"{path}.tokens")
        stamp = (len(self.recordings.bytes), None if dictionaries is None else len(dictionaries[0].patches))
        if kept.exists() and (found := torch.load(kept, weights_only=False))["stamp"] == stamp:
            tokens, self.dictionaries = found["tokens"], found["dictionaries"]
        else:
            tokens, self.dictionaries = tokenize(self.recordings, dictionaries)
            torch.save({"stamp": stamp, "tokens": tokens, "dictionaries": self.dictionaries}, kept)
        to = lambda array: torch.from_numpy(np.ascontiguousarray(array)).to(device)  # noqa: E731
        self.actions, self.movers = to(tokens.actions), to(tokens.movers)
        self.cells, self.bar = to(tokens.cells), to(tokens.bar)
        self.episodes, self.steps = self.actions.shape
        self.device = device
        self.palette = torch.tensor(self.recordings.header["palette"], device=device).float() / 255
        self.events = self.find_events()

    def find_events(self) -> list[torch.Tensor]:
        """Steps in which the bar changes, by which of its cells do: [steps, 2] episode and step for each such set."""
        if self.bar.shape[-1] == 0:
            return []
        changed = (self.bar[:, 1 : 1 - TAIL] != self.bar[:, : -TAIL]).long()
        powers = 2 ** torch.arange(changed.shape[-1], device=changed.device)
        kinds = (changed * powers).sum(-1)
        values, counts = kinds.unique(return_counts=True)
        return [(kinds == value).nonzero() for value, count in zip(values.tolist(), counts.tolist()) if value and count >= 4]

    def state(self, episode: torch.Tensor, step: torch.Tensor) -> State:
        return State(self.cells[episode, step], self.bar[episode, step], self.movers[episode, step])

    def pick(self, count: int, generator: torch.Generator, events: float = 0.4) -> tuple[torch.Tensor, torch.Tensor]:
        """Random moments, a share of them where something happens: what happens rarely as often as what happens often."""
        draw = lambda most, n: torch.randint(most, (n,), generator=generator)  # noqa: E731
        special = int(count * events) if self.events else 0
        episode, step = draw(self.episodes, count), draw(self.steps - TAIL, count)
        for i, kind in enumerate(draw(len(self.events), special).tolist() if special else []):
            among = self.events[kind]
            episode[i], step[i] = among[int(draw(len(among), 1))].tolist()
        return episode.to(self.device), step.to(self.device)

    def frames(self, episode: torch.Tensor, step: torch.Tensor) -> torch.Tensor:
        """Pictures as palette indices, for a few episodes at a time: [n, height, width]."""
        result = []
        unpacked = {one: self.recordings[one].frames for one in set(episode.tolist())}
        for one, at in zip(episode.tolist(), step.tolist()):
            result.append(torch.from_numpy(unpacked[one][at].copy()))
        return torch.stack(result).to(self.device)


def find_moves(movers: torch.Tensor, world: tuple[int, int]) -> list[list[int]]:
    """The steps that occur, the most common first."""
    around = torch.tensor(world, device=movers.device)
    steps = (movers[:, 1:, :, :2].long() - movers[:, :-1, :, :2] + around // 2) % around - around // 2
    values, counts = steps.flatten(0, 2).unique(dim=0, return_counts=True)
    if len(values) > 16:
        raise ValueError(f"movers make {len(values)} different steps; at most 16 can be learned: check the recorded places")
    return values[counts.argsort(descending=True)].tolist()
