"""Cuts training patches: HR luma and the same place at half the size, clean and as web video has it.

    python -m models.video.prepare --data FOLDER --out DATA [--renders FOLDER] [--scale 1]      `av` (PyAV) is needed for clips and codecs

FOLDER holds clips, images and .hdr maps (sources.py says which of them train), the folder of renders what `npm run data` made for
models/upscale, in train/ (and validation/). DATA gets train.npz and validation.npz:
`luma` [N,2,192,192] and `small` [N,2,renditions,96,96,3], bytes: the same place in two consecutive frames; rendition 0 is
clean, 1 mild, 2 harsh; `clips` is how many of them, the first, are from real clips. A third of the patches are softer
siblings of others, as most video is softer than its pixels. `--scale 0.1` makes a tenth of the patches, 64 MB, for a machine to
which little can be carried.
"""

import argparse
import importlib.util
import random
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

from models.video.collages import collages
from models.video.degrade import add_noise, halve, soften, spoil, through_codec, through_jpeg
from models.video.sources import drawings, expose, files_of, read_clip, read_hdr, read_render, tile_sheets

HAS_CODECS = importlib.util.find_spec('av') is not None
PATCH = 192
RUN = 12  # consecutive frames that go through a codec together
LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)


def luma_of(picture):
    return (picture @ LUMA + 0.5).astype(np.uint8)


