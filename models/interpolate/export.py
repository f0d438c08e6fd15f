"""Writes a trained network as packages/nn reads it: TIER/model.json and TIER/TIER.safetensors, weights in half precision.

    python -m models.interpolate.export RUN [--out FOLDER] [--metrics NAME=FILE …]

RUN is a folder of train.py; FOLDER is this one by default. `--metrics test=numbers.json` adds numbers of evaluate.py or evaluate_video.py.
Trained networks are too sure on other scenes: of `standard`, `--chooser` and `--leanings` scale what the perceptron and the answer's last
three parameters say, of those for video `--certainty` the whole answer.
"""

from pathlib import Path

from torch import Tensor

from models.interpolate import video_network
from models.interpolate.decide import CANDIDATES, EVIDENCE, HIDDEN, PARAMETERS
from models.interpolate.network import CHOOSER, SIZE, describe, load_network
from models.shared.architecture import count_macs
from models.shared.checkpoint import load_checkpoint
from models.shared.export import describe_training, export_parser, numbers_of, read_metrics, write_model
from models.shared.pixel_network import HEAD

DATA = 'rendered by `npm run data -- --between`, see README.md'
VIDEO_DATA = (
    'rendered by `npm run data -- --between`; clips big-buck-bunny (Blender Foundation, CC BY 3.0) and bled-lake (Fabio Casati, '
    'CC BY 3.0), see README.md'
)


def scale(weights: dict[str, Tensor], chooser: float, leanings: float) -> dict[str, Tensor]:
    """Weights whose perceptron's shifts and leanings (nearly) are so many times as large."""
    scaled = {name: value.float() for name, value in weights.items()}
    for name in (f'{CHOOSER}out', f'{CHOOSER}bias'):
        scaled[name] = scaled[name] * chooser
    for name in (f'{HEAD}.weight', f'{HEAD}.bias'):
        parameters = scaled[name].unflatten(0, (4, PARAMETERS)).clone()
        parameters[:, HIDDEN + 1 :] *= leanings
        scaled[name] = parameters.flatten(0, 1)
    return {name: value.half() for name, value in scaled.items()}


def calm(weights: dict[str, Tensor], certainty: float) -> dict[str, Tensor]:
    """Weights whose answer is (nearly) so many times as far from its middle."""
    last = {name: (weights[name].float() * certainty).half() for name in (f'{HEAD}.weight', f'{HEAD}.bias')}
    return {**weights, **last}


def export(
    run: str | Path,
    out: str | Path,
    more_metrics: dict | None = None,
    chooser: float = 1,
    leanings: float = 1,
    certainty: float = 1,
) -> dict:
    metrics = read_metrics(run)
    tier = load_checkpoint(run).get('tier', 'standard')
    validation = {**metrics['baselines'], 'learned': metrics['evaluations'][-1]['figures']}
    if tier == 'standard':
        architecture, weights = describe(), scale(load_network(run).weights, chooser, leanings)
        costs = {
            'macs_1920x1080': sum(count_macs(architecture, SIZE).values()),
            'macs_per_pixel_asked': HIDDEN * (EVIDENCE + CANDIDATES),
        }
        training = describe_training('models.interpolate.train', metrics, DATA)
        training |= {'scaled': {'chooser': chooser, 'leanings': leanings}}
    else:
        architecture = video_network.describe(tier)
        weights = calm(video_network.load_video_network(run).weights, certainty)
        costs = {'macs_per_pixel_of_half_the_size': round(video_network.macs_per_pixel(tier))}
        training = describe_training('models.interpolate.train', metrics, VIDEO_DATA)
        training |= {'scaled': {'certainty': certainty}}
    fields = {
        'name': f'interpolate-{tier}',
        'task': 'interpolate',
        'architecture': architecture,
        'metrics': {**costs, 'validation': validation, **(more_metrics or {})},
        'training': training,
    }
    return write_model(Path(out) / tier, weights, fields)


def main() -> None:
    parser = export_parser(__doc__, Path(__file__).resolve().parent)
    parser.add_argument('--chooser', type=float, default=1)
    parser.add_argument('--leanings', type=float, default=1)
    parser.add_argument('--certainty', type=float, default=1)
    options = parser.parse_args()
    metrics = numbers_of(options.metrics)
    export(options.run, options.out, metrics, options.chooser, options.leanings, options.certainty)


if __name__ == '__main__':
    main()
