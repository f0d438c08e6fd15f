"""Writes NAME.safetensors of each network: features of a made-up picture, and what PyTorch makes of them with models/interpolate/NAME.

python tests/parity/interpolate/record.py [NAME …]       (torch, safetensors); again after every export
"""

import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))
from models.shared.export import read_model  # noqa: E402
from models.shared.network import Exported  # noqa: E402

NAMES = ('standard', 'video', 'video-lite')
WIDTH, HEIGHT = 24, 16


@torch.no_grad()
def record(name: str) -> None:
    config, tensors = read_model(ROOT / 'models/interpolate' / name)
    architecture = config['architecture']
    x, y = torch.meshgrid(torch.arange(WIDTH), torch.arange(HEIGHT), indexing='xy')
    channels = architecture['inputs'][0]['channels']
    waves = [torch.sin(0.3 * (1 + c % 5) * x + 0.2 * (c // 5) * y + c) for c in range(channels)]
    features = (0.2 * torch.stack(waves)).half()
    doubles = {name: value.double() for name, value in tensors.items()}
    head = Exported(architecture, doubles, halves=False)(features[None].double())[0].float()
    recorded = {'features': features, 'head': head.contiguous()}
    save_file(recorded, Path(__file__).parent / f'{name}.safetensors', {'weights': config['weights']['sha256']})
    print(f'{name}: head from {head.min():.2f} to {head.max():.2f}, deviation {head.std():.3f}')


if __name__ == '__main__':
    for each in sys.argv[1:] or NAMES:
        record(each)
