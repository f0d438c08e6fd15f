"""Contact sheets of samples."""

from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

BACKGROUND = 0.38


def draw_sheet(pictures: Tensor, columns: int, file: Path, scale: int = 2) -> None:
    """Pictures [n, 4, h, w], −1 to 1, RGB multiplied by alpha, in rows of `columns` on grey."""
    unit = (pictures.float().cpu().clamp(-1, 1) + 1) / 2
    shown = unit[:, :3].minimum(unit[:, 3:]) + BACKGROUND * (1 - unit[:, 3:])
    count, _, height, width = shown.shape
    rows = -(-count // columns)
    sheet = torch.full((rows * columns, 3, height + 2, width + 2), BACKGROUND)
    sheet[:count, :, 1:-1, 1:-1] = shown
    whole = sheet.view(rows, columns, 3, height + 2, width + 2).permute(0, 3, 1, 4, 2).flatten(0, 1).flatten(1, 2)
    picture = Image.fromarray((whole.clamp(0, 1) * 255).round().to(torch.uint8).numpy().astype(np.uint8))
    file.parent.mkdir(parents=True, exist_ok=True)
    picture.resize((picture.width * scale, picture.height * scale), Image.Resampling.NEAREST).save(file)
