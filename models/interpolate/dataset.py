"""The candidates that `npm run data -- --between --candidates` keeps, as tensors on one device and batches for decide.py."""

import json
import struct
from contextlib import suppress
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from models.interpolate.decide import Pixels
from models.interpolate.variants import Variants

DTYPES = {'U8': np.uint8, 'F16': np.float16, 'U32': np.uint32, 'F32': np.float32}
STILL = 1e-6  # mean square error of the analytic choice below which nothing is to be learned


GAMES, VIDEO = 'frameloom-candidates-2', 'frameloom-candidates-video-1'


def read_candidates(path: str | Path, kind: str) -> tuple[dict, dict[str, np.ndarray]]:
    """Metadata and tensors of one file of a kind; they are mapped, not loaded."""
    with open(path, 'rb') as file:
        (length,) = struct.unpack('<Q', file.read(8))
        header = json.loads(file.read(length))
    metadata = header.pop('__metadata__')
    if metadata.get('format') != kind:
        raise ValueError(f'{path}: not a file of {kind}')
    data = np.memmap(path, np.uint8, 'r', offset=8 + length)
    return metadata, {
        name: data[slice(*entry['data_offsets'])].view(DTYPES[entry['dtype']]).reshape(entry['shape'])
        for name, entry in header.items()
    }


class Candidates:
    """
    The pictures of a folder, N of one size, on a device: `bytes` [N,H,W,b], `features` [N,h,w,f] at a `scale`th of the size, `truth`
    and `analytic` [N,H,W,3], `t` [N], `families`. `most` of each file are taken, and no more files than fit into `gigabytes`.
    """

    def __init__(
        self, folder: str | Path, device: str = 'cpu', most: int = 1000, gigabytes: float = 1000, kind: str = GAMES
    ):
        self.device, self.kind = device, kind
        files = self.choose(Path(folder), most, gigabytes * 1e9)
        if not files:
            raise SystemExit(f'{folder}: no candidates. See models/interpolate/README.md for the commands.')
        self.families = [metadata['family'] for metadata, parts in files for _ in parts['t']]
        parts = [parts for _, parts in files]
        self.size = parts[0]['truth'].shape[1:3]
        count, (height, width) = len(self.families), self.size
        _, blocks, *small, four = parts[0]['features'].shape
        self.scale = round(width / small[1])
        picture = (count, height, width, 3)
        empty = lambda shape, dtype=torch.uint8: torch.empty(shape, dtype=dtype, device=device)
        self.bytes = empty((count, height, width, 4 * parts[0]['words'].shape[1]))
        self.features = empty((count, *small, blocks * four), torch.half)
        self.t = empty((count,), torch.float32)
        self.truth, self.analytic = empty(picture), empty(picture)
        self.learned = empty(picture if 'learned' in parts[0] else (0,))
        moves, first = [], 0
        for part in parts:
            rows = slice(first, first + len(part['t']))
            self.fill(rows, part)
            first = rows.stop
            error = (self.analytic[rows].float() - self.truth[rows].float()).square().mean((1, 2, 3))
            moves.append(error / 255**2 > STILL)
        self.moves = torch.cat(moves)

    def choose(self, folder: Path, most: int, room: float) -> list[tuple[dict, dict[str, np.ndarray]]]:
        """Files by the ends of their names, so that families take turns."""
        files = []
        for path in sorted(folder.glob('*.safetensors'), key=lambda path: path.name[::-1]):
            with suppress(ValueError, OSError):  # still being written
                metadata, tensors = read_candidates(path, self.kind)
                parts = {name: array[:most] for name, array in tensors.items()}
                room -= sum(array.nbytes for array in parts.values())
                if room < 0:
                    break
                if len(parts['t']):
                    files.append((metadata, parts))
        return files

    def fill(self, rows: slice, part: dict[str, np.ndarray]) -> None:
        to = lambda array: torch.from_numpy(np.array(array)).to(self.device)
        words = to(part['words'].view(np.int32)).permute(0, 2, 3, 1).contiguous()
        self.bytes[rows] = words.view(torch.uint8).view(self.bytes[rows].shape)
        features = to(part['features']).permute(0, 2, 3, 1, 4)
        self.features[rows] = features.reshape(self.features[rows].shape)
        self.t[rows], self.truth[rows] = to(part['t']), to(part['truth'])
        # In those of video the first word is the analytic choice.
        self.analytic[rows] = to(part['analytic'])[..., :3] if 'analytic' in part else self.bytes[rows][..., :3]
        if 'learned' in part:
            self.learned[rows] = to(part['learned'])[..., :3]

    def __len__(self) -> int:
        return len(self.families)

    def whole(self, index: int) -> dict[str, Tensor]:
        """A batch of one picture."""
        one = slice(index, index + 1)
        features = self.features[one].float().permute(0, 3, 1, 2)
        return {'bytes': self.bytes[one], 'features': features, 'truth': self.truth[one], 't': self.t[one]}


