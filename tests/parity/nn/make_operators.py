"""Writes operators/: a small graph of the operators beside convolutions, random weights, and what PyTorch makes of an input.

    python tests/parity/nn/make_operators.py        (torch, safetensors)

`OPERATORS` is also the meaning of each of them, in PyTorch.
"""

import hashlib
import json
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

WIDTH, HEIGHT, CLASSES = 21, 13, 7

ACTIVATIONS = {
    "none": lambda x, slope: x,
    "relu": lambda x, slope: F.relu(x),
    "leaky-relu": F.leaky_relu,
    "sigmoid": lambda x, slope: torch.sigmoid(x),
    "tanh": lambda x, slope: torch.tanh(x),
    "silu": lambda x, slope: F.silu(x),
    "gelu": lambda x, slope: F.gelu(x),
    "gelu-tanh": lambda x, slope: F.gelu(x, approximate="tanh"),
    "quick-gelu": lambda x, slope: x * torch.sigmoid(1.702 * x),
}


def layer(name, op, inputs, **more):
    return {"name": name, "op": op, "input": inputs, **more}


ARCHITECTURE = {
    "inputs": [{"name": "picture", "channels": 6}, {"name": "classes", "channels": 1, "values": "u8"}],
    "layers": [
        layer("codes", "lookup", ["classes"], channels=6),
        layer("sum", "add", ["picture", "codes"], activation="gelu"),
        layer("mirrored", "conv2d", ["sum"], channels=8, kernel=3, padding="reflect", activation="gelu-tanh"),
        layer("half", "conv2d", ["mirrored"], channels=12, kernel=3, stride=2, padding="reflect"),
        layer("normed", "group-norm", ["half"], groups=3, activation="silu"),
        layer("back", "depth-to-space", ["normed"], factor=2),
        layer("pooled", "average-pool", ["mirrored"], kernel=3, stride=2),
        layer("larger", "resize", ["pooled"], factor=[4, 2]),
        layer("small", "average-pool", ["larger"], kernel=2),
        layer("instance", "instance-norm", ["small"], epsilon=1e-3),
        layer("quick", "activation", ["picture"], activation="quick-gelu"),
        layer("joined", "concat", ["quick", "back", "mirrored"]),
        layer("gates", "conv2d", ["joined"], channels=17, kernel=1, activation="sigmoid"),
        layer("candidate", "conv2d", ["joined"], channels=17, kernel=1, activation="tanh"),
        layer("state", "gate", ["joined", "gates", "candidate"]),
        layer("rounded", "round-levels", ["state"], levels=17),
        layer("mean", "average-pool", ["state"], **{"global": True}),
        layer("best", "arg-max", ["state"]),
    ],
    "outputs": ["instance", "state", "rounded", "mean", "best"],
}


def conv2d(layer, x, parts):
    margin = layer["kernel"] // 2
    x = F.pad(x, [margin] * 4, mode="reflect" if layer.get("padding") == "reflect" else "constant")
    return F.conv2d(x, parts["weight"], parts.get("bias"), layer.get("stride", 1))


def average_pool(layer, x, parts):
    if layer.get("global"):
        return x.mean((2, 3), keepdim=True)
    kernel = layer["kernel"]
    stride = layer.get("stride", kernel)
    margin = 0 if kernel == stride else kernel // 2
    return F.avg_pool2d(x, kernel, stride, margin, ceil_mode=kernel == stride, count_include_pad=False)


def resize(layer, x, parts):
    factor = layer["factor"]
    across, down = factor if isinstance(factor, list) else (factor, factor)
    return x.repeat_interleave(down, 2).repeat_interleave(across, 3)


def group_norm(groups):
    return lambda layer, x, parts: F.group_norm(
        x, groups(layer, x), parts.get("weight"), parts.get("bias"), layer.get("epsilon", 1e-5)
    )


