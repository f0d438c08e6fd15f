"""Records what PyTorch makes of the shipped tiles, tiles-vae and tiles-gan, for tests/e2e/readme.test.ts.

python3 tests/parity/image/record_tiles.py
"""

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT))

from models.image.bpe import Bpe  # noqa: E402
from models.image.flow import integrate, load_painter, sigmas_of  # noqa: E402
from models.image.gan import NOISE, describe_whole  # noqa: E402
from models.image.vae import load_vae  # noqa: E402
from models.shared.network import run as compute  # noqa: E402

PROMPT, STEPS, SIDE = 'purple cloak', 1, 8
GAN_PROMPT = 'green potion'


def record_painter(normal: torch.Generator) -> dict[str, torch.Tensor]:
    bpe = Bpe(ROOT / 'models/image/data')
    painter = load_painter(ROOT / 'models/image/tiles', len(bpe.vocabulary), 'cpu', '.fast')
    latents = torch.randn(1, 4, SIDE, SIDE, generator=normal)
    ids, empty = torch.tensor([bpe.encode(PROMPT)]), torch.tensor([bpe.encode('')])
    picture = integrate(painter, latents, sigmas_of(STEPS), ids, empty, 1.0)
    return {'latents': latents, 'picture': picture / 2 + 0.5}


def record_vae() -> dict[str, torch.Tensor]:
    """Of an opaque picture of bytes."""
    vae = load_vae(ROOT / 'models/image/tiles-vae', 'cpu')[0]
    count = 4 * SIDE * SIDE
    picture = (torch.arange(count) * 37 % 256).view(1, 4, SIDE, SIDE) / 255
    picture[:, 3] = 1
    latent = vae.encode(picture * 2 - 1)
    return {'vae.picture': picture, 'vae.latent': latent, 'vae.decoded': vae.decode(latent) / 2 + 0.5}


def record_gan(normal: torch.Generator) -> dict[str, torch.Tensor]:
    folder = ROOT / 'models/image/tiles-gan'
    words = [word for part in json.loads((folder / 'conditions.json').read_text())['words'] for word in part]
    asked = torch.tensor([[float(word in GAN_PROMPT.split()) for word in words]])
    z = torch.randn(1, NOISE, generator=normal).half().float()
    weights = {name: value.float() for name, value in load_file(folder / 'tiles-gan.safetensors').items()}
    noise = torch.cat([z, asked], 1)[:, :, None, None]
    made = compute(describe_whole(), weights, {'noise': noise})[describe_whole()['outputs'][0]]
    return {'gan.z': z, 'gan.picture': made.clamp(0, 1)}


if __name__ == '__main__':
    normal = torch.Generator().manual_seed(5)
    with torch.no_grad():
        recorded = {**record_painter(normal), **record_vae(), **record_gan(normal)}
    save_file({name: value.half() for name, value in recorded.items()}, Path(__file__).with_name('tiles.safetensors'))
