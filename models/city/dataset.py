"""Pairs of pictures on one device: classes of each pixel, and the same view lit."""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from models.shared.episodes import Recordings

SCALE = 3  # pixels of a lit picture for each one of classes, along a side


class Pairs:
    """All drives of files [drives, steps + 1, …]: `frames` [h, w] of classes, `lit` [3 h, 3 w, 3] of RGB bytes."""

    def __init__(self, paths: list[str], device: str, like: dict | None = None):
        files = [Recordings(path) for path in paths]
        self.header = like or {k: v for k, v in files[0].header.items() if k != 'episodes'}
        frames, lit = [], []
        for path, file in zip(paths, files):
            for field in ('frame', 'palette'):
                if file.header[field] != self.header[field]:
                    raise ValueError(f'{path}: {field} is not that of the other recordings. Record all of them alike.')
            flat = np.stack([file[i].frames for i in range(len(file))])
            frames.append(torch.from_numpy(flat))
            lit.append(read_lit(f'{path}.lit', flat.shape))
        steps = min(part.shape[1] for part in frames)
        self.frames = torch.cat([part[:, :steps] for part in frames]).to(device)
        self.lit = torch.cat([part[:, :steps] for part in lit]).to(device)
        self.classes = len(self.header['palette'])

    def __len__(self) -> int:
        return len(self.frames)

    @property
    def steps(self) -> int:
        """Pictures of a drive."""
        return self.frames.shape[1]

    def segment(self, drive: Tensor, first: Tensor, count: int) -> tuple[Tensor, Tensor]:
        """`count` pictures: classes [drives, count, h, w], and light [drives, count, 3, 3 h, 3 w] from 0 to 1."""
        span = first[:, None] + torch.arange(count, device=first.device)
        lit = self.lit[drive[:, None], span].permute(0, 1, 4, 2, 3)
        return self.frames[drive[:, None], span], lit.float() / 255

    def mean_colours(self) -> Tensor:
        """The mean lit colour of each class in each row [classes, h, 3]; of the class alone where a row lacks it."""
        height = self.frames.shape[2]
        sums, counts = torch.zeros(self.classes * height, 3), torch.zeros(self.classes * height)
        rows = torch.arange(height)[:, None]
        for drive in range(len(self)):
            number = (self.frames[drive].cpu().long() * height + rows).flatten()
            lit = self.lit[drive].cpu().float().div(255)
            low = lit.unflatten(1, (-1, SCALE)).unflatten(3, (-1, SCALE)).mean((2, 4)).reshape(-1, 3)
            sums.index_add_(0, number, low)
            counts.index_add_(0, number, torch.ones(len(number)))
        sums, counts = sums.view(self.classes, height, 3), counts.view(self.classes, height, 1)
        of_class = (sums.sum(1) + 0.5) / (counts.sum(1) + 1)
        return torch.where(counts > 0, sums / counts.clamp(min=1), of_class[:, None])


def read_lit(path: str, shape: tuple[int, ...]) -> Tensor:
    drives, steps, height, width = shape
    size = (drives, steps, SCALE * height, SCALE * width, 3)
    if Path(path).stat().st_size != np.prod(size):
        raise ValueError(f'{path}: must have {np.prod(size)} bytes. Record it again, together with the classes.')
    return torch.from_numpy(np.fromfile(path, np.uint8).reshape(size))
