"""Writes a trained network as packages/nn reads it: a JSON file and weights in half precision (safetensors)."""

import argparse
import hashlib
import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save
from torch import Tensor

LICENSE = 'MIT'


def read_metrics(run: str | Path) -> dict:
    return json.loads((Path(run) / 'metrics.json').read_text())


def describe_training(module: str, metrics: dict, data: str | list[str]) -> dict:
    """`training` of model.json: the command that made a run, the data, and how long it took."""
    options, last = dict(metrics['options']), metrics['evaluations'][-1]
    processes = options.pop('processes', 1)
    flags = []
    for key, value in options.items():
        if value is None or value is False or value == []:
            continue
        words = [] if value is True else map(str, value) if isinstance(value, list) else [str(value)]
        flags.append(' '.join([f'--{key.replace("_", "-")}', *words]))
    start = 'python' if processes == 1 else f'torchrun --nproc-per-node {processes}'
    command = f'{start} -m {module} --data DATA --out RUN {" ".join(flags)}'
    return {'command': command, 'data': data, 'steps': last['step'], 'minutes': last['minutes']}


def write_model(
    folder: Path, tensors: dict[str, Tensor], fields: dict, file: str = 'model.json', weights: str | None = None
) -> dict:
    """
    Writes `file` and the weights beside it, and returns what `file` holds. `fields`: name, task, architecture, metrics,
    training.
    """
    for name, values in tensors.items():
        if not torch.isfinite(values.float()).all():
            raise SystemExit(f'{name} does not fit half precision. Train longer with a smaller rate.')
    folder.mkdir(parents=True, exist_ok=True)
    data = save({name: value.contiguous() for name, value in tensors.items()}, {'format': 'pt'})
    weights = weights or f'{folder.name}.safetensors'
    (folder / weights).write_bytes(data)
    config = {
        'format': 'frameloom-model',
        'version': 1,
        'name': fields['name'],
        'task': fields['task'],
        'architecture': fields['architecture'],
        'weights': {'file': weights, 'bytes': len(data), 'sha256': hashlib.sha256(data).hexdigest()},
        'metrics': fields['metrics'],
        'license': LICENSE,
        'training': fields['training'],
    }
    (folder / file).write_text(json.dumps(config, indent=2, ensure_ascii=False) + '\n')
    print(f'{folder}: {len(data)} bytes of weights, SHA-256 {config["weights"]["sha256"]}')
    return config


def read_model(folder: str | Path, file: str = 'model.json') -> tuple[dict, dict[str, Tensor]]:
    """A shipped model: its JSON and its tensors."""
    config = json.loads((Path(folder) / file).read_text())
    return config, load_file(Path(folder) / config['weights']['file'])


def is_model(folder: str | Path) -> bool:
    return (Path(folder) / 'model.json').exists()


def export_parser(description: str | None, out: str | Path) -> argparse.ArgumentParser:
    """The command line of a recipe's export."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('run')
    parser.add_argument('--out', default=str(out))
    parser.add_argument('--metrics', nargs='*', default=[], help='NAME=FILE of numbers to include')
    return parser


def numbers_of(pairs: list[str]) -> dict:
    """The numbers that `--metrics NAME=FILE …` names."""
    split = (item.partition('=') for item in pairs)
    return {name: json.loads(Path(file).read_text()) for name, _, file in split}
