"""An endless supply of segments: consecutive frames of many crops, each segment following the one before."""

import numpy as np
import torch

from models.upscale.dataset import decode_colors, decode_depths
from models.upscale.passes.frame import Frame, State, initial_state

CROP = 132  # display pixels; whole render pixels at ratios 1.5, 2 and 3
GRID = 6  # crops begin at multiples of this
HELD = 0.15  # share of crops whose exposure is near 1 whatever they show, as where an application holds it
# What is known of a crop: its next frame, whether that is its first one; where it begins in display and in render pixels, and
# steps along rows and columns (negative: mirrored); the turn of vectors; the order of channels; light and exposure.
COLUMNS = ('frame', 'fresh', 'at', 'down', 'along', 'at_r', 'down_r', 'along_r', 'xx', 'xy', 'yx', 'yy')
COLUMNS += ('red', 'green', 'blue', 'gain', 'first', 'exposure', 'adapts', 'near', 'far')
COLUMN = {name: index for index, name in enumerate(COLUMNS)}


class Lane:
    """Crops that are played side by side at one ratio. Where one ends another begins, so ages are mixed."""

    def __init__(self, store, ratio, batch, seed, device):
        self.store, self.ratio, self.batch, self.device = store, ratio, batch, device
        self.generator = np.random.default_rng(seed)
        self.rows = torch.zeros(batch, len(COLUMNS), dtype=torch.float64)
        self.table = self.rows.to(device)
        self.left = np.zeros(batch, dtype=int)  # frames of each crop that were not played
        self.played = 0  # frames that the rows are behind
        render = round(CROP / ratio)
        self.state = initial_state(batch, (CROP, CROP), (render, render), device)
        self.age = torch.zeros(batch, device=device)
        self.error = torch.zeros(batch, 3, CROP, CROP, device=device)

    def restart(self):
        """All crops begin anew, with nothing of what was."""
        self.left[:] = 0
        for tensor in (*self.state.tensors(), self.age, self.error):
            tensor.zero_()

    def advance(self, frames):
        """Makes `frame` answer the next `frames` frames; new crops replace those that have fewer left."""
        rows = self.rows.numpy()
        rows[:, COLUMN['frame']] += self.played
        rows[:, COLUMN['fresh']] = 0
        for crop in np.flatnonzero(self.left < frames):
            self.draw(rows[crop], crop, frames)
        self.table.copy_(self.rows)
        self.left -= frames
        self.played = frames

    def draw(self, row, crop, frames):
        """A crop of a sequence of any family, mirrored, turned, its light and hues changed."""
        random, store = self.generator, self.store
        families = list(store.families.values())
        while True:
            family = families[random.integers(len(families))]
            sequence = family[random.integers(len(family))]
            if sequence.frames >= frames:
                break
        # Every second crop is played from the beginning, so that there is old history.
        start = 0 if random.random() < 0.5 else random.integers(sequence.frames - frames + 1)
        self.left[crop] = (sequence.frames - start) // frames * frames
        first, ratio = sequence.first + start, self.ratio
        height, width = store.size
        top, left = (GRID * random.integers((side - CROP) // GRID + 1) for side in (height, width))
        mirrored, turned = random.random(2) < 0.5, random.random() < 0.5
        sign = np.where(mirrored, -1, 1)  # of x and y
        places = []
        for scale in (1, ratio):
            across, side = round(width / scale), round(CROP / scale)
            x = round(left / scale) + (side - 1) * mirrored[0]
            y = round(top / scale) + (side - 1) * mirrored[1]
            steps = [sign[1] * across, sign[0]]
            places += [y * across + x, *(steps[::-1] if turned else steps)]
        turn = np.diag(sign)[::-1] if turned else np.diag(sign)
        gain = 2 ** random.uniform(-1, 1)
        adapts = random.random() >= HELD
        exposure = 2 ** random.uniform(-1, 1) / (gain if adapts else 1)
        light = [gain, first, exposure, adapts, sequence.near, sequence.far]
        row[:] = [first, 1, *places, *turn.flatten(), *random.permutation(3), *light]

    def open(self):
        """Columns of the table as tensors; once per segment."""
        floats = dict(zip(COLUMNS, self.table.float().unbind(1)))
        whole = dict(zip(COLUMNS, self.table.long().unbind(1)))
        self.fresh, self.first = whole['fresh'] > 0, whole['frame']
        side, render = (torch.arange(round(CROP / scale), device=self.device) for scale in (1, self.ratio))
        grid = lambda at, down, along, i: (
            whole[at].view(-1, 1, 1) + whole[down].view(-1, 1, 1) * i.view(-1, 1) + whole[along].view(-1, 1, 1) * i
        )
        self.outer = grid('at', 'down', 'along', side)
        self.inner = grid('at_r', 'down_r', 'along_r', render)
        self.turn = [floats[name] for name in ('xx', 'xy', 'yx', 'yy')]
        self.channels = torch.stack([whole[name] for name in ('red', 'green', 'blue')], 1)
        self.gain, self.near, self.far = floats['gain'], floats['near'], floats['far']
        adapted = self.store.exposure[whole['first']]
        self.exposure = floats['exposure'] * torch.where(whole['adapts'] > 0, adapted, 1)

    def frame(self, index):
        """The frame `index` of the segment, and its reference [B,3,H,W]."""
        number = self.first + index
        planes = self.store.planes[self.ratio]
        fetch = lambda plane, grid: plane.view(-1)[grid + (number * plane.shape[1]).view(-1, 1, 1)]
        motion = fetch(planes['motion'], self.inner).view(torch.float16).unflatten(-1, (-1, 2)).float()
        height, width = self.store.size
        frame = Frame(
            color=decode_colors(fetch(planes['color'], self.inner), self.channels, self.gain),
            depth=decode_depths(fetch(planes['depth'], self.inner), self.near, self.far)[:, None],
            motion=self.turned(motion[..., 0] * (width / CROP), motion[..., 1] * (height / CROP)),
            reactive=fetch(planes['reactive'], self.inner)[:, None] / 255,
            jitter=self.turned(*planes['jitter'][number].unbind(1)),
            reset=self.store.cut[number] | self.fresh if index == 0 else self.store.cut[number],
            near=self.near,
            far=self.far,
            exposure=self.exposure,
        )
        reference = fetch(self.store.reference, self.outer)
        return frame, decode_colors(reference, self.channels, self.gain)

    def turned(self, x, y):
        """Vectors [B,2,…] in the crops' directions."""
        xx, xy, yx, yy = (part.view(-1, *[1] * (x.ndim - 1)) for part in self.turn)
        return torch.stack([xx * x + xy * y, yx * x + yy * y], 1)

    def kept(self):
        """Copies of the state, error and age before the segment. What may carry a gradient later does from the beginning, so that
        one compiled function serves all frames."""
        state = State(*(tensor.clone() for tensor in self.state.tensors()))
        state.history.requires_grad_()
        return state, self.error.clone().requires_grad_(), self.age.clone()

    def keep(self, state, error, age):
        """What the next segment begins with."""
        with torch.no_grad():
            for kept, tensor in zip((*self.state.tensors(), self.error, self.age), (*state.tensors(), error, age)):
                kept.copy_(tensor)


def make_lanes(store, batch, seed, device):
    """Lanes to be played in turn, so that one step does not see what the step before saw: two thirds at ratio 2."""
    kinds = [ratio for ratio in (2.0, 2.0, 1.5, 3.0) if ratio in store.ratios]
    lanes = [Lane(store, ratio, batch, [*seed, i], device) for i, ratio in enumerate(kinds)]
    return [lanes[i] for i in (0, 1, 2, 0, 1, 3)] if len(lanes) == 4 else lanes
