"""Writes a trained network as packages/nn reads it: TIER/model.json and TIER/TIER.safetensors, weights in half precision.

    python -m models.video.export RUN [--out FOLDER] [--metrics NAME=FILE …]

RUN is a folder of one of the recipes; FOLDER is this one by default. `--metrics test=numbers.json` adds numbers of evaluate.py.
"""

from dataclasses import dataclass
from pathlib import Path

from models.shared.architecture import count_macs
from models.shared.checkpoint import load_checkpoint
from models.shared.export import describe_training, export_parser, numbers_of, read_metrics, write_model
from models.shared.network import Layers
from models.video.network import TIERS

DATA = [
    'Big Buck Bunny, Blender Foundation, www.bigbuckbunny.org, CC BY 3.0',
    'Timelapse of Lake Bled, Fabio Casati, Wikimedia Commons, CC BY 3.0',
    'environment maps, Poly Haven, CC0',
    'game tiles, Dungeon Crawl Stone Soup, CC0',
    'text and shapes drawn by sources.py, collages of collages.py',
    'rendered scenes of models/upscale',
]
WORLD = DATA[:3]  # colour is learned from pictures of the world alone


@dataclass(frozen=True)
class Card:
    """What the model.json of a network says beside its figures."""

    module: str
    task: str
    without: str  # name of the figures without a network
    figures: tuple[str, ...]
    data: list[str]


ENLARGING = Card('models.video.train', 'video-2x', 'bicubic', ('clean', 'mild', 'harsh'), DATA)
CARDS = {
    **dict.fromkeys(TIERS, ENLARGING),
    'colour': Card('models.video.train_colour', 'video-colour', 'grey', ('psnr', 'colourfulness'), WORLD),
    'degradation': Card(
        'models.video.train_degradation', 'video-degradation', 'told 0.5', ('clean', 'mild', 'harsh'), DATA
    ),
}


def export(run: str | Path, out: str | Path, more_metrics: dict | None = None) -> dict:
    checkpoint, metrics = load_checkpoint(run), read_metrics(run)
    tier, architecture = checkpoint['tier'], checkpoint['architecture']
    card = CARDS[tier]
    network = Layers(architecture, checkpoint['ends'])
    network.load_state_dict(checkpoint['average'])
    pick = lambda numbers: {name: round(numbers[name], 3) for name in card.figures}
    learned = metrics['evaluations'][-1]['figures']
    fields = {
        'name': f'video-{tier}',
        'task': card.task,
        'architecture': architecture,
        'metrics': {
            'macs_per_pixel': sum(count_macs(architecture).values()),
            'validation': {card.without: pick(metrics['baselines'][card.without]), 'learned': pick(learned)},
            **(more_metrics or {}),
        },
        'training': describe_training(card.module, metrics, card.data),
    }
    return write_model(Path(out) / tier, network.rounded_weights(), fields)


def main() -> None:
    options = export_parser(__doc__, Path(__file__).resolve().parent).parse_args()
    export(options.run, options.out, numbers_of(options.metrics))


if __name__ == '__main__':
    main()
