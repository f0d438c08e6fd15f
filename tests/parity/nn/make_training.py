"""Writes training.safetensors: a small graph of all operators that can be trained, a batch, and what PyTorch makes of it: the loss,
its gradient by every weight, and the weights after some steps of AdamW. All of it in double precision.

python tests/parity/nn/make_training.py        (torch, safetensors)
"""

import json
import math
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))
from models.circuit.network import Spec  # noqa: E402
from models.circuit.rollout import surprise  # noqa: E402
from models.shared.architecture import conv  # noqa: E402
from models.shared.network import Layers, run  # noqa: E402

WIDTH, HEIGHT, BATCH, CLASSES, STEPS = 11, 14, 2, 5, 3
REACH = (2, 1)
RATE, WARM_UP, FINAL, DECAY, BETAS, CLIP = 0.01, 2, 0.1, 0.01, (0.9, 0.98), 0.5


def layer(name, op, inputs, **more):
    return {'name': name, 'op': op, 'input': inputs, **more}


ARCHITECTURE: dict = {
    'inputs': [
        {'name': 'now', 'channels': 1, 'values': 'u8'},
        {'name': 'action', 'channels': 1, 'level': 1, 'values': 'u8'},
        {'name': 'memory', 'channels': 6, 'level': 1},
    ],
    'layers': [
        layer('see', 'lookup', ['now'], channels=6, classes=CLASSES),
        layer('will', 'lookup', ['action'], channels=4, classes=3),
        conv('small', 'see', 7, stride=2, activation='relu'),
        conv('a', ['small', 'will'], 7, activation='leaky-relu', slope=0.2),
        conv('b', 'a', 7, activation='relu', residual='small'),
        conv('share', ['b', 'memory'], 6, activation='sigmoid'),
        conv('candidate', ['share', 'b'], 6, 1, activation='tanh'),
        layer('blend', 'gate', ['memory', 'share', 'candidate']),
        layer('kept', 'round-levels', ['blend'], levels=5),
        layer('wide', 'conv2d', ['kept'], channels=12, kernel=1),
        layer('fine', 'depth-to-space', ['wide'], factor=2),
        layer('seen', 'concat', ['fine', 'see']),
        conv('quarter', 'b', 5, 1, stride=2),
        conv('up', ['quarter', 'a'], 9, activation='relu', upsample=True),
        conv('large', 'up', 6, activation='none', upsample=True),
        conv('paint', ['large', 'seen'], 8, activation='relu'),
        conv('logits', ['paint', 'see'], CLASSES + (2 * REACH[0] + 1) * (2 * REACH[1] + 1), 1),
        layer('next', 'pointer-arg-max', ['logits', 'now'], reach=list(REACH)),
        # Nothing that is learned depends on it.
        layer('whole', 'average-pool', ['kept'], **{'global': True}),
    ],
    'outputs': ['next', 'whole'],
}


def main() -> None:
    torch.manual_seed(3)
    layers = Layers(ARCHITECTURE).double()
    inputs = {
        'now': torch.randint(CLASSES, (BATCH, 1, HEIGHT, WIDTH)),
        'action': torch.randint(3, (BATCH, 1, 7, 6)),
        'memory': torch.rand(BATCH, 6, 7, 6, dtype=torch.float64) * 2 - 1,
    }
    truth = torch.randint(CLASSES, (BATCH, HEIGHT, WIDTH))
    weights = torch.rand(BATCH, HEIGHT, WIDTH, dtype=torch.float64) * 3
    spec = Spec(WIDTH, HEIGHT, CLASSES, 3, reach=REACH)
    saved = {f'begin.{name}': value.detach().clone() for name, value in layers.tensors().items()}
    optimizer = torch.optim.AdamW(layers.parameters(), lr=RATE, betas=BETAS, weight_decay=DECAY)
    losses = []
    for step in range(STEPS):
        maps = run(ARCHITECTURE, layers.tensors(), inputs)
        loss = (surprise(maps['logits'], inputs['now'], truth, spec) * weights).mean()
        optimizer.zero_grad()
        loss.backward()
        losses.append(loss.detach())
        if step == 0:
            for name, value in layers.tensors().items():
                assert value.grad is not None
                saved[f'gradient.{name}'] = value.grad.clone()
            saved['chosen'] = maps['next'][:, 0]
        torch.nn.utils.clip_grad_norm_(layers.parameters(), CLIP)
        cosine = 0.5 * (1 + math.cos(math.pi * min(1, step / STEPS)))
        for group in optimizer.param_groups:
            group['lr'] = RATE * (FINAL + (1 - FINAL) * cosine) * min(1, (step + 1) / WARM_UP)
        optimizer.step()
    saved |= {f'end.{name}': value.detach().clone() for name, value in layers.tensors().items()}
    saved = {name: value.float() for name, value in saved.items()}
    saved |= {'losses': torch.stack(losses).float(), 'truth': truth.to(torch.uint8), 'weights': weights.float()}
    saved |= {'now': inputs['now'][:, 0].to(torch.uint8), 'action': inputs['action'][:, 0].to(torch.uint8)}
    # Pictures of a batch lie below each other.
    saved['memory'] = inputs['memory'].float().movedim(0, 1).flatten(1, 2).contiguous()
    options = {
        'steps': STEPS,
        'rate': RATE,
        'warmUp': WARM_UP,
        'final': FINAL,
        'weightDecay': DECAY,
        'betas': list(BETAS),
        'clip': CLIP,
    }
    metadata = {'architecture': json.dumps(ARCHITECTURE), 'options': json.dumps(options)}
    save_file({k: v.contiguous() for k, v in saved.items()}, Path(__file__).with_name('training.safetensors'), metadata)


if __name__ == '__main__':
    main()
