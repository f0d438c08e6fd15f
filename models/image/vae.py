"""Trains an autoencoder of tiles: 32×32 RGBA ↔ 8 channels at a quarter of the size, in the layout of diffusers' AutoencoderTiny.

python -m models.image.vae --data models/image/data --out RUN [--minutes N] [--bf16]

The posterior has a fixed deviation: with the penalty on the latents that is a variational autoencoder.
"""

import argparse
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor, nn

from models.image.dataset import load, to_signed
from models.image.graph import channels_last
from models.image.sheet import draw_sheet
from models.shared.checkpoint import load_checkpoint
from models.shared.options import Defaults, parser_of
from models.shared.schedule import Averaging, Schedule
from models.shared.team import Team
from models.shared.training import Recipe, Run, start

CHANNELS, LATENTS, GRID = 32, 8, 8  # GRID: sides of a tile's latent
# At the full size one block at most: a processor core learns five times as many steps as with two on each side.
ENCODER_BLOCKS, DECODER_BLOCKS = (0, 2, 3), (3, 2, 1)
DEVIATION, PENALTY = 0.2, 2e-3  # of the posterior; on the square of latents
SHIFTS = 1e-4  # added to the covariance of latents before its root
WEIGHTS = 'diffusion_pytorch_model.safetensors'


def config() -> dict:
    """config.json"""
    return {
        '_class_name': 'AutoencoderTiny',
        'act_fn': 'relu',
        'in_channels': 4,
        'out_channels': 4,
        'latent_channels': LATENTS,
        'encoder_block_out_channels': [CHANNELS] * 3,
        'decoder_block_out_channels': [CHANNELS] * 3,
        'num_encoder_blocks': list(ENCODER_BLOCKS),
        'num_decoder_blocks': list(DECODER_BLOCKS),
        'upsample_fn': 'nearest',
        'upsampling_scaling_factor': 2,
        'scaling_factor': 1.0,
        'shift_factor': 0.0,
    }


def conv(inputs: int, outputs: int, **options) -> nn.Conv2d:
    return nn.Conv2d(inputs, outputs, 3, padding=1, **options)


class Block(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        c = CHANNELS
        self.conv = nn.Sequential(conv(c, c), nn.ReLU(), conv(c, c), nn.ReLU(), conv(c, c))

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.conv(x) + x)


class Part(nn.Module):
    def __init__(self, layers: list[nn.Module]):
        super().__init__()
        self.layers = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)


class Autoencoder(nn.Module):
    """Pictures are −1 to 1."""

    def __init__(self) -> None:
        super().__init__()
        down: list[nn.Module] = []
        for stage, count in enumerate(ENCODER_BLOCKS):
            down.append(conv(CHANNELS, CHANNELS, stride=2, bias=False) if stage else conv(4, CHANNELS))
            down += [Block() for _ in range(count)]
        up: list[nn.Module] = [conv(LATENTS, CHANNELS), nn.ReLU()]
        for stage, count in enumerate(DECODER_BLOCKS):
            is_last = stage == len(DECODER_BLOCKS) - 1
            up += [Block() for _ in range(count)]
            up += (
                [conv(CHANNELS, 4)]
                if is_last
                else [nn.Upsample(scale_factor=2.0), conv(CHANNELS, CHANNELS, bias=False)]
            )
        self.encoder, self.decoder = Part([*down, conv(CHANNELS, LATENTS)]), Part(up)

    def encode(self, pictures: Tensor) -> Tensor:
        return self.encoder((pictures + 1) / 2)

    def decode(self, latents: Tensor) -> Tensor:
        return self.decoder(torch.tanh(latents / 3) * 3) * 2 - 1


