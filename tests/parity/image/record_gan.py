"""Records a small random generator in the layout of models/image/tiles-gan and what PyTorch makes with it, for gan.test.ts.

python3 tests/parity/image/record_gan.py
"""

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT))

from models.shared.architecture import conv  # noqa: E402
from models.shared.export import write_model  # noqa: E402
from models.shared.network import Layers  # noqa: E402

NOISE, WORDS, SIDE = 6, [['cat', 'dog'], ['red', 'green', 'blue']], 8


def describe() -> dict:
    inputs = NOISE + sum(map(len, WORDS))
    leaky = {'activation': 'leaky-relu', 'slope': 0.2}
    layers = [
        conv('begin', 'noise', 8 * (SIDE // 2) ** 2, kernel=1),
        {'name': 'spread', 'op': 'depth-to-space', 'input': ['begin'], 'factor': SIDE // 2},
        {'name': 'norm', 'op': 'group-norm', 'input': ['spread'], 'groups': 2, **leaky},
        conv('enlarge', 'norm', 8, upsample=True, activation='relu'),
        conv('picture', 'enlarge', 4, activation='sigmoid'),
    ]
    return {'inputs': [{'name': 'noise', 'channels': inputs}], 'layers': layers, 'outputs': ['picture']}


if __name__ == '__main__':
    torch.manual_seed(9)
    torch.set_num_threads(1)
    folder = Path(__file__).parent / 'gan'
    network = Layers(describe())
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.mul_(3).copy_(parameter.half().float())
        z = torch.randn(NOISE).half().float()
        words = torch.tensor([0.0, 1, 1, 0, 0])
        picture = network(torch.cat([z, words])[None, :, None, None])
    tensors = {name: value.detach().half().contiguous() for name, value in network.tensors().items()}
    fields = {'name': 'gan', 'task': 'image-gan', 'architecture': describe(), 'metrics': {}, 'training': {}}
    write_model(folder, tensors, fields)
    (folder / 'conditions.json').write_text(json.dumps({'noise': NOISE, 'words': WORDS}) + '\n')
    save_file({'z': z, 'picture': picture.contiguous()}, folder / 'recorded.safetensors')
