"""Cuts runs of frames with motion out of real clips, as files that `npm run data -- --between --candidates FOLDER --video` plays.

    python -m models.interpolate.clips --data FOLDER --out DIR [--runs 150]      `av` (PyAV) reads the clips

Every second frame of a run counts as given (in a third of the runs every third one), those between are the truth. DIR gets
folders train, validation and test; models/video/sources.py says which clips are in which. Half of the runs are cut from frames of
half the size, where motion is finer and pictures are sharper.
"""

import argparse
import random
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file

from models.video.sources import files_of, read_clip

WIDTH, HEIGHT = 264, 144  # those of the rendered sequences beside which they train
FRAMES = 7
STILL, CUT = 38.0, 13.0  # decibels between two given frames: above nothing moves, below is a cut


def decibels(a: np.ndarray, b: np.ndarray) -> float:
    error = np.square(a.astype(np.float32) - b).mean()
    return float(10 * np.log10(255**2 / max(error, 1e-3)))


def cut_run(frames: list[np.ndarray], rng: random.Random) -> np.ndarray:
    """[FRAMES,HEIGHT,WIDTH,3] of a random place, of frames of full or half the size."""
    height, width = frames[0].shape[:2]
    if rng.random() < 0.5 and min(width // 2 // WIDTH, height // 2 // HEIGHT) > 0:
        width, height = width // 2, height // 2
        frames = [np.asarray(Image.fromarray(frame).resize((width, height), Image.Resampling.BOX)) for frame in frames]
    top, left = rng.randint(0, height - HEIGHT), rng.randint(0, width - WIDTH)
    return np.stack([frame[top : top + HEIGHT, left : left + WIDTH] for frame in frames])


def runs_of(path: Path, count: int, rng: random.Random) -> list[np.ndarray]:
    """Runs all over a clip in which something moves."""
    frames = list(read_clip(path))
    found: list[np.ndarray] = []
    for _ in range(8 * count):
        start = rng.randint(0, len(frames) - FRAMES)
        run = cut_run(frames[start : start + FRAMES], rng)
        changes = [decibels(run[i], run[i + 2]) for i in range(0, FRAMES - 2, 2)]
        if min(changes) > CUT and max(changes) < STILL:
            found.append(run)
        if len(found) == count:
            break
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--data', required=True)
    parser.add_argument('--out', required=True)
    parser.add_argument('--runs', type=int, default=150, help='per clip that trains; a fifth of it of others')
    options = parser.parse_args()
    rng = random.Random(1)
    for split in ('train', 'validation', 'test'):
        folder = Path(options.out) / split
        folder.mkdir(parents=True, exist_ok=True)
        for path in files_of(options.data, split)[0]:
            runs = runs_of(path, options.runs if split == 'train' else options.runs // 5, rng)
            for index, run in enumerate(runs):
                metadata = {'format': 'frameloom-between-1', 'family': path.stem, 'split': split}
                metadata['factor'] = '3' if index % 3 == 2 else '2'
                pictures = torch.from_numpy(run.copy())
                save_file({'pictures': pictures}, folder / f'{path.stem}-{index:05}.safetensors', metadata)
            print(f'{path.name}: {len(runs)} runs, {split}', flush=True)


if __name__ == '__main__':
    main()