def shrink(frame, factor):
    """A smaller original: what a camera and a codec blurred becomes sharp again."""
    if factor == 1:
        return frame
    size = (round(frame.shape[1] * factor) // 2 * 2, round(frame.shape[0] * factor) // 2 * 2)
    return np.asarray(Image.fromarray(frame).resize(size, Image.Resampling.LANCZOS))


def liveliest(picture, rng, tries):
    """A corner of the patch with the most detail of a few random ones, even."""
    best, most = (0, 0), -1.0
    for _ in range(tries):
        top, left = (rng.integers(0, (size - PATCH) // 2 + 1) * 2 for size in picture.shape[:2])
        patch = picture[top : top + PATCH, left : left + PATCH, 1].astype(np.int16)
        detail = np.abs(patch[1:] - patch[:-1]).mean() + np.abs(patch[:, 1:] - patch[:, :-1]).mean()
        if detail > most:
            best, most = (top, left), detail
    return best


class Patches:
    def __init__(self):
        self.luma, self.small, self.clips = [], [], 0

    def add(self, frames, index, count, rng, tries=3):
        """Patches of frames `index` and `index + 1` of consecutive frames of one size, a multiple of 2."""
        renditions = [[halve(frame) for frame in frames], *(spoil(frames, rng, harsh)[0] for harsh in (False, True))]
        pair = (index, index + 1)
        luma = [luma_of(frames[i]) for i in pair]
        for _ in range(count):
            top, left = liveliest(frames[index], rng, tries)
            self.luma.append(np.stack([picture[top : top + PATCH, left : left + PATCH] for picture in luma]))
            half = (slice(top // 2, (top + PATCH) // 2), slice(left // 2, (left + PATCH) // 2))
            self.small.append(np.stack([np.stack([rendition[i][half] for rendition in renditions]) for i in pair]))

    def soften(self, rng):
        """Every second patch again, out of focus: its luma, and its smaller pictures through codecs of lower bit rates."""
        pairs = [soft_sibling(luma, small[:, 0], rng) for luma, small in zip(self.luma[::2], self.small[::2])]
        luma, small = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        # Clips stay first.
        half = len(self.luma[: self.clips : 2])
        self.luma = [*self.luma[: self.clips], *luma[:half], *self.luma[self.clips :], *luma[half:]]
        self.small = [*self.small[: self.clips], *small[:half], *self.small[self.clips :], *small[half:]]
        self.clips += half

    def save(self, file):
        np.savez_compressed(file, luma=np.stack(self.luma), small=np.stack(self.small), clips=self.clips)
        print(f'{file}: {len(self.luma)} patches, {Path(file).stat().st_size / 2**20:.0f} MiB')


def soft_sibling(luma, clean, rng):
    """Two frames of luma [2,h,w] blurred, and their smaller pictures [2,3,h/2,w/2,3]: clean, and through two codecs."""
    sigma = rng.uniform(0.3, 1.6)
    luma = np.stack([soften(picture, sigma) for picture in luma])
    clean = [soften(picture, sigma / 2) for picture in clean]
    renditions = [clean]
    for quality in (rng.uniform(0, 0.6), rng.uniform(0.4, 1)):
        codec = rng.choice(['h264', 'h264-fast', 'h264-fast', 'vp9', 'jpeg'] if HAS_CODECS else ['jpeg'])
        noise = rng.uniform(0, 4) * (rng.random() < 0.3)
        # What stands still for some frames gets better from one to the next.
        frames = [add_noise(picture, noise, rng) for picture in [clean[0]] * int(rng.integers(1, 4)) + [clean[1]]]
        coded = [through_jpeg(f, quality) for f in frames] if codec == 'jpeg' else through_codec(frames, codec, quality)
        renditions.append(coded[-2:])
    return luma, np.stack(renditions, 1)


def pan(picture, rng, frames=5):
    """A still as a short clip that stands or moves by whole pixels of the smaller size and comes back in the last frame."""
    step = rng.integers(-3, 4, 2) * 2 * rng.integers(0, 2)
    return [np.roll(picture, tuple(step * (frames - 1 - i)), (0, 1)) for i in range(frames)]


def even(picture):
    return picture[: picture.shape[0] // 2 * 2, : picture.shape[1] // 2 * 2]


def add_clip(patches, path, runs, count, rng):
    """Runs of frames all over the clip, in original and smaller sizes."""
    total = sum(1 for _ in read_clip(path))
    starts = np.linspace(0, max(total - RUN, 0), runs).astype(int)
    frames = []
    wanted = set(starts.tolist())
    open_runs = []
    for index, frame in enumerate(read_clip(path)):
        if index in wanted:
            open_runs.append([])
        for run in open_runs:
            run.append(frame)
        for run in [run for run in open_runs if len(run) == RUN]:
            open_runs.remove(run)
            factor = rng.choice([f for f in (1, 1, 0.75, 0.5) if min(frame.shape[:2]) * f >= PATCH])
            frames = [shrink(even(f), factor) for f in run]
            patches.add([even(f) for f in frames], int(rng.integers(1, RUN - 1)), count, rng)


def add_still(patches, picture, count, rng, tries=3):
    if min(picture.shape[:2]) >= PATCH:
        frames = pan(even(picture), rng)
        patches.add(frames, len(frames) - 2, count, rng, tries)


def add_render(patches, paths, rng):
    """Two sequences, one above the other, each as it moves."""
    start, count = int(rng.integers(0, 19)), 5
    both = [read_render(path, start, count) for path in paths]
    patches.add([even(np.concatenate(pair, 0)) for pair in zip(*both)], count - 2, 1, rng, 2)


def collect(folder, renders, split, scale, seed=1):
    rng, dice, patches = np.random.default_rng(seed), random.Random(seed), Patches()
    textures = []  # sharp pictures, for collages
    share = (1 if split == 'train' else 0.15) * scale
    number = lambda count: max(1, round(count * share))
    clips, images, maps = files_of(folder, split)
    for path in clips:
        add_clip(patches, path, number(60), 5, rng)
        textures += [shrink(even(frame), 0.5) for frame in list(read_clip(path))[::60]]
        print(f'{split}: {path.name}, {len(patches.luma)} patches', flush=True)
    patches.clips = len(patches.luma)
    for path in images:
        picture = np.asarray(Image.open(path).convert('RGB'))
        add_still(patches, picture, number(picture.shape[0] * picture.shape[1] / PATCH**2), rng)
        textures.append(picture)
    for path in maps:
        linear = read_hdr(path)
        for _ in range(number(10)):
            # Poles of an equirectangular map are smeared; every exposure and curve is another photograph.
            picture = expose(linear, rng.uniform(-2.5, 1.5), rng.uniform(0.7, 1.2))[64:-96]
            add_still(patches, shrink(picture, rng.choice([1, 1, 0.7])), 12, rng, 2)
            textures.append(picture)
    for picture in tile_sheets(folder, split, number(60), PATCH, dice):
        add_still(patches, picture, 1, rng)
    for picture in drawings(number(120), PATCH, dice):
        add_still(patches, picture, 1, rng)
    sequences = sorted(Path(renders).joinpath(split).glob('*.safetensors')) if renders else []
    for _ in range(number(600) if sequences else 0):
        add_render(patches, [sequences[i] for i in rng.choice(len(sequences), 2)], rng)
    large_enough = [picture for picture in textures if min(picture.shape[:2]) >= PATCH]
    for picture in collages(large_enough, number(900), PATCH, rng):
        add_still(patches, picture, 1, rng)
    print(f'{split}: with stills, renders and collages {len(patches.luma)} patches', flush=True)
    patches.soften(rng)
    return patches


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--data', required=True)
    parser.add_argument('--out', required=True)
    parser.add_argument('--renders')
    parser.add_argument('--scale', type=float, default=1)
    options = parser.parse_args()
    Path(options.out).mkdir(parents=True, exist_ok=True)
    for split in ('validation', 'train'):
        seed = zlib.crc32(split.encode())
        collect(options.data, options.renders, split, options.scale, seed).save(f'{options.out}/{split}.npz')


if __name__ == '__main__':
    main()
