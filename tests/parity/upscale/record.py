"""Writes TIER.safetensors: features of a small moving picture, and what PyTorch makes of them with models/upscale/TIER.

    python tests/parity/upscale/record.py        (torch, numpy, pillow, safetensors); again after every export

The weights' SHA-256 is kept beside the tensors, so that the test knows which weights they are of.
"""

import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))
from models.shared.export import read_model  # noqa: E402
from models.upscale.network import PARAMETERS, ExportedNetwork  # noqa: E402
from models.upscale.passes.frame import Frame, initial_state  # noqa: E402
from models.upscale.pipeline import Upscaler  # noqa: E402

WIDTH, HEIGHT, STEP = 48, 32, 1.7  # render pixels; motion per frame


def frame_at(index, jitter):
    """Waves, a disc in front of them and a fence, moving to the left at two speeds; twice as bright from frame 3 on."""
    x = (torch.arange(WIDTH) + 0.5 + jitter[0]).view(1, -1)
    y = (torch.arange(HEIGHT) + 0.5 + jitter[1]).view(-1, 1)
    back, front = x + index * STEP / 2, x + index * STEP
    waves = [0.5 + 0.3 * torch.sin(back * (0.4 + 0.3 * c) + y * 0.7 * c + c) for c in range(3)]
    is_front = (((front - 22) ** 2 + (y - 16) ** 2 < 70) | ((front % 9 < 0.8) & (y > 20))).float()
    color = torch.stack([w * (1 - is_front) + is_front * (1.4 - 0.5 * c) for c, w in enumerate(waves)])
    motion = torch.where(is_front > 0, STEP, STEP / 2) / WIDTH
    return Frame(
        color=color[None] * (2 if index >= 3 else 1),
        depth=torch.where(is_front > 0, 0.8, 0.95)[None, None],
        motion=torch.stack([motion, torch.zeros_like(motion)])[None],
        reactive=torch.zeros(1, 1, HEIGHT, WIDTH),
        jitter=torch.tensor([jitter]),
        reset=torch.tensor([index == 0]),
        near=torch.tensor([0.1]),
        far=torch.tensor([50.0]),
        exposure=torch.tensor([0.5]),
    )


class Kept(torch.nn.Module):
    """A network that keeps what it was given."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, features):
        self.features = features
        return self.network(features)


@torch.no_grad()
def main():
    models = ROOT / 'models/upscale'
    for folder in sorted(path.parent for path in models.glob('*/model.json')):
        config, tensors = read_model(folder)
        single = {name: value.float() for name, value in tensors.items()}
        kept = Kept(ExportedNetwork(folder.name, single, halves=False))
        upscaler = Upscaler(kept)
        state = initial_state(1, (2 * HEIGHT, 2 * WIDTH), (HEIGHT, WIDTH))
        for index, jitter in enumerate([(0.0, -0.17), (-0.25, 0.17), (0.25, -0.39), (-0.375, -0.06), (0.125, 0.28)]):
            state, _ = upscaler.step(frame_at(index, jitter), state)
        features = kept.features.half()
        doubles = {name: value.double() for name, value in tensors.items()}
        said = ExportedNetwork(folder.name, doubles, halves=False)(features.double())
        blocks = said.view(PARAMETERS, HEIGHT // 2, 2, WIDTH // 2, 2).permute(2, 4, 0, 1, 3)
        head = blocks.reshape(4 * PARAMETERS, HEIGHT // 2, WIDTH // 2).float()
        file = Path(__file__).parent / f'{folder.name}.safetensors'
        recorded = {'features': features[0].contiguous(), 'head': head.contiguous()}
        save_file(recorded, file, {'weights': config['weights']['sha256']})
        print(f'{file.name}: head from {head.min():.2f} to {head.max():.2f}, deviation {head.std():.3f}')


if __name__ == '__main__':
    main()
