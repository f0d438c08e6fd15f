"""Records what PyTorch makes of the shipped models/image/tiles, for tests/e2e/readme.test.ts.

python3 tests/parity/image/record_tiles.py
"""

import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT))

from models.image.bpe import Bpe  # noqa: E402
from models.image.evaluate import load_painter  # noqa: E402
from models.image.flow import integrate, sigmas_of  # noqa: E402

PROMPT, STEPS, SIDE = 'purple cloak', 1, 8

if __name__ == '__main__':
    bpe = Bpe(ROOT / 'models/image/data')
    painter = load_painter(ROOT / 'models/image/tiles', len(bpe.vocabulary), 'cpu', '.fast')
    latents = torch.randn(1, 4, SIDE, SIDE, generator=torch.Generator().manual_seed(5))
    ids, empty = torch.tensor([bpe.encode(PROMPT)]), torch.tensor([bpe.encode('')])
    with torch.no_grad():
        picture = integrate(painter, latents, sigmas_of(STEPS), ids, empty, 1.0)
    recorded = {'latents': latents, 'picture': picture / 2 + 0.5}
    save_file({name: value.half() for name, value in recorded.items()}, Path(__file__).with_name('tiles.safetensors'))
