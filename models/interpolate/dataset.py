"""The candidates that `npm run data -- --between --candidates` keeps, as batches for decide.py."""

import json
import random
import struct
from contextlib import suppress
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from models.interpolate.decide import Pixels

DTYPES = {'U8': np.uint8, 'F16': np.float16, 'U32': np.uint32, 'F32': np.float32}


class Candidates:
    """One file. The tensors are mapped, not loaded."""

    def __init__(self, path: str | Path):
        self.path = Path(path)
        with open(path, 'rb') as file:
            (length,) = struct.unpack('<Q', file.read(8))
            header = json.loads(file.read(length))
        self.metadata = header.pop('__metadata__')
        if self.metadata.get('format') != 'frameloom-candidates-1':
            raise ValueError(f'{path}: not a file of candidates')
        data = np.memmap(path, np.uint8, 'r', offset=8 + length)
        self.tensors = {}
        for name, entry in header.items():
            first, end = entry['data_offsets']
            self.tensors[name] = data[first:end].view(DTYPES[entry['dtype']]).reshape(entry['shape'])
        self.frames, _, self.height, self.width = self.tensors['words'].shape

    def crop(self, index: int, top: int, left: int, height: int, width: int) -> dict[str, Tensor]:
        """`words` [12,h,w], `features` [20,h/4,w/4], `truth` [3,h,w] bytes, `t`; multiples of four."""
        inner = slice(top, top + height), slice(left, left + width)
        outer = slice(top // 4, -(-(top + height) // 4)), slice(left // 4, -(-(left + width) // 4))
        features = self.tensors['features'][index][:, outer[0], outer[1]].transpose(0, 3, 1, 2)
        return {
            'words': torch.from_numpy(self.tensors['words'][index][:, inner[0], inner[1]].astype(np.int64)),
            'features': torch.from_numpy(features.astype(np.float32)).flatten(0, 1),
            'truth': torch.from_numpy(np.ascontiguousarray(self.tensors['truth'][index][inner].transpose(2, 0, 1))),
            't': torch.tensor(float(self.tensors['t'][index])),
        }

    def whole(self, index: int) -> dict[str, Tensor]:
        return self.crop(index, 0, 0, self.height, self.width)


class Library:
    """The files of a folder; `refresh` finds those that came since."""

    def __init__(self, folder: str | Path):
        self.folder = Path(folder)
        self.files: dict[str, Candidates] = {}
        self.refresh()

    def refresh(self) -> None:
        for path in sorted(self.folder.glob('*.safetensors')):
            if path.name not in self.files:
                with suppress(ValueError, OSError):  # still being written
                    self.files[path.name] = Candidates(path)
        self.families: dict[str, list[Candidates]] = {}
        for file in self.files.values():
            if file.frames:
                self.families.setdefault(file.metadata['family'], []).append(file)
        if not self.families:
            raise SystemExit(f'{self.folder}: no candidates. See models/interpolate/README.md for the commands.')

    def draw(self, generator: random.Random, size: int) -> dict[str, Tensor]:
        """A crop of any family, mirrored and turned."""
        file = generator.choice(self.families[generator.choice(sorted(self.families))])
        height, width = min(size, file.height // 4 * 4), min(size, file.width // 4 * 4)
        top = generator.randrange(0, file.height - height + 1, 4)
        left = generator.randrange(0, file.width - width + 1, 4)
        crop = file.crop(generator.randrange(file.frames), top, left, height, width)
        turns = [axis for axis in (-1, -2) if generator.random() < 0.5]
        transposed = height == width and generator.random() < 0.5
        for name in ('words', 'features', 'truth'):
            value = crop[name].flip(turns) if turns else crop[name]
            crop[name] = value.transpose(-1, -2) if transposed else value
        if generator.random() < 0.5:
            reverse(crop)
        permute(crop, generator.sample(range(3), 3))
        return crop


def swap_bytes(words: Tensor, order: list[int]) -> Tensor:
    return torch.stack([(words >> 8 * source & 255) << 8 * place for place, source in enumerate(order)]).sum(0)


def reverse(crop: dict[str, Tensor]) -> None:
    """Time runs backwards: both frames change places."""
    words, features = crop['words'], crop['features']
    now, was, flow_now, flow_was = features[0:12].split(3)
    seen = features[[13, 12]]
    rest = torch.cat([features[14:18], 1 - features[18:19], features[19:]])
    crop['features'] = torch.cat([now + was, -was, flow_was - was, flow_now - was, seen, rest])
    crop['words'] = torch.cat(
        [
            words[[1, 0, 3, 2, 5, 4, 7, 6]],
            swap_bytes(words[8:9], [1, 0, 3, 2]),
            swap_bytes(words[9:10], [1, 0, 2, 3]),
            words[10:],
        ]
    )
    crop['t'] = 1 - crop['t']


def permute(crop: dict[str, Tensor], order: list[int]) -> None:
    """Channels of colour change places."""
    crop['words'] = torch.cat([swap_bytes(crop['words'][:8], [*order, 3]), crop['words'][8:]])
    crop['truth'] = crop['truth'][order]
    y, co, cg = crop['features'][:12].unflatten(0, (4, 3)).unbind(1)
    r, g, b = torch.stack([y - cg + co, y + cg, y - cg - co])[order]
    changed = torch.stack([0.25 * r + 0.5 * g + 0.25 * b, 0.5 * (r - b), 0.5 * g - 0.25 * r - 0.25 * b], 1)
    crop['features'] = torch.cat([changed.flatten(0, 1), crop['features'][12:]])


def stack(crops: list[dict[str, Tensor]], device: str = 'cpu') -> dict[str, Tensor]:
    return {name: torch.stack([crop[name] for crop in crops]).to(device) for name in crops[0]}


def halves(words: Tensor) -> list[Tensor]:
    """Both half floats of each word [B,1,H,W]."""
    pairs = torch.stack([words & 0xFFFF, words >> 16 & 0xFFFF]).to(torch.int32)
    signed = torch.where(pairs > 0x7FFF, pairs - 0x10000, pairs).to(torch.int16)
    return list(signed.contiguous().view(torch.float16).float())


def bytes_of(words: Tensor, count: int) -> Tensor:
    """The first `count` bytes of each word [B,1,H,W], 0…1."""
    return torch.cat([words >> 8 * i & 255 for i in range(count)], 1).float() / 255


def pixels_of(batch: dict[str, Tensor]) -> Pixels:
    words = batch['words'].split(1, 1)
    colours = [bytes_of(word, 3) for word in words[:8]]
    seen, flags = bytes_of(words[8], 4), bytes_of(words[9], 4)
    own_error, other_error = halves(words[10])
    return Pixels(
        own=(colours[0], colours[1]),
        other=(colours[2], colours[3]),
        flow=(colours[4], colours[5]),
        soft=(colours[6], colours[7]),
        seen_own=seen[:, :2],
        seen_other=seen[:, 2:],
        seen_flow=flags[:, :2],
        edge=flags[:, 2:3],
        nearer=flags[:, 3:],
        own_error=own_error,
        other_error=other_error,
        flow_error=halves(words[11])[0],
        t=batch['t'].view(-1, 1, 1, 1),
    )