OPERATORS = {
    "conv2d": conv2d,
    "group-norm": group_norm(lambda layer, x: layer["groups"]),
    "instance-norm": group_norm(lambda layer, x: x.shape[1]),
    "activation": lambda layer, x, parts: x,
    "add": lambda layer, a, b, parts: a + b,
    "concat": lambda layer, *rest: torch.cat(rest[:-1], 1),
    "gate": lambda layer, h, z, c, parts: (1 - z) * h + z * c,
    "round-levels": lambda layer, x, parts: ((x.clamp(-1, 1) + 1) / 2 * (layer["levels"] - 1)).round()
    / (layer["levels"] - 1) * 2 - 1,
    "resize": resize,
    "depth-to-space": lambda layer, x, parts: F.pixel_shuffle(x, layer["factor"]),
    "average-pool": average_pool,
    "lookup": lambda layer, x, parts: F.embedding(x[:, 0].long(), parts["weight"]).permute(0, 3, 1, 2),
    "arg-max": lambda layer, x, parts: x.argmax(1, keepdim=True),
}

# Where a size is odd, the layers that enlarge are cropped to ceil(side * fraction) of the frame.
CROPS = {"back": (HEIGHT, WIDTH), "larger": (HEIGHT, 2 * WIDTH)}


def run(tensors, inputs):
    maps = {name: value[None] for name, value in inputs.items()}
    for item in ARCHITECTURE["layers"]:
        name = item["name"]
        parts = {part: tensors[f"{name}.{part}"] for part in ("weight", "bias") if f"{name}.{part}" in tensors}
        x = OPERATORS[item["op"]](item, *[maps[source] for source in item["input"]], parts)
        if name in CROPS:
            x = x[..., : CROPS[name][0], : CROPS[name][1]]
        maps[name] = ACTIVATIONS[item.get("activation", "none")](x, item.get("slope", 0.1))
    return {name: value[0] for name, value in maps.items()}


def main():
    torch.manual_seed(2)
    folder = Path(__file__).parent / "operators"
    folder.mkdir(exist_ok=True)
    shapes = {
        "codes.weight": (CLASSES, 6),
        "mirrored.weight": (8, 6, 3, 3), "mirrored.bias": (8,),
        "half.weight": (12, 8, 3, 3),
        "normed.weight": (12,), "normed.bias": (12,),
        "instance.bias": (8,),
        "gates.weight": (17, 17, 1, 1), "candidate.weight": (17, 17, 1, 1), "candidate.bias": (17,),
    }
    # Everything is rounded to halves first, so that all sides start from the same numbers.
    tensors = {
        name: (torch.randn(shape) * max(1, torch.Size(shape[1:]).numel()) ** -0.5).half()
        for name, shape in shapes.items()
    }
    inputs = {
        "picture": torch.randn(6, HEIGHT, WIDTH).half(),
        "classes": torch.randint(CLASSES, (1, HEIGHT, WIDTH)).to(torch.uint8),
    }
    maps = run({k: v.double() for k, v in tensors.items()}, {k: v.double() for k, v in inputs.items()})

    save_file(tensors, folder / "operators.safetensors")
    recorded = {**inputs, **{name: maps[name].float().contiguous() for name in ARCHITECTURE["outputs"]}}
    save_file(recorded, folder / "recorded.safetensors")
    weights = (folder / "operators.safetensors").read_bytes()
    config = {
        "format": "frameloom-model",
        "version": 1,
        "name": "parity-operators",
        "task": "parity",
        "architecture": ARCHITECTURE,
        "weights": {
            "file": "operators.safetensors", "bytes": len(weights), "sha256": hashlib.sha256(weights).hexdigest()
        },
        "metrics": {},
        "license": "MIT",
        "training": {"command": "python tests/parity/nn/make_operators.py", "torch": torch.__version__},
    }
    (folder / "model.json").write_text(json.dumps(config, indent=2) + "\n")


if __name__ == "__main__":
    main()
