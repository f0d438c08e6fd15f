"""Patches of prepare.py as batches of frames and the luma they should become."""

from pathlib import Path

import numpy as np
import torch

# How often a crop is clean, mildly and badly treated: one network serves them all. Pairs of frames teach it not to flicker,
# which codecs and noise make it do.
# Most pairs are of real clips, whose flicker is real.
FROM_CLIPS = 0.7
RENDITIONS = {1: (0.65, 0.2, 0.15), 2: (0.25, 0.4, 0.35)}
# What a network is told of each, from … to: clean and mild may overlap, as what people say about a video does.
LEVELS = [(0.0, 0.0), (0.3, 0.7), (0.75, 1.0)]


def draw_treatment(frames, generator):
    """A rendition, by its share, and what a network is told of it."""
    rendition = int(torch.multinomial(torch.tensor(RENDITIONS[frames]), 1, generator=generator))
    low, high = LEVELS[rendition]
    return rendition, low + (high - low) * float(torch.rand((), generator=generator))


class Patches:
    """All patches of a file, kept as bytes on the device: `luma` [N,2,h,w], `small` [N,2,renditions,h/2,w/2,3]."""

    def __init__(self, file, device='cpu', count=None):
        data = np.load(Path(file), allow_pickle=False)
        luma, small, self.clips = data['luma'], data['small'], int(data['clips'])
        if count is not None and count < len(luma):
            pick = np.linspace(0, len(luma) - 1, count).astype(int)
            luma, small = luma[pick], small[pick]
        self.luma, self.small = torch.from_numpy(luma).to(device), torch.from_numpy(small).to(device)
        self.device, self.size = device, luma.shape[-1] // 2

    def __len__(self):
        return len(self.luma)

    def crops(self, batch, crop, generator, rendition, frames=1):
        """
        Random crops of one rendition of `frames` consecutive frames (1 or 2), mirrored and turned, some with less contrast: RGB
        [batch·frames,3,crop,crop] in 0…1 and luma [batch·frames,1,2crop,2crop], frames of a crop one after the other.
        """
        draw = lambda high, *shape: torch.randint(high, shape, generator=generator)
        steps = torch.arange(crop)
        axis = lambda: draw(self.size - crop + 1, batch, 1) + torch.where(draw(2, batch, 1) > 0, steps, steps.flip(0))
        rows, columns = axis(), axis()
        frame = torch.arange(frames) if frames == 2 else draw(2, 1)
        place = lambda index, *shape: index.to(self.device).view(*shape)
        which = draw(len(self), batch)
        if frames == 2 and self.clips:
            real = torch.rand(batch, generator=generator) < FROM_CLIPS
            which = torch.where(real, draw(self.clips, batch), which)
        which = place(which, batch, 1, 1, 1)
        frame = place(frame, 1, frames, 1, 1)
        at = lambda y, x: (place(y, batch, 1, -1, 1), place(x, batch, 1, 1, -1))
        small = self.small[which, frame, rendition, *at(rows, columns)].permute(0, 1, 4, 2, 3)
        luma = self.luma[which, frame, *at(doubled(rows), doubled(columns))][:, :, None]
        if draw(2, 1).item():
            small, luma = small.transpose(3, 4), luma.transpose(3, 4)
        random = lambda: place(torch.rand(batch, generator=generator), batch, 1, 1, 1, 1)
        gain = 1 - 0.5 * random() ** 3
        lift = random() * (1 - gain)
        return tuple((values.float() / 255 * gain + lift).flatten(0, 1) for values in (small, luma))


def doubled(at):
    """Positions in a picture twice as large, in the same direction: 2, 3 become 4, 5, 6, 7; 3, 2 become 7, 6, 5, 4."""
    forward = (at[:, 1:2] > at[:, :1]).long()[..., None]
    return (2 * at[..., None] + torch.where(forward > 0, torch.tensor([0, 1]), torch.tensor([1, 0]))).flatten(1)