class VaeRecipe(Recipe):
    network: Autoencoder
    averaging = Averaging(0.995)
    schedule = Schedule(100, 0.02)

    def __init__(self, options: argparse.Namespace, team: Team):
        self.options, self.device = options, team.device
        self.tiles = load(options.data, team.device, judges=False, limit=options.tiles)
        self.unseen = load(options.data, team.device, judges=True, recolour=False, hold_out=False, limit=options.tiles)
        self.network = channels_last(Autoencoder(), team.device)
        adam = torch.optim.Adam(self.network.parameters(), lr=options.rate, betas=(0.9, 0.99))
        self.optimizers = [(adam, options.rate)]

    def losses(self, run: Run) -> dict[str, Tensor]:
        pictures, _, _ = self.tiles.batch(self.options.batch)
        latents = self.network.encode(pictures.contiguous(memory_format=torch.channels_last)).float()
        again = self.network.decode(latents + DEVIATION * torch.randn_like(latents)).float()
        error = again - pictures
        return {
            'error': error.abs().mean() + error.square().mean(),
            # Colours are learned before shapes where averages count by themselves.
            'colour': F.avg_pool2d(error, 4).abs().mean(),
            'prior': PENALTY * latents.square().mean(),
        }

    @torch.no_grad()
    def evaluate(self, average: Autoencoder, out: Path) -> dict:
        pictures = to_signed(self.unseen.pictures[self.unseen.originals])
        again = torch.cat([average.decode(average.encode(part)) for part in pictures.split(512)]).clamp(-1, 1)
        mse = ((again - pictures) / 2).square().mean((1, 2, 3))
        draw_sheet(torch.stack([pictures[:48:4], again[:48:4]], 1).flatten(0, 1), 8, out / 'samples.png')
        draw_sheet(sample_prior(average, *self.prior(average), 64), 16, out / 'prior.png')
        return {'psnr': float((-10 * mse.clamp(min=1e-8).log10()).mean())}

    @torch.no_grad()
    def prior(self, average: Autoencoder) -> tuple[Tensor, Tensor]:
        """Mean and the root of the covariance of the latents of tiles as they are."""
        pictures = to_signed(self.tiles.pictures[self.tiles.originals])
        latents = torch.cat([average.encode(part).flatten(1) for part in pictures.split(512)]).double().cpu()
        covariance = latents.T.cov() + (DEVIATION**2 + SHIFTS) * torch.eye(latents.shape[1])
        return latents.mean(0).float(), torch.linalg.cholesky(covariance).float()

    def state(self) -> dict:
        mean, root = self.prior(self.network)
        return {'mean': mean, 'root': root}


@torch.no_grad()
def sample_prior(network: Autoencoder, mean: Tensor, root: Tensor, count: int) -> Tensor:
    """Pictures of latents that are drawn from the normal distribution fitted to those of tiles."""
    device = next(network.parameters()).device
    normal = torch.randn(count, len(mean), generator=torch.Generator().manual_seed(5))
    latents = (mean.cpu() + normal @ root.cpu().T).view(count, LATENTS, GRID, GRID)
    return torch.cat([network.decode(part.to(device)) for part in latents.split(512)]).clamp(-1, 1)


def load_vae(run: str | Path, device: str) -> tuple[Autoencoder, Tensor, Tensor]:
    """The averaged weights of a run, or those of a folder that was exported, with mean and root of its prior."""
    network, folder = Autoencoder().to(device), Path(run)
    if (folder / 'config.json').exists():
        weights, prior = load_file(folder / WEIGHTS), load_file(folder / 'prior.safetensors')
        network.load_state_dict(weights)
        return network.eval(), prior['mean'].float(), prior['root'].float()
    kept = load_checkpoint(run, device)
    network.load_state_dict(kept['average'])
    return network.eval(), kept['mean'], kept['root']


def main() -> None:
    parser = parser_of(__doc__, Defaults(minutes=20, batch=32, rate=2e-3, evaluate_every=4))
    parser.add_argument('--tiles', type=int, help='learn from about so many tiles only, for smoke tests')
    options = parser.parse_args()
    team = start(options)
    Run(options, team, VaeRecipe(options, team)).train()


if __name__ == '__main__':
    main()
