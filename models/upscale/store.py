"""The sequences of a folder in the memory of a device, as they are stored; frames of many crops are decoded there at once."""

from contextlib import suppress
from pathlib import Path

import numpy as np
import torch

from models.upscale.data.sequence import Sequence
from models.upscale.dataset import decode_colors, exposures_of

PLANES = {'color': torch.int32, 'motion': torch.int32, 'depth': torch.int16, 'reactive': torch.uint8}
SIGNED = {np.dtype(np.uint32): np.int32, np.dtype(np.uint16): np.int16, np.dtype(np.float16): np.int32}


class Stored:
    """Where the frames of a sequence are."""

    def __init__(self, sequence, first):
        self.first, self.frames, self.ratios = first, sequence.frames, sequence.ratios
        self.near, self.far = sequence.near, sequence.far


class Store:
    """
    `refresh` takes in sequences that came since, as long as there is room for `room` frames; a frame of 264×144 pixels with
    three ratios takes 0.5 MB. Tensors stay where they are.
    """

    def __init__(self, folder, device='cpu', room=0):
        self.folder, self.device = Path(folder), device
        self.known, self.families = set(), {}
        self.used, self.shortest = 0, 1 << 20
        found = sorted(self.folder.glob('*.safetensors'))
        if not found:
            raise SystemExit(f'{self.folder}: no sequences. Render some with `npm run data -- --out {self.folder}`.')
        first = Sequence(found[0])
        self.size, self.ratios = (first.height, first.width), first.ratios
        self.room = max(room, first.frames * len(found))
        new = lambda pixels, kind: torch.empty(self.room, *pixels, dtype=kind, device=device)
        self.reference = new([first.height * first.width], torch.int32)
        self.cut, self.exposure = new([], torch.bool), new([], torch.float32)
        self.planes = {}
        for ratio in self.ratios:
            pixels = round(first.height / ratio) * round(first.width / ratio)
            planes = {name: new([pixels], kind) for name, kind in PLANES.items()}
            self.planes[ratio] = {**planes, 'jitter': new([2], torch.float32)}
        self.refresh()

    def refresh(self):
        if self.used == self.room:
            return
        for path in sorted(self.folder.glob('*.safetensors')):
            if path.name not in self.known:
                with suppress(ValueError, OSError):  # damaged
                    self.add(Sequence(path))
                    self.known.add(path.name)

    def add(self, sequence):
        if self.used + sequence.frames > self.room:
            return
        if (sequence.height, sequence.width) != self.size or sequence.ratios != self.ratios:
            raise SystemExit(f'{sequence.path}: size and ratios differ from those of the others in its folder')
        rows = slice(self.used, self.used + sequence.frames)

        def put(target, array):
            flat = np.array(array).reshape(sequence.frames, -1)
            flat = flat.view(SIGNED.get(flat.dtype, flat.dtype))
            target[rows] = torch.from_numpy(flat).to(self.device).view(target[rows].shape)

        put(self.reference, sequence.tensors['reference'])
        put(self.cut, sequence.tensors['cut'] != 0)
        for ratio, planes in self.planes.items():
            for name, target in planes.items():
                put(target, sequence.tensors[f'{name}_{ratio:g}'])
        ratio = self.ratios[0]
        height, width = (round(side / ratio) for side in self.size)
        words = self.planes[ratio]['color'][rows].view(-1, height, width)
        self.exposure[rows] = exposures_of(decode_colors(words))
        self.families.setdefault(sequence.metadata['family'], []).append(Stored(sequence, self.used))
        self.used += sequence.frames
        self.shortest = min(self.shortest, sequence.frames)
