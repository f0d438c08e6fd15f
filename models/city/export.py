"""Writes the network's folder from a training run: `python -m models.city.export RUN --out models/city/town`."""

import argparse
import json
from pathlib import Path

import torch
from safetensors.torch import save_file

from models.city.dataset import SCALE, Pairs
from models.city.network import City, Spec
from models.shared.checkpoint import load_checkpoint
from models.shared.export import describe_training, is_model, read_metrics, read_model, write_model

DATA = 'recorded by `node models/city/record.mjs`'


def load(run: str | Path) -> tuple[City, dict]:
    """The averaged weights of a run, or those of an exported network; and the header of recordings that it reads."""
    if is_model(run):
        return load_exported(run)
    kept = load_checkpoint(run)
    net = City(Spec.of(kept['spec']))
    net.load_state_dict(kept['average'])
    return net.requires_grad_(False), kept['header']


def load_exported(folder: str | Path) -> tuple[City, dict]:
    config, tensors = read_model(folder)
    architecture = config['architecture']
    layers = {layer['name']: layer for layer in architecture['network']['layers']}
    width, height = architecture['frame']
    spec = Spec(
        width,
        height,
        classes=len(architecture['palette']),
        channels=tuple(layers[f'down{i}']['channels'] for i in range(1, 5)),
        embed=layers['see']['channels'],
        fine=layers['spread']['channels'] // 4,
        paint=layers['paint']['channels'],
    )
    net = City(spec)
    net.layers.load_tensors(tensors)
    header = {'frame': {'width': width, 'height': height}, 'palette': architecture['palette']}
    return net.requires_grad_(False), header


def describe(net: City, header: dict) -> dict:
    """`architecture` of model.json: the pictures that go in, how much larger those are that come out, and the network."""
    return {
        'frame': [net.spec.width, net.spec.height],
        'scale': SCALE,
        'palette': header['palette'],
        'network': net.architecture,
    }


@torch.no_grad()
def write_parity(path: Path, net: City, data: Pairs, steps: int = 2) -> None:
    """What PyTorch makes of the first pictures of a drive, for tests/parity/world."""
    rounded = City(net.spec)
    rounded.layers.load_tensors({name: value.float() for name, value in net.layers.rounded_weights().items()})
    frames = data.frames[:1, :steps]
    pictures = (rounded.follow(frames)[0] * 255).round().to(torch.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({'classes': frames[0].contiguous(), 'pictures': pictures.contiguous()}, path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('run', type=Path)
    parser.add_argument('--out', type=Path, default=Path('models/city/town'))
    parser.add_argument('--metrics', type=Path, help='figures of measure.mjs, to include')
    parser.add_argument('--parity', type=Path, help='where to write what PyTorch makes of a drive, for a test')
    parser.add_argument('--drive', help='the recording that holds it')
    options = parser.parse_args()
    net, header = load(options.run)
    metrics = read_metrics(options.run)
    measured = json.loads(options.metrics.read_text()) if options.metrics else metrics['evaluations'][-1]['figures']
    fields = {
        'name': 'City',
        'task': 'paint-level',
        'architecture': describe(net, header),
        'metrics': {'validation': measured},
        'training': describe_training('models.city.train', metrics, DATA),
    }
    write_model(options.out, net.layers.rounded_weights(), fields)
    if options.parity:
        write_parity(options.parity, net, Pairs([options.drive], 'cpu', like=header))


if __name__ == '__main__':
    main()
