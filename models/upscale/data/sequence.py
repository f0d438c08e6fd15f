"""Reads the training sequences that `npm run data` renders. Needs numpy only; the files are mapped, not loaded.

    sequence = Sequence('train/slabs-00001.safetensors')
    frame = sequence.frame(5, ratio=2.0)          # dict of float32 arrays, see Sequence.frame
    crop = sequence.window(0, 16, 2.0, top=24, left=48, height=96, width=96)

`python -m models.upscale.sequence FILE...` prints what is in files.
"""

import json
import struct
import sys
from pathlib import Path

import numpy as np

DTYPES = {'U8': np.uint8, 'U16': np.uint16, 'F16': np.float16, 'U32': np.uint32, 'F32': np.float32}


def decode_rgb9e5(words):
    """Linear RGB, float32 [..., 3], from shared-exponent words (EXT_texture_shared_exponent)."""
    scale = np.ldexp(np.float32(1), (words >> 27).astype(np.int32) - 24)
    channels = np.stack([words & 511, (words >> 9) & 511, (words >> 18) & 511], axis=-1)
    return channels.astype(np.float32) * scale[..., None]


def decode_depth(levels, near, far):
    """The depth buffer the upscaler reads: 0 at near, 1 at far and where nothing was drawn."""
    distance = near * (far / near) ** (levels.astype(np.float64) / 65534)
    depth = (far - near * far / distance) / (far - near)
    return np.where(levels == 65535, 1.0, depth).astype(np.float32)


class Sequence:
    """One file. `tensors` are the stored arrays as they are, `metadata` is a dict of strings."""

    def __init__(self, path):
        self.path = Path(path)
        with open(path, 'rb') as file:
            (length,) = struct.unpack('<Q', file.read(8))
            header = json.loads(file.read(length))
        self.metadata = header.pop('__metadata__')
        if self.metadata.get('format') != 'frameloom-sequence-1':
            raise ValueError(f'{path}: not a training sequence')
        data = np.memmap(path, np.uint8, 'r', offset=8 + length)
        self.tensors = {}
        for name, entry in header.items():
            begin, end = entry['data_offsets']
            self.tensors[name] = data[begin:end].view(DTYPES[entry['dtype']]).reshape(entry['shape'])
        self.ratios = [float(text) for text in self.metadata['ratios'].split(',')]
        self.near, self.far = float(self.metadata['near']), float(self.metadata['far'])
        self.frame_time = float(self.metadata['frame_time_ms'])
        self.frames, self.height, self.width = self.tensors['reference'].shape

    def _of(self, name, ratio):
        return self.tensors[f'{name}_{ratio:g}']

    def window(self, start, count, ratio, top=0, left=0, height=None, width=None):
        """`count` frames from `start`, cropped to `height` × `width` display pixels at (`top`, `left`), all of which must
        be whole render pixels at `ratio`. Returns, T frames of H × W display and h × w render pixels:

        reference [T,H,W,3], color [T,h,w,3]: linear HDR · motion [T,h,w,2]: uvPrevious − uv, in units of the whole
        picture · depth [T,h,w]: depth buffer · reactive [T,h,w]: 0…1 · jitter [T,2]: render pixels, y down; texel i holds
        the sample at i + 0.5 + jitter · fov [T]: vertical, radians, of the whole picture · cut [T]: bool
        """
        height, width = height or self.height - top, width or self.width - left
        bounds = [top / ratio, left / ratio, height / ratio, width / ratio]
        if any(abs(value - round(value)) > 1e-6 for value in bounds):
            raise ValueError(f'crop {top},{left} {height}×{width} is not whole at ratio {ratio}')
        y, x, h, w = (round(value) for value in bounds)
        time = slice(start, start + count)
        inner = (time, slice(y, y + h), slice(x, x + w))
        outer = (time, slice(top, top + height), slice(left, left + width))
        return {
            'reference': decode_rgb9e5(self.tensors['reference'][outer]),
            'color': decode_rgb9e5(self._of('color', ratio)[inner]),
            'motion': self._of('motion', ratio)[inner].astype(np.float32),
            'depth': decode_depth(self._of('depth', ratio)[inner], self.near, self.far),
            'reactive': self._of('reactive', ratio)[inner].astype(np.float32) / 255,
            'jitter': np.array(self._of('jitter', ratio)[time]),
            'fov': np.array(self.tensors['fov'][time]),
            'cut': self.tensors['cut'][time] != 0,
        }

    def frame(self, index, ratio):
        """One whole frame: `window` without its first axis."""
        return {name: value[0] for name, value in self.window(index, 1, ratio).items()}


if __name__ == '__main__':
    for name in sys.argv[1:]:
        sequence = Sequence(name)
        print(name)
        print('  ' + ' · '.join(f'{key} {value}' for key, value in sequence.metadata.items()))
        for key, value in sequence.tensors.items():
            print(f'  {key:14} {value.dtype!s:8} {list(value.shape)}')
