"""Trains a generator of tiles that needs one step: noise, kind and colour → the latent of a tile, which `tiles-vae` decodes.

python -m models.image.gan --data models/image/data --vae RUN --out RUN [--minutes N] [--bf16]

Hinge losses, a projection discriminator (Miyato and Koyama 2018) that tells kind and colour too (Odena et al. 2017), a penalty on
its gradient at real latents (R1, Mescheder et al. 2018), and one on latents of the same kind and colour that are alike. Both networks
work on 8×8 latents, which costs a tenth of what pixels do and leaves edges to the decoder.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.image.colours import COLOURS
from models.image.dataset import load, to_signed
from models.image.graph import channels_last
from models.image.sheet import draw_sheet
from models.image.vae import CHANNELS, DECODER_BLOCKS, GRID, LATENTS, Autoencoder, load_vae
from models.image.words import JUDGED, KINDS
from models.shared.architecture import Architecture, conv
from models.shared.checkpoint import load_checkpoint
from models.shared.network import Layers
from models.shared.network import run as compute
from models.shared.options import Defaults, parser_of
from models.shared.schedule import Averaging, Schedule
from models.shared.team import Team
from models.shared.training import Recipe, Run, start

NOISE = 64
CONDITIONS = len(JUDGED) + len(COLOURS)
WIDTHS = (128, 96)  # at 4 and 8 pixels
SIDE = GRID // 2 ** (len(WIDTHS) - 1)  # of the first map
R1, R1_EVERY = 1.0, 8
# Two latents of one kind and colour differ by this much at least, on average, or it costs; those of tiles do by 0.9.
APART, ALIKE = 0.45, 4.0
TOLD = 0.5  # weight of the kind and colour that the discriminator tells of what was made
SHOWN = [
    'dragon red',
    'sword blue',
    'potion green',
    'cloak purple',
    'wall grey',
    'statue grey',
    'snake green',
    'robe blue',
]


def describe() -> Architecture:
    """One pixel of noise and of ones at a kind and a colour → a latent, each channel with mean 0 and deviation 1."""
    leaky = {'activation': 'leaky-relu', 'slope': 0.2}
    layers = [conv('begin', 'noise', WIDTHS[0] * SIDE**2, kernel=1)]
    layers.append({'name': 'spread', 'op': 'depth-to-space', 'input': ['begin'], 'factor': SIDE})
    last = 'spread'
    for stage, width in enumerate(WIDTHS):
        layers += [
            conv(f'enter{stage}', last, width, upsample=stage > 0),
            {'name': f'norm{stage}', 'op': 'group-norm', 'input': [f'enter{stage}'], 'groups': 8, **leaky},
            conv(f'again{stage}', f'norm{stage}', width, residual=f'norm{stage}', **leaky),
        ]
        last = f'again{stage}'
    layers.append(conv('latent', last, LATENTS))
    return {'inputs': [{'name': 'noise', 'channels': NOISE + CONDITIONS}], 'layers': layers, 'outputs': ['latent']}


def describe_whole() -> Architecture:
    """`architecture` of model.json: the generator and the decoder of the autoencoder → RGBA, RGB multiplied by alpha, 0 to 1."""
    generator = describe()
    layers = [*generator['layers'], conv('clamp', 'latent', LATENTS, kernel=1, activation='tanh')]
    last, at = 'decoder0', 2  # as the decoder counts: its activation has a place of its own
    layers.append(conv(last, 'clamp', CHANNELS, activation='relu'))
    for stage, count in enumerate(DECODER_BLOCKS):
        for _ in range(count):
            first, names = last, [f'decoder{at}.{place}' for place in (0, 2, 4)]
            for name in names:
                layers.append(conv(name, last, CHANNELS, activation='relu'))
                last = name
            layers[-1]['residual'] = first
            at += 1
        is_last = stage == len(DECODER_BLOCKS) - 1
        at += 0 if is_last else 1
        layers.append(conv(f'decoder{at}', last, 4 if is_last else CHANNELS, upsample=not is_last))
        last, at = f'decoder{at}', at + 1
    return {**generator, 'layers': layers, 'outputs': [last]}


class Discriminator(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        widths, steep = (96, 96, 128, 128), nn.LeakyReLU(0.2)
        layers: list[nn.Module] = [nn.Conv2d(LATENTS, widths[0], 3, padding=1), steep]
        layers += [nn.Conv2d(widths[0], widths[1], 3, padding=1), steep]
        layers += [nn.Conv2d(widths[1], widths[2], 3, stride=2, padding=1), steep]
        self.layers = nn.Sequential(*layers, nn.Conv2d(widths[2], widths[3], 3, padding=1), steep)
        inner = widths[-1] * (GRID // 2) ** 2
        self.opinion, self.reduce = nn.Linear(inner, 1), nn.Linear(inner, 128)
        self.condition = nn.Linear(CONDITIONS, 128, bias=False)
        self.guess = nn.Linear(inner, CONDITIONS)

    def forward(self, latents: Tensor, conditions: Tensor) -> tuple[Tensor, Tensor]:
        """How real they are for these conditions, and logits of the conditions that it sees in them."""
        features = self.layers(latents).flatten(1)
        alike = (self.reduce(features) * self.condition(conditions)).sum(1) / 11.3
        return (self.opinion(features)[:, 0] + alike).float(), self.guess(features).float()


class Generator(nn.Module):
    """What `describe_whole` describes: `forward` takes noise and conditions and gives pictures, −1 to 1."""

    def __init__(self) -> None:
        super().__init__()
        self.network, self.vae = Layers(describe()), Autoencoder()
        self.register_buffer('mean', torch.zeros(LATENTS, 1, 1))
        self.register_buffer('deviation', torch.ones(LATENTS, 1, 1))

    def normed(self, latents: Tensor) -> Tensor:
        return (latents - self.mean) / self.deviation

    def decode(self, normed: Tensor) -> Tensor:
        return self.vae.decode(normed.float() * self.deviation + self.mean)

    def forward(self, noise: Tensor) -> Tensor:
        return self.decode(self.network(noise)).clamp(-1, 1)

    def tensors(self) -> dict[str, Tensor]:
        """By the names of `describe_whole`. The clamp, 3 · tanh(x / 3), is a layer, its 3 in the weights that follow."""
        scale = self.deviation[:, 0, 0] / 3
        named = dict(self.network.tensors())
        named |= {'clamp.weight': torch.diag(scale)[:, :, None, None], 'clamp.bias': self.mean[:, 0, 0] / 3}
        for name, value in self.vae.decoder.named_parameters():
            _, at, *rest = name.split('.')
            place = f'.{rest[1]}' if rest[0] == 'conv' else ''
            named[f'decoder{at}{place}.{rest[-1]}'] = value * 3 if name == 'layers.0.weight' else value
        return named


class GanRecipe(Recipe):
    network: Layers
    averaging = Averaging(0.998)
    schedule = Schedule(20, 0.1)

    def __init__(self, options: argparse.Namespace, team: Team):
        self.options, self.device = options, team.device
        self.whole = Generator().to(team.device)
        self.whole.vae = load_vae(options.vae, team.device)[0].requires_grad_(False)
        tiles = load(options.data, team.device, judges=False, limit=options.tiles)
        draws = tiles.draws[positions_of(tiles.kinds)[tiles.draws] >= 0]
        self.places, at = draws.unique(return_inverse=True)
        self.draws = at
        self.conditions = one_hot(tiles.kinds[self.places], tiles.colours[self.places])
        self.latents = self.encode(tiles.pictures[self.places])
        self.network = channels_last(self.whole.network, team.device)
        self.critic = channels_last(Discriminator(), team.device)
        adam: Callable[[nn.Module], torch.optim.Optimizer] = lambda module: torch.optim.Adam(
            module.parameters(), lr=options.rate, betas=(0.0, 0.99)
        )
        self.optimizers = [(adam(self.network), options.rate)]
        self.critics = adam(self.critic)

    @torch.no_grad()
    def encode(self, pictures: Tensor) -> Tensor:
        """Latents of all of them, in halves; sets how they are normalised."""
        with torch.autocast(torch.device(self.device).type, torch.bfloat16, enabled=self.options.bf16):
            latents = torch.cat([self.whole.vae.encode(to_signed(part)).float() for part in pictures.split(512)])
        self.whole.mean.copy_(latents.mean((0, 2, 3))[:, None, None])
        self.whole.deviation.copy_(latents.std((0, 2, 3))[:, None, None])
        return self.whole.normed(latents).half()

    def draw(self) -> tuple[Tensor, Tensor, Tensor]:
        """Real latents, their conditions, and made ones of the same."""
        at = self.draws[torch.randint(len(self.draws), (self.options.batch,), device=self.device)]
        conditions = self.conditions[at]
        latents = self.latents[at].float().contiguous(memory_format=torch.channels_last)
        return latents, conditions, self.network(with_noise(conditions))

    def losses(self, run: Run) -> dict[str, Tensor]:
        _, conditions, made = self.draw()
        # Else each kind and colour ends as one picture (mode seeking, Mao et al. 2019).
        others = self.network(with_noise(conditions))
        apart = (made - others).abs().mean((1, 2, 3))
        opinion, guess = self.critic(blur(made), conditions)
        return {
            'generator': -opinion.mean(),
            'told': TOLD * surprise(guess, conditions),
            'alike': ALIKE * F.relu(APART - apart).mean(),
        }

    def after_step(self, run: Run) -> dict[str, Tensor]:
        for group in self.critics.param_groups:
            group['lr'] = self.schedule.rate(run.progress, run.step, self.options.rate)
        with torch.autocast(torch.device(self.device).type, torch.bfloat16, enabled=self.options.bf16):
            with torch.no_grad():
                latents, conditions, made = self.draw()
            real, guess = self.critic(blur(latents), conditions)
            fake, _ = self.critic(blur(made), conditions)
            losses = {
                'critic': F.relu(1 - real).mean() + F.relu(1 + fake).mean(),
                'guess': surprise(guess, conditions),
            }
        if run.step % R1_EVERY == 0:
            some = latents[: len(latents) // 2].requires_grad_()
            opinion, _ = self.critic(some, conditions[: len(some)])
            (slope,) = torch.autograd.grad(opinion.sum(), some, create_graph=True)
            losses['r1'] = R1 / 2 * R1_EVERY * slope.square().sum((1, 2, 3)).mean()
        run.improve(self.critic, [self.critics], losses)
        return losses

    @torch.no_grad()
    def evaluate(self, average: Layers, out: Path) -> dict:
        words = [text.split() for text in SHOWN]
        kinds = torch.tensor([KINDS.index(kind) for kind, _ in words], device=self.device).repeat_interleave(16)
        colours = torch.tensor([COLOURS.index(colour) for _, colour in words], device=self.device).repeat_interleave(16)
        latents = average(with_noise(one_hot(kinds, colours)))
        draw_sheet(self.whole.decode(latents), 16, out / 'samples.png')
        return {'deviation': float(latents.float().std(0).mean())}

    def state(self) -> dict:
        vae = {f'vae.{name}': value for name, value in self.whole.vae.state_dict().items()}
        whole = {**vae, 'mean': self.whole.mean, 'deviation': self.whole.deviation}
        return {'critic': self.critic.state_dict(), 'critics': self.critics.state_dict(), 'whole': whole}

    def restore(self, state) -> None:
        self.critic.load_state_dict(state['critic'])
        self.critics.load_state_dict(state['critics'])


def surprise(guess: Tensor, conditions: Tensor) -> Tensor:
    """Cross-entropy of kinds and of colours; where there is none, none."""
    sizes = [len(JUDGED), len(COLOURS)]
    parts = zip(guess.split(sizes, 1), conditions.split(sizes, 1))
    return torch.stack([-(wanted * part.log_softmax(1)).sum(1).mean() for part, wanted in parts]).sum()


def blur(latents: Tensor) -> Tensor:
    """With a little noise, so that nothing can be told by how finely values lie."""
    return latents + 0.05 * torch.randn_like(latents)


def positions_of(kinds: Tensor) -> Tensor:
    """Where a kind lies among the conditions; −1 for those that no picture can be told by."""
    table = [JUDGED.index(kind) if kind in JUDGED else -1 for kind in KINDS]
    return torch.tensor(table, device=kinds.device)[kinds]


def one_hot(kinds: Tensor, colours: Tensor) -> Tensor:
    """[n, CONDITIONS]; −1 is none."""
    at = positions_of(kinds)
    rows = [(at, len(JUDGED)), (colours, len(COLOURS))]
    return torch.cat([F.one_hot(one.clamp(min=0), count) * (one >= 0)[:, None] for one, count in rows], 1).float()


def with_noise(conditions: Tensor) -> Tensor:
    noise = torch.randn(len(conditions), NOISE, device=conditions.device)
    return torch.cat([noise, conditions], 1)[:, :, None, None]


def load_gan(run: str | Path, device: str) -> Generator:
    kept, generator = load_checkpoint(run, device), Generator().to(device)
    weights = {f'network.{name}': value for name, value in kept['average'].items()}
    generator.load_state_dict({**weights, **kept['whole']})
    return generator.eval()


@torch.no_grad()
def check_whole(generator: Generator) -> float:
    """The largest difference between the described network and what was trained, −1 to 1."""
    noise = with_noise(one_hot(torch.arange(4), torch.arange(4)))
    maps = compute(describe_whole(), generator.tensors(), {'noise': noise})
    made = maps[describe_whole()['outputs'][0]]
    return float((made * 2 - 1 - generator.decode(generator.network(noise))).abs().max())


def main() -> None:
    parser = parser_of(__doc__, Defaults(minutes=20, batch=64, rate=5e-4, evaluate_every=4))
    parser.add_argument('--vae', required=True, help='a run of models.image.vae, or what was exported of one')
    parser.add_argument('--tiles', type=int, help='learn from about so many tiles only, for smoke tests')
    options = parser.parse_args()
    team = start(options)
    Run(options, team, GanRecipe(options, team)).train()


if __name__ == '__main__':
    main()
