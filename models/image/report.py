"""Figures of pictures that were made elsewhere: `npm run quality -- --image` paints what `--prompts` asks for and hands it back.

python -m models.image.report --data models/image/data --prompts PAIRS DRAWN > prompts.json
python -m models.image.report --data models/image/data --judge models/image/judge --prompts-file prompts.json --samples FILE

`FILE` holds RGBA bytes, 32×32 for each prompt, colours not multiplied by alpha. Fréchet distances are in the features of the judge,
between as many tiles as there are samples and all of those that were learned; beside them that of as many tiles and the rest.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from models.image.captions import held_out_pairs
from models.image.colours import COLOURS, measure_colours
from models.image.dataset import load, to_signed
from models.image.evaluate import frechet, nearest
from models.image.judge import accuracy_of, judge_all, load_judge
from models.image.words import KINDS


def prompts_of(data: str, per_pair: int, drawn: int) -> list[dict]:
    """Every pair that was never learned, and pairs as often as tiles have them."""
    asked = [(kind, colour, True) for colour, kind in held_out_pairs() for _ in range(per_pair)]
    tiles = load(data, 'cpu', judges=False, recolour=False)
    at = tiles.originals[torch.randperm(len(tiles.originals), generator=torch.Generator().manual_seed(4))]
    places = at[tiles.colours[at] >= 0][:drawn].tolist()
    asked += [(KINDS[tiles.kinds[place]], COLOURS[tiles.colours[place]], False) for place in places]
    return [
        {'prompt': f'{colour} {kind}', 'kind': kind, 'colour': colour, 'heldOut': held} for kind, colour, held in asked
    ]


def read_samples(file: str, count: int) -> Tensor:
    """[count, 4, 32, 32], RGBA from 0 to 1."""
    values = np.fromfile(file, dtype=np.uint8).reshape(count, 32, 32, 4)
    return torch.from_numpy(values).permute(0, 3, 1, 2).float() / 255


def asked_for(prompts: list[dict], straight: Tensor, kinds: Tensor) -> dict:
    """Shares of colours and kinds that are right; `kinds` as the judge sees them."""
    held = torch.tensor([one['heldOut'] for one in prompts])
    wanted_kinds = torch.tensor([KINDS.index(one['kind']) for one in prompts])
    wanted_colours = torch.tensor([COLOURS.index(one['colour']) for one in prompts])
    share = lambda right: round(float(right.float().mean()), 4)
    of_kind = lambda kind: share((kinds == kind)[held & (wanted_kinds == kind)])
    return {
        'prompts': int(held.sum()),
        'colour': share((measure_colours(straight)[0] == wanted_colours)[held]),
        'kind': share((kinds == wanted_kinds)[held]),
        'kindLearned': share((kinds == wanted_kinds)[~held]) if (~held).any() else None,
        'byKind': {KINDS[kind]: of_kind(kind) for kind in wanted_kinds[held].unique()},
    }


def kind_of_tiles(prompts: list[dict], wanted: Tensor, seen: Tensor) -> float:
    """What real tiles of the kinds that were asked for and never learned in that colour would be told."""
    asked = [KINDS.index(one['kind']) for one in prompts if one['heldOut']]
    return round(sum(float((seen == kind)[wanted == kind].float().mean()) for kind in asked) / len(asked), 4)


def report(data: str, judge_run: str, prompts: list[dict] | None, straight: Tensor) -> dict:
    """Without prompts, only what is told of all pictures together."""
    judge = load_judge(judge_run, 'cpu')
    tiles = load(data, 'cpu', judges=False, recolour=False)
    others = load(data, 'cpu', judges=True, recolour=False, hold_out=False)
    pictures = torch.cat([straight[:, :3] * straight[:, 3:], straight[:, 3:]], 1) * 2 - 1
    features, kinds, _ = judge_all(judge, pictures)
    real = to_signed(tiles.pictures[tiles.originals])
    known, known_kinds, _ = judge_all(judge, real)
    order = torch.randperm(len(known), generator=torch.Generator().manual_seed(2))
    count = len(pictures)
    held_tiles = to_signed(others.pictures[others.originals])
    asked = {'prompts': 0, 'colour': None, 'kind': None, 'kindLearned': None, 'byKind': {}}
    if prompts is not None:
        asked = asked_for(prompts, straight, kinds)
        asked['kindOfTiles'] = kind_of_tiles(prompts, tiles.kinds[tiles.originals], known_kinds)
    return {
        **asked,
        'classifier': accuracy_of(judge, tiles),
        'samples': count,
        'frechet': round(frechet(features, known), 4),
        'frechetHalves': round(frechet(known[order[:count]], known[order[count:]]), 4),
        'nearest': {
            'samples': round(float(nearest(pictures, real)[0].median()), 4),
            'heldOut': round(float(nearest(held_tiles, real)[0].median()), 4),
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--data', required=True)
    parser.add_argument('--prompts', type=int, nargs=2, metavar=('PAIRS', 'DRAWN'))
    parser.add_argument('--judge', default='models/image/judge')
    parser.add_argument('--prompts-file')
    parser.add_argument('--samples')
    parser.add_argument('--unasked', action='store_true', help='the pictures are not of the prompts')
    options = parser.parse_args()
    torch.set_num_threads(2)
    if options.prompts:
        print(json.dumps(prompts_of(options.data, *options.prompts)))
        return
    prompts = json.loads(Path(options.prompts_file).read_text())
    samples = read_samples(options.samples, len(prompts))
    print(json.dumps(report(options.data, options.judge, None if options.unasked else prompts, samples)))


if __name__ == '__main__':
    main()
