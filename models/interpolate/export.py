"""Writes a trained network as packages/nn reads it: standard/model.json and standard/standard.safetensors, weights in half precision.

    python -m models.interpolate.export RUN [--out FOLDER] [--metrics NAME=FILE …]

RUN is a folder of train.py; FOLDER is this one by default. `--metrics test=numbers.json` adds numbers of evaluate.py.
"""

from pathlib import Path

from models.interpolate.decide import CANDIDATES, EVIDENCE, HIDDEN
from models.interpolate.network import SIZE, describe, load_network
from models.shared.architecture import count_macs
from models.shared.export import describe_training, export_parser, numbers_of, read_metrics, write_model

DATA = 'rendered by `npm run data -- --between`, see README.md'


def export(run: str | Path, out: str | Path, more_metrics: dict | None = None) -> dict:
    network, metrics = load_network(run), read_metrics(run)
    fields = {
        'name': 'interpolate-standard',
        'task': 'interpolate',
        'architecture': describe(),
        'metrics': {
            'macs_1920x1080': sum(count_macs(describe(), SIZE).values()),
            'macs_per_pixel_asked': HIDDEN * (EVIDENCE + CANDIDATES),
            'validation': {**metrics['baselines'], 'learned': metrics['evaluations'][-1]['figures']},
            **(more_metrics or {}),
        },
        'training': describe_training('models.interpolate.train', metrics, DATA),
    }
    return write_model(Path(out) / 'standard', network.weights, fields)


def main() -> None:
    options = export_parser(__doc__, Path(__file__).resolve().parent).parse_args()
    export(options.run, options.out, numbers_of(options.metrics))


if __name__ == '__main__':
    main()
