"""Writes TIER.safetensors: a small picture, and what PyTorch makes of it with the weights of models/video/TIER.

    python tests/parity/video/record.py [MODELS] [OUT]        (torch, safetensors); again after every export

MODELS is models/video and OUT this folder unless they are given. The weights' SHA-256 is kept beside the tensors, so that the
test knows which weights they are of.
"""

import math
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))
from models.shared.export import read_model  # noqa: E402
from models.shared.network import Exported  # noqa: E402
from models.video import colour_network  # noqa: E402
from models.video.degradation_network import level_of  # noqa: E402
from models.video.network import luma_of, to_frame  # noqa: E402

WIDTH, HEIGHT = 37, 23
LEVEL = 0.6  # degradation level that the networks are given


def picture():
    """Edges, gradients and fine waves, in colour, in steps of 1/255."""
    y, x = torch.meshgrid(torch.arange(HEIGHT), torch.arange(WIDTH), indexing='ij')
    waves = [0.5 + 0.3 * torch.sin(x * (0.4 + 0.3 * c) + y * 0.7 * c + c) for c in range(3)]
    disc = ((x - 14) ** 2 + (y - 11) ** 2 < 60).float()
    text = ((x // 2 + y // 3) % 3 == 0).float() * (x > 24)
    rgb = torch.stack([w * (1 - disc) + disc * (0.9 - 0.2 * c) + 0.2 * text for c, w in enumerate(waves)])
    return (rgb.clamp(0, 1) * 255).round() / 255


def main():
    models = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / 'models/video'
    out = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).parent
    for folder in sorted(path.parent for path in models.glob('*/model.json')):
        config, tensors = read_model(folder)
        doubles = {name: value.double() for name, value in tensors.items()}
        network = Exported(config['architecture'], doubles, halves=False)
        rgb = picture()[None]
        task = config['task']
        level = LEVEL if task == 'video-2x' else 0.0
        frame = colour_network.to_frame(luma_of(rgb)) if task == 'video-colour' else to_frame(rgb, level)
        head = network(frame.double(), level)
        scale = math.sqrt(float(head.square().mean()))
        file = out / f'{folder.name}.safetensors'
        recorded = {'frame': frame[0].contiguous(), 'head': head[0].float().contiguous()}
        if task == 'video-degradation':
            recorded['level'] = level_of(network, rgb.double()).float()
        save_file(recorded, file, {'weights': config['weights']['sha256'], 'blend': str(level)})
        print(f'{file.name}: head of {scale:.4f} (root mean square)')


if __name__ == '__main__':
    main()
