"""Writes pixels/ and place/: levels of pixels with random weights, and what PyTorch predicts from their starts.

python tests/parity/world/make_pixels.py        (torch, safetensors)
"""

import sys
from dataclasses import replace
from pathlib import Path

import torch

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))
from models.circuit.export import as_exported, describe, write_parity  # noqa: E402
from models.circuit.network import Predictor, Spec  # noqa: E402
from models.circuit.place import LEVELS  # noqa: E402
from models.shared.export import write_model  # noqa: E402

# Odd at every level: 21×13, 11×7, 6×4, 3×2, 2×1.
SPEC = Spec(21, 13, classes=11, actions=3, channels=(8, 8, 12, 16), memory=8, levels=7, embed=4, act=4, fine=4, paint=8)
# The memory is a vector: 1×1, halved five times.
PLACE = replace(SPEC, memory=12, levels=LEVELS, place=12)
ACTIONS = ('stay', 'left', 'right')


def write(name: str, spec: Spec) -> None:
    torch.manual_seed(4)
    net = Predictor(spec).requires_grad_(False)
    for tensor, value in net.layers.tensors().items():
        # Shortcuts begin as they are; here all of it must take part.
        if tensor.endswith('.weight') and value.ndim == 4 and (tensor[-8] == 'b' or tensor.startswith('logits')):
            value.normal_(0, (1 / value[0].numel()) ** 0.5)
        if tensor.endswith('.bias'):
            value.normal_(0, 0.1)
    channels, height, width = net.memory_size()
    starts = {
        'start.now': torch.randint(spec.classes, (1, spec.height, spec.width)).to(torch.uint8),
        'start.before': torch.randint(spec.classes, (1, spec.height, spec.width)).to(torch.uint8),
        'start.memory': torch.randint(spec.levels, (1, channels, height, width)).to(torch.uint8),
    }
    header = {'palette': [[20 * i, 255 - 20 * i, 7 * i] for i in range(spec.classes)], 'actions': ACTIONS}
    folder = Path(__file__).parent / name
    weights = {f'network.{key}': value for key, value in as_exported(net).items()}
    fields = {
        'name': 'Random',
        'task': 'level',
        'architecture': describe(net, header, 30, ['0']),
        'metrics': {},
        'training': {'command': 'python tests/parity/world/make_pixels.py'},
    }
    write_model(folder, weights | starts, fields, 'level.json', 'level.safetensors')
    write_parity(folder / 'recorded.safetensors', net, starts, 4)


def main() -> None:
    write('pixels', SPEC)
    write('place', PLACE)


if __name__ == '__main__':
    main()
