"""Frames to learn colour from: whole pictures, small.

    python -m models.video.colour_data --data FOLDER --out DATA        DATA gets colour-train.npz, -validation and -test

Each holds `frames` [N,108,192,3] bytes, of clips, photographs and environment maps; sources.py says which train.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

from models.video.colour_network import SIDE, chroma_of, to_frame
from models.video.network import luma_of
from models.video.sources import expose, files_of, read_clip, read_hdr

HEIGHT = SIDE * 9 // 16
EVERY, WINDOWS = 4, 48  # every fourth frame of a clip; windows of a map or a photograph


def reduce(picture):
    """The middle of a picture as a small frame."""
    height = min(picture.shape[0], picture.shape[1] * 9 // 16)
    width = height * 16 // 9
    top, left = (picture.shape[0] - height) // 2, (picture.shape[1] - width) // 2
    part = Image.fromarray(picture[top : top + height, left : left + width])
    return np.asarray(
        part.resize((SIDE, HEIGHT), Image.Resampling.BOX if width > 2 * SIDE else Image.Resampling.BICUBIC)
    )


def window(picture, rng):
    """A part of a large picture, as a camera would frame it; the poles of an environment map are left out."""
    width = int(rng.uniform(0.35, 1) * min(picture.shape[1], picture.shape[0] * 16 / 9))
    height = width * 9 // 16
    top, left = rng.integers(0, picture.shape[0] - height + 1), rng.integers(0, picture.shape[1] - width + 1)
    return reduce(picture[top : top + height, left : left + width])


def collect(folder, split, seed=1):
    rng, frames = np.random.default_rng(seed), []
    clips, images, maps = files_of(folder, split)
    for path in clips:
        frames += [reduce(frame) for index, frame in enumerate(read_clip(path)) if index % EVERY == 0]
    for path in images:
        picture = np.asarray(Image.open(path).convert('RGB'))
        frames += [window(picture, rng) for _ in range(WINDOWS // 8)]
    for path in maps:
        linear = read_hdr(path)
        for _ in range(WINDOWS // 4):
            picture = expose(linear, rng.uniform(-1.5, 1), rng.uniform(0.8, 1.2))[64:-64]
            frames += [window(picture, rng) for _ in range(4)]
    return np.stack(frames)


class Frames:
    """All frames of a file, on the device as bytes."""

    def __init__(self, file, device='cpu'):
        self.frames = torch.from_numpy(np.load(file, allow_pickle=False)['frames']).permute(0, 3, 1, 2).to(device)

    def __len__(self):
        return len(self.frames)

    def batch(self, count, generator):
        """Inputs [B,4,h,w] and chroma [B,2,h,w]: parts of frames, mirrored, in another contrast, with grain, as old film has."""
        device = self.frames.device
        random = lambda low, high: (low + (high - low) * torch.rand(count, 1, 1, 1, generator=generator)).to(device)
        rgb = self.frames[torch.randint(len(self), (count,), generator=generator).to(device)].float() / 255
        scale, mirror = random(0.6, 1), torch.where(random(0, 1) < 0.5, -1.0, 1.0)
        affine = torch.zeros(count, 2, 3, device=device)
        affine[:, 0, 0], affine[:, 1, 1] = (scale * mirror).flatten(), scale.flatten()
        affine[:, :, 2:] = torch.cat([(1 - scale) * random(-1, 1), (1 - scale) * random(-1, 1)], 1)[..., 0]
        rgb = F.grid_sample(
            rgb, F.affine_grid(affine, list(rgb.shape), align_corners=False), padding_mode='border', align_corners=False
        )
        luma, chroma = luma_of(rgb), chroma_of(rgb)
        luma = luma.clamp_min(1e-4) ** random(0.75, 1.33) * random(0.8, 1) + random(0, 0.1)
        grain = torch.randn(luma.shape, generator=generator).to(device) * random(0, 0.03)
        return to_frame((luma + grain).clamp(0, 1)), chroma


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--data', required=True)
    parser.add_argument('--out', required=True)
    options = parser.parse_args()
    Path(options.out).mkdir(parents=True, exist_ok=True)
    for split in ('validation', 'test', 'train'):
        if not any(files_of(options.data, split)):
            continue
        frames = collect(options.data, split)
        np.savez_compressed(f'{options.out}/colour-{split}.npz', frames=frames)
        print(f'{split}: {len(frames)} frames', flush=True)


if __name__ == '__main__':
    main()