class Crops:
    """Draws crops on the device, every family alike and pictures that move first; nothing waits for the host."""

    def __init__(self, candidates: Candidates, batch: int, size: int, variants: Variants):
        self.of, self.batch = candidates, batch
        self.size = min(size, *(side // 16 * 16 for side in candidates.size))
        names = sorted(set(candidates.families))
        family = torch.tensor([names.index(name) for name in candidates.families], device=candidates.device)
        weight = torch.where(candidates.moves, 1.0, 0.02)
        weight = weight / torch.zeros(len(names), device=candidates.device).index_add(0, family, weight)[family]
        self.ends = (weight / weight.sum()).cumsum(0)
        self.variants = variants

    def draw(self) -> dict[str, Tensor]:
        data, batch, size = self.of, self.batch, self.size
        random = lambda: torch.rand(batch, device=data.device)
        chance = lambda: (random() < 0.5)[:, None]
        picture = torch.searchsorted(self.ends, random()).clamp(max=len(data) - 1)[:, None, None]
        steps = torch.arange(size, device=data.device)[None]
        along = [
            (random()[:, None] * ((side - size) // 4 + 1)).long() * 4 + torch.where(chance(), size - 1 - steps, steps)
            for side in data.size
        ]
        turned = chance()[:, None]

        def read(table: Tensor, y: Tensor, x: Tensor) -> Tensor:
            _, height, width, channels = table.shape
            rows = torch.where(turned, y[:, None], y[:, :, None])
            columns = torch.where(turned, x[:, :, None], x[:, None])
            return table.view(-1, channels)[(picture * height + rows) * width + columns]

        small = [positions[:, :: data.scale] // data.scale for positions in along]
        crop = {
            'bytes': read(data.bytes, *along),
            'features': read(data.features, *small).float().permute(0, 3, 1, 2),
            'truth': read(data.truth, *along),
            't': data.t[picture[:, 0, 0]],
        }
        return self.variants.apply(crop, (random() * self.variants.count).long())


def pixels_of(batch: dict[str, Tensor]) -> Pixels:
    packed = batch['bytes']
    maps = lambda values: values.permute(0, 3, 1, 2)
    shares = packed.float().div(255)
    colours_of = lambda values: values.unflatten(3, (-1, 4))[..., :3].permute(0, 3, 4, 1, 2)
    colours = colours_of(shares[..., :32])
    errors = maps(packed[..., 40:48].contiguous().view(torch.float16).float())
    others = maps(shares[..., 32:56])
    return Pixels(
        candidates=colours[:, :6],
        soft=colours[:, 6:],
        plain=colours_of(shares[..., 56:]),
        seen_own=others[:, 0:2],
        seen_other=others[:, 2:4],
        seen_flow=others[:, 4:6],
        edge=others[:, 6:7],
        nearer=others[:, 7:8],
        own_error=errors[:, 0:1],
        other_error=errors[:, 1:2],
        flow_error=errors[:, 2:3],
        apart=others[:, 16:21],
        t=batch['t'].view(-1, 1, 1, 1),
    )


def truth_of(batch: dict[str, Tensor]) -> Tensor:
    return batch['truth'].permute(0, 3, 1, 2).float() / 255
