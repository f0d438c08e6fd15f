"""Writes a trained network as packages/nn reads it: TIER/model.json and TIER/TIER.safetensors, weights in half precision.

    python -m models.upscale.export RUN [--out FOLDER] [--metrics NAME=FILE …]

RUN is a folder of train.py; FOLDER is this one by default. `--metrics test=numbers.json` adds numbers of evaluate.py.
"""

from pathlib import Path

from models.shared.architecture import count_macs
from models.shared.export import describe_training, export_parser, numbers_of, read_metrics, write_model
from models.upscale.network import SIZE, describe, load_network

DATA = 'rendered by `npm run data`, see data/README.md'


def export(run: str | Path, out: str | Path, more_metrics: dict | None = None) -> dict:
    network, metrics = load_network(run), read_metrics(run)
    learned = metrics['evaluations'][-1]['figures']
    training = describe_training('models.upscale.train', metrics, DATA)
    fields = {
        'name': f'upscale-{network.tier}',
        'task': 'upscale',
        'architecture': describe(network.tier),
        'metrics': {
            'macs_960x540': sum(count_macs(describe(network.tier), SIZE).values()),
            'validation': {**metrics['baselines'], 'learned': learned},
            **(more_metrics or {}),
        },
        # The analytic path's constants that the network was trained around.
        'training': {**training, 'tuning': metrics['tuning']},
    }
    return write_model(Path(out) / network.tier, network.weights, fields)


def main() -> None:
    options = export_parser(__doc__, Path(__file__).resolve().parent).parse_args()
    export(options.run, options.out, numbers_of(options.metrics))


if __name__ == '__main__':
    main()
