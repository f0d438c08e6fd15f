"""Flow matching: straight paths from pictures to noise (Liu et al. 2022, Esser et al. 2024), and Euler's method back."""

import itertools
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from models.image.text_encoder import TextEncoder, TextSpec
from models.image.unet import Unet, UnetSpec
from models.shared.checkpoint import load_checkpoint

# Timesteps of the network: sigma 1 is this many, as FlowMatchEulerDiscreteScheduler has it.
TIMESTEPS = 1000


class Painter(nn.Module):
    """Text encoder and U-Net. `forward` takes samples, sigmas [batch] and token ids, and gives noise − picture."""

    def __init__(self, unet: UnetSpec, text: TextSpec):
        super().__init__()
        self.unet, self.text_encoder = Unet(unet), TextEncoder(text)

    def forward(self, sample: Tensor, sigmas: Tensor, ids: Tensor) -> Tensor:
        return self.unet(sample, sigmas * TIMESTEPS, self.text_encoder(ids)).float()


def load_painter(run: str | Path, vocabulary: int, device: str, variant: str = '') -> Painter:
    """The averaged weights of a run, or those of a folder that was exported."""
    painter = Painter(UnetSpec(), TextSpec(vocabulary)).to(device)
    folder = Path(run)
    if (folder / 'unet').is_dir():
        painter.unet.load_state_dict(load_file(folder / f'unet/diffusion_pytorch_model{variant}.safetensors'))
        painter.text_encoder.load_state_dict(load_file(folder / 'text_encoder/model.safetensors'))
    else:
        painter.load_state_dict(load_checkpoint(run, device)['average'])
    return painter.eval()


def noisy(pictures: Tensor, noise: Tensor, sigmas: Tensor) -> Tensor:
    shares = sigmas[:, None, None, None]
    return (1 - shares) * pictures + shares * noise


def guided(painter: nn.Module, sample: Tensor, sigmas: Tensor, ids: Tensor, empty: Tensor, guidance: float) -> Tensor:
    """Classifier-free guidance (Ho and Salimans 2022); 1 or less: none."""
    if guidance <= 1:
        return painter(sample, sigmas, ids)
    both = torch.cat([ids, empty.expand_as(ids)])
    said, unsaid = painter(sample.repeat(2, 1, 1, 1), sigmas.repeat(2), both).chunk(2)
    return unsaid + guidance * (said - unsaid)


def sigmas_of(steps: int) -> list[float]:
    """From 1 in equal steps to 0."""
    return [1 - step / steps for step in range(steps)] + [0.0]


def integrate(
    painter: nn.Module, sample: Tensor, sigmas: list[float], ids: Tensor, empty: Tensor, guidance: float
) -> Tensor:
    """Euler's method along `sigmas`."""
    for sigma, after in itertools.pairwise(sigmas):
        here = torch.full((len(sample),), sigma, device=sample.device)
        sample = sample + (after - sigma) * guided(painter, sample, here, ids, empty, guidance)
    return sample


@torch.no_grad()
def paint(
    painter: nn.Module, ids: Tensor, empty: Tensor, steps: int, guidance: float, seed: int, batch: int = 512
) -> Tensor:
    """Pictures [n, 4, 32, 32], −1 to 1, for token ids [n, length]."""
    device = ids.device
    generator = torch.Generator(device).manual_seed(seed)
    noise = torch.randn(len(ids), 4, 32, 32, device=device, generator=generator)
    sigmas, parts = sigmas_of(steps), []
    with torch.autocast(device.type, torch.bfloat16, enabled=device.type == 'cuda'):
        for at in range(0, len(ids), batch):
            end = at + batch
            parts.append(integrate(painter, noise[at:end], sigmas, ids[at:end], empty, guidance))
    return torch.cat(parts).clamp(-1, 1)
