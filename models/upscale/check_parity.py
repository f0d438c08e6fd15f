"""Compares pipeline.py with the WGSL that it copies, texture by texture, on frames of a training sequence.

    python -m models.upscale.check_parity SEQUENCE [--ratio 2] [--frames 6] [--start 0] [--run RUN]

With `--run` a network of train.py decides. Runs Node with a GPU or a software adapter; exits with 1 if a mean difference of
history (count as count / (1 + count)) exceeds 1e-3.
"""

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import torch

from models.upscale.data.sequence import Sequence
from models.upscale.dataset import Clip, frame_of
from models.upscale.export import export
from models.upscale.network import load_network
from models.upscale.passes.color import to_linear
from models.upscale.passes.frame import initial_state
from models.upscale.passes.sharpen import sharpen
from models.upscale.pipeline import Upscaler

DUMP = Path(__file__).resolve().parents[1] / 'shared/upscaler-tensors.mjs'
SHARPNESS = 0.2  # the upscaler's default


def write_inputs(folder, clip):
    """What upscaler-tensors.ts reads."""
    size = lambda a: {'width': a.shape[-1], 'height': a.shape[-2]}
    plan = {
        'displaySize': size(clip.reference),
        'renderSize': size(clip.color),
        'near': clip.near,
        'far': clip.far,
        'exposure': clip.exposure,
        'frames': [
            {'jitter': {'x': float(x), 'y': float(y)}, 'reset': bool(reset)}
            for (x, y), reset in zip(clip.jitter, clip.reset)
        ],
    }
    (folder / 'frames.json').write_text(json.dumps(plan))
    for name in ('color', 'depth', 'motion', 'reactive'):
        for i, values in enumerate(getattr(clip, name)):
            np.ascontiguousarray(values.numpy().transpose(1, 2, 0)).astype('<f4').tofile(folder / f'{name}-{i}.f32')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('sequence')
    parser.add_argument('--ratio', type=float, default=2)
    parser.add_argument('--frames', type=int, default=6)
    parser.add_argument('--start', type=int, default=0)
    parser.add_argument('--run', help='folder of train.py')
    options = parser.parse_args()

    clip = Clip(Sequence(options.sequence), options.start, options.frames, options.ratio)
    render_size, display_size = clip.color.shape[-2:], clip.reference.shape[-2:]
    state = initial_state(1, display_size, render_size)
    network = load_network(options.run) if options.run else None
    upscaler = Upscaler(network)
    worst = 0
    with tempfile.TemporaryDirectory() as name, torch.no_grad():
        folder = Path(name)
        write_inputs(folder, clip)
        if network:
            export(options.run, folder)
            (folder / network.tier).rename(folder / 'model')
        subprocess.run(['node', str(DUMP), name], check=True)
        for i in range(options.frames):
            frame, _ = frame_of([clip], i)
            state, seen = upscaler.step(frame, state)
            linear = to_linear(sharpen(state.history, SHARPNESS), frame.exposure)
            motion = torch.cat([seen['motion'], seen['nearness'].sqrt(), seen['difference']], 1)
            ours = {
                'prepared': seen['prepared'],
                'motion': motion,
                'shading': seen['shading'],
                'mask': seen['mask'],
                'history': state.history,
                **({'feedback': state.feedback} if network else {}),
                'lock': state.lock,
                'output': linear / (1 + linear.amax(1, keepdim=True)),
            }
            line = [f'frame {i}']
            for name, a in ours.items():
                values = np.fromfile(folder / f'{name}-{i}.f32', '<f4')
                b = torch.from_numpy(values).view(*a.shape[-2:], -1).permute(2, 0, 1)[None]
                if name == 'lock':
                    b = b[:, :1] if network is None else a  # a lock has no use beside a network
                elif name == 'output':
                    b = b[:, :3] / (1 + b[:, :3].amax(1, keepdim=True))
                elif name == 'history':
                    a, b = (torch.cat([c[:, :3], c[:, 3:] / (1 + c[:, 3:])], 1) for c in (a, b))
                difference = (a - b[:, : a.shape[1]]).abs().contiguous()
                percentile = difference.flatten().kthvalue(int(difference.numel() * 0.999)).values
                line.append(f'{name} {difference.mean():.1e} {percentile:.1e} {difference.max():.1e}')
                if name == 'history':
                    worst = max(worst, float(difference.mean()))
            print(' · '.join(line))
    print(f'mean, 99.9th percentile, maximum · worst mean of history {worst:.1e}')
    return 0 if worst < 1e-3 else 1


if __name__ == '__main__':
    raise SystemExit(main())
