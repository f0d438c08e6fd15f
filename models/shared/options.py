"""The command line that all recipes share."""

import argparse
from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Defaults:
    """What differs between recipes."""

    minutes: float
    batch: int
    rate: float
    evaluate_every: float = 2.0  # minutes


def positive(text: str) -> float:
    value = float(text)
    if value <= 0:
        raise argparse.ArgumentTypeError(f'{text} is not above 0')
    return value


def parser_of(description: str | None, defaults: Defaults, validation: str | None = None) -> argparse.ArgumentParser:
    """
    A parser with the options of every recipe; recipes add their own. With `validation`, which says what it is, there are several
    files to learn from and several for --validation.
    """
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    if validation:
        add('--data', required=True, nargs='+', help='files to learn from')
        add('--validation', required=True, nargs='+', help=validation)
    else:
        add('--data', required=True, help='folder or file to learn from')
    add('--out', required=True, help='folder of the run')
    add('--minutes', '--budget', type=positive, default=defaults.minutes, help='of training, resumed runs included')
    add(
        '--within',
        type=positive,
        help='end this many seconds after the start of the process, whatever it needs to begin',
    )
    add('--steps', type=int, help='end after this many, if the minutes are not over before')
    add('--batch', type=int, default=defaults.batch, help='per process')
    add('--rate', type=float, default=defaults.rate, help='learning rate at the peak')
    add('--seed', type=int, default=1)
    add('--resume', action='store_true', help='go on with the run in OUT, if there is one')
    add('--begin', metavar='FOLDER', help='a run or a shipped model whose weights to begin with')
    add(
        '--evaluate-every',
        type=float,
        default=defaults.evaluate_every,
        help='minutes; a checkpoint is written each time',
    )
    add('--device', default='cuda' if torch.cuda.is_available() else 'cpu')
    add(
        '--bf16',
        action='store_true',
        help='bfloat16 where autocast takes it; for wide networks on hardware that has it',
    )
    add('--threads', type=int, default=1, help='per process; beside other work, processes pay more than threads')
    add('--compile', action='store_true', help='torch.compile; needs a C++ compiler')
    return parser
