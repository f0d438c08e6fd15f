"""Writes unet/: a small U-Net with random weights as model.json and safetensors, and what PyTorch makes of an input.

    python tests/parity/nn/make_unet.py        (torch, safetensors)

`run` is also the meaning of an architecture, in PyTorch.
"""

import hashlib
import json
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

WIDTH, HEIGHT = 21, 13  # odd at every level: 21×13, 11×7, 6×4


def conv(name, inputs, channels, kernel=3, activation="relu", **more):
    return {"name": name, "op": "conv2d", "input": inputs, "channels": channels, "kernel": kernel, "activation": activation, **more}


ARCHITECTURE = {
    "inputs": [{"name": "color", "channels": 5}, {"name": "state", "channels": 2}],
    "layers": [
        conv("enter", ["color", "state"], 8, activation="leaky-relu", slope=0.2),
        conv("skip0", ["enter"], 8),
        conv("down1", ["skip0"], 12, stride=2),
        conv("skip1", ["down1"], 12, residual="down1"),
        conv("down2", ["skip1"], 18, stride=2, activation="leaky-relu"),
        conv("deep", ["down2"], 18, residual="down2", activation="none"),
        conv("up1", ["deep", "skip1"], 12, upsample=True),
        conv("coarse", ["up1"], 6, kernel=1, activation="sigmoid"),
        conv("up0", ["up1", "skip0"], 8, upsample=True),
        conv("fine", ["up0"], 5, kernel=1, activation="sigmoid"),
    ],
    "outputs": ["coarse", "fine"],
}

ACTIVATIONS = {
    "none": lambda x, slope: x,
    "relu": lambda x, slope: F.relu(x),
    "leaky-relu": F.leaky_relu,
    "sigmoid": lambda x, slope: torch.sigmoid(x),
}


def run(architecture, tensors, inputs):
    """Every map by name, [channels, height, width]."""
    maps = dict(inputs)
    for layer in architecture["layers"]:
        name, kernel = layer["name"], layer["kernel"]
        first, *rest = [maps[source][None] for source in layer["input"]]
        if layer.get("upsample"):
            first = F.interpolate(first, scale_factor=2, mode="nearest")
            # An odd size is reached by cropping; a lone input has the size of the network's inputs here.
            height, width = (rest[0] if rest else next(iter(inputs.values()))).shape[-2:]
            first = first[..., :height, :width]
        x = torch.cat([first, *rest], dim=1)
        x = F.conv2d(x, tensors[f"{name}.weight"], tensors.get(f"{name}.bias"), layer.get("stride", 1), kernel // 2)
        if "residual" in layer:
            x = x + maps[layer["residual"]][None]
        maps[name] = ACTIVATIONS[layer["activation"]](x, layer.get("slope", 0.1))[0]
    return maps


def main():
    torch.manual_seed(1)
    folder = Path(__file__).parent / "unet"
    folder.mkdir(exist_ok=True)
    channels = {item["name"]: item["channels"] for item in ARCHITECTURE["inputs"] + ARCHITECTURE["layers"]}
    tensors = {}
    for layer in ARCHITECTURE["layers"]:
        fan = sum(channels[source] for source in layer["input"]) * layer["kernel"] ** 2
        shape = (layer["channels"], fan // layer["kernel"] ** 2, layer["kernel"], layer["kernel"])
        tensors[f"{layer['name']}.weight"] = (torch.randn(shape) * (2 / fan) ** 0.5).half()
        tensors[f"{layer['name']}.bias"] = (torch.randn(layer["channels"]) * 0.1).half()
    inputs = {i["name"]: torch.randn(i["channels"], HEIGHT, WIDTH).half() for i in ARCHITECTURE["inputs"]}
    # Everything is rounded to halves first, so that all sides start from the same numbers.
    maps = run(ARCHITECTURE, {k: v.double() for k, v in tensors.items()}, {k: v.double() for k, v in inputs.items()})

    save_file(tensors, folder / "unet.safetensors")
    recorded = {**inputs, **{name: maps[name].float().contiguous() for name in ARCHITECTURE["outputs"]}}
    save_file(recorded, folder / "recorded.safetensors")
    weights = (folder / "unet.safetensors").read_bytes()
    config = {
        "format": "frameloom-model",
        "version": 1,
        "name": "parity-unet",
        "task": "parity",
        "architecture": ARCHITECTURE,
        "weights": {"file": "unet.safetensors", "bytes": len(weights), "sha256": hashlib.sha256(weights).hexdigest()},
        "metrics": {},
        "license": "MIT",
        "training": {"command": "python tests/parity/nn/make_unet.py", "torch": torch.__version__},
    }
    (folder / "model.json").write_text(json.dumps(config, indent=2) + "\n")


if __name__ == "__main__":
    main()
