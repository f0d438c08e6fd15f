"""Recordings as tensors on one device: pictures of classes, and actions. Nothing else is learned from."""

import numpy as np
import torch
from torch import Tensor

from models.shared.episodes import Recordings


def renumber(path: str, file: Recordings, palette: list[list[int]]) -> np.ndarray:
    """The number in `palette` of each colour of a recording, which counts them in the order in which they were seen."""
    unknown = [color for color in file.header['palette'] if color not in palette]
    if unknown:
        raise ValueError(
            f'{path}: the palette has {unknown[0]}, which the other recordings lack. Record all of them alike.'
        )
    return np.array([palette.index(color) for color in file.header['palette']], np.uint8)


class Drives:
    """
    All episodes of files [episodes, steps + 1, h, w], as long as the shortest. They must have one size, the same colours and one
    list of actions: those of the header `like`, where it is given. Colours may be numbered in any order.
    """

    def __init__(self, paths: list[str], device: str, like: dict | None = None):
        files = [Recordings(path) for path in paths]
        self.header = like or {k: v for k, v in files[0].header.items() if k != 'episodes'}
        for path, file in zip(paths, files):
            for field in ('frame', 'actions'):
                if file.header[field] != self.header[field]:
                    raise ValueError(f'{path}: {field} is not that of the other recordings. Record all of them alike.')
        numbers = [renumber(path, file, self.header['palette']) for path, file in zip(paths, files)]
        episodes = [file[i] for file in files for i in range(len(file))]
        tables = [table for table, file in zip(numbers, files) for _ in range(len(file))]
        if not episodes:
            raise ValueError(f'{paths[0]}: has no episodes. Record some.')
        self.steps = min(len(one.actions) for one in episodes)
        self.device = device
        frames = [table[one.frames[: self.steps + 1]] for one, table in zip(episodes, tables)]
        self.frames = torch.from_numpy(np.stack(frames)).to(device)
        self.actions = torch.from_numpy(np.stack([one.actions[: self.steps] for one in episodes])).to(device)
        if not like:
            missing = [
                self.header['actions'][i] for i in range(len(self.header['actions'])) if not (self.actions == i).any()
            ]
            if missing:
                raise ValueError(
                    f'{paths[0]}: nobody ever does {", ".join(missing)}. Record it, or leave it out of the actions.'
                )

    def __len__(self) -> int:
        return len(self.frames)

    def segment(self, episode: Tensor, step: Tensor, count: int) -> tuple[Tensor, Tensor]:
        """Pictures `step` … `step + count` [streams, count + 1, h, w], and the actions between them."""
        span = step[:, None] + torch.arange(count + 1, device=self.device)
        return self.frames[episode[:, None], span], self.actions[episode[:, None], span[:, :-1]]

    def changing(self) -> float:
        """The part of all pixels that change in a step."""
        some = self.frames[:: max(1, len(self) // 32)]
        return float((some[:, 1:] != some[:, :-1]).float().mean())

    def class_weights(self, power: float = 0.25, least: float = 0.5, most: float = 4.0) -> Tensor:
        """Rare classes count more: frequency^−power, 1 on average over pixels."""
        counts = torch.bincount(self.frames[:, ::7].flatten()[::3].int(), minlength=len(self.header['palette'])).float()
        share = counts / counts.sum()
        weights = (share + 1e-6) ** -power
        weights = (weights / (weights * share).sum()).clamp(least, most)
        return weights / (weights * share).sum()
