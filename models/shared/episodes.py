"""Reads and writes recordings: see packages/world/src/record/episode-file.ts for the format."""

import json
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass
class Episode:
    seed: int
    bot: str
    actions: np.ndarray  # [steps] uint8
    movers: np.ndarray  # [steps + 1, movers, 3] int16: x, y in units, look; of pictures alone no movers
    frames: np.ndarray  # [steps + 1, height, width] uint8, palette indices


class Recordings:
    """A file of episodes, unpacked one by one."""

    def __init__(self, path: str | Path):
        self.bytes = Path(path).read_bytes()
        if self.bytes[:4] != b'FLEP':
            raise ValueError(f'{path}: does not start with FLEP; record it again')
        (length,) = struct.unpack_from('<I', self.bytes, 4)
        self.start = 8 + length
        self.header = json.loads(self.bytes[8 : self.start])
        if self.header['version'] != 1:
            raise ValueError(f'{path}: version {self.header["version"]}, this recipe reads 1')

    def __len__(self) -> int:
        return len(self.header['episodes'])

    def __getitem__(self, i: int) -> Episode:
        entry = self.header['episodes'][i]
        steps, movers = entry['steps'], len(self.header.get('movers', []))
        at = self.start + entry['offset']
        data = zlib.decompress(self.bytes[at : at + entry['bytes']])
        end = steps + (steps + 1) * movers * 6
        width, height = self.header['frame']['width'], self.header['frame']['height']
        return Episode(
            entry['seed'],
            entry['bot'],
            np.frombuffer(data, np.uint8, steps),
            np.frombuffer(data[steps:end], '<i2').reshape(steps + 1, movers, 3),
            np.frombuffer(data[end:], np.uint8).reshape(steps + 1, height, width),
        )


def write_recordings(path: str | Path, header: dict, episodes: list[Episode]) -> None:
    """A file with the fields of `header`."""
    parts, entries, offset = [], [], 0
    for one in episodes:
        data = b''.join(np.ascontiguousarray(part).tobytes() for part in (one.actions, one.movers, one.frames))
        parts.append(zlib.compress(data))
        entries.append(
            {'seed': one.seed, 'bot': one.bot, 'steps': len(one.actions), 'offset': offset, 'bytes': len(parts[-1])}
        )
        offset += len(parts[-1])
    text = json.dumps({**header, 'episodes': entries}).encode()
    Path(path).write_bytes(b'FLEP' + struct.pack('<I', len(text)) + text + b''.join(parts))
