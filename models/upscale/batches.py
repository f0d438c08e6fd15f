"""An endless supply of segments: consecutive frames of a few crops, each segment following the one before."""

import random
from contextlib import suppress
from pathlib import Path

import torch

from models.upscale.data.sequence import Sequence
from models.upscale.dataset import Clip, frame_of
from models.upscale.passes.frame import initial_state

CROP = 132  # display pixels; whole render pixels at ratios 1.5, 2 and 3
GRID = 6  # crops begin at multiples of this


class Library:
    """The sequences of a folder; `refresh` finds those that came since."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.sequences = {}
        self.refresh()

    def refresh(self):
        for path in sorted(self.folder.glob('*.safetensors')):
            if path.name not in self.sequences:
                with suppress(ValueError, OSError):  # still being written
                    self.sequences[path.name] = Sequence(path)
        self.families = {}
        for sequence in self.sequences.values():
            self.families.setdefault(sequence.metadata['family'], []).append(sequence)
        self.longest = max((sequence.frames for sequence in self.sequences.values()), default=0)
        if not self.families:
            raise SystemExit(f'{self.folder}: no sequences. Render some with `npm run data -- --out {self.folder}`.')

    def draw(self, generator, frames, ratio, crop=CROP):
        """A crop of a sequence of any family, mirrored, turned, its light and hues changed."""
        while True:
            sequence = generator.choice(generator.choice(list(self.families.values())))
            if ratio in sequence.ratios and sequence.frames >= frames:
                break
        start = generator.randint(0, sequence.frames - frames)
        top = generator.randrange(0, sequence.height - crop + 1, GRID)
        left = generator.randrange(0, sequence.width - crop + 1, GRID)
        clip = Clip(sequence, start, frames, ratio, top, left, crop, crop)
        for axis in (0, 1):
            if generator.random() < 0.5:
                clip.flip(axis)
        if generator.random() < 0.5:
            clip.transpose()
        clip.paint(generator.sample(range(3), 3), 2 ** generator.uniform(-1, 1))
        clip.exposure *= 2 ** generator.uniform(-1, 1)
        return clip


class Lane:
    """A few crops that are played side by side, segment by segment, with what the last segment left."""

    def __init__(self, library, ratios, batch, generator, device):
        self.library, self.ratios, self.batch = library, ratios, batch
        self.generator, self.device = generator, device
        self.clips, self.at, self.length = [], 0, 0

    def next(self, frames):
        """The next segment: a list of frames with their references. `state`, `age` and `error` are those before it."""
        frames = min(frames, self.library.longest)
        if self.at + frames > self.length:
            self.length = frames * self.generator.randint(1, max(1, min(24, self.library.longest) // frames))
            ratio = self.generator.choice(self.ratios)
            self.clips = [self.library.draw(self.generator, self.length, ratio) for _ in range(self.batch)]
            self.at = 0
            sizes = self.clips[0].reference.shape[-2:], self.clips[0].color.shape[-2:]
            self.state = initial_state(self.batch, *sizes, self.device)
            self.age = torch.zeros(self.batch, device=self.device)
            self.error = torch.zeros(self.batch, 3, *sizes[0], device=self.device)
        segment = [frame_of(self.clips, self.at + i, self.device) for i in range(frames)]
        self.at += frames
        return segment


def make_lanes(library, batch, seed, device):
    """Lanes to be played in turn, so that one step does not see what the step before saw."""
    ratios = [2.0, 2.0, 1.5, 2.0, 2.0, 3.0]
    return [Lane(library, [ratio], batch, random.Random(f'{seed}-{i}'), device) for i, ratio in enumerate(ratios)]
