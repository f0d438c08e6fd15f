"""Writes standard.safetensors: features of a made-up picture, and what PyTorch makes of them with models/interpolate/standard.

python tests/parity/interpolate/record.py        (torch, safetensors); again after every export
"""

import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))
from models.interpolate.network import FEATURES, describe  # noqa: E402
from models.shared.export import read_model  # noqa: E402
from models.shared.network import Exported  # noqa: E402

WIDTH, HEIGHT = 24, 16


@torch.no_grad()
def main() -> None:
    config, tensors = read_model(ROOT / 'models/interpolate/standard')
    x, y = torch.meshgrid(torch.arange(WIDTH), torch.arange(HEIGHT), indexing='xy')
    waves = [torch.sin(0.3 * (1 + c % 5) * x + 0.2 * (c // 5) * y + c) for c in range(FEATURES)]
    features = (0.2 * torch.stack(waves)).half()
    doubles = {name: value.double() for name, value in tensors.items()}
    head = Exported(describe(), doubles, halves=False)(features[None].double())[0].float()
    recorded = {'features': features, 'head': head.contiguous()}
    save_file(recorded, Path(__file__).parent / 'standard.safetensors', {'weights': config['weights']['sha256']})
    print(f'head from {head.min():.2f} to {head.max():.2f}, deviation {head.std():.3f}')


if __name__ == '__main__':
    main()
