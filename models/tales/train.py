"""Trains the storyteller on a folder of books.

    python -m models.tales.train --data BOOKS --out RUN [--minutes N] [--resume] [--begin RUN] [--teachers RUN …]
    torchrun --nproc-per-node 2 -m models.tales.train …          several processes, GPUs or machines

BOOKS has one text file per book. The books of HELD_OUT (corpus.py) are not learned from; what the run prints is measured
on half the tales of one of them, and the averaged weights are kept where they did best on these. With teachers, the network also
learns the mean of their predictions (distillation, Hinton et al. 2015).
"""

import argparse
import time
from collections.abc import Mapping
from pathlib import Path

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

from models.shared.muon import Muon
from models.shared.options import Defaults, parser_of
from models.shared.schedule import Averaging, Schedule
from models.shared.team import Team
from models.shared.training import Recipe, Run, start
from models.tales.evaluate import figures_of, load_run, split_held_out
from models.tales.network import Spec, Storyteller, compile_blocks
from models.tales.prepare import options_of, prepare, read_prepared

# Of the embedding and of norms, which Adam trains.
TABLE_RATE = 4e-3
# Minutes of training whatever --until says, so that there is something to look at.
LEAST = 0.1


class TalesRecipe(Recipe):
    network: Storyteller
    schedule = Schedule(100, 0.02)
    averaging = Averaging(0.99)

    def __init__(self, options: argparse.Namespace, team: Team):
        self.options, self.device = options, team.device
        begin = options.out if options.resume else options.begin
        loaded = [load_run(run) for run in options.teachers]
        self.teachers = [network.to(team.device).requires_grad_(False) for network, _ in loaded]
        network, known = load_run(begin) if begin else (None, loaded[0][1] if loaded else None)
        if options.prepared:
            self.tokenizer, tokens = read_prepared(Path(options.prepared))
        else:
            # The same in every process: the tokeniser depends on nothing but the books.
            self.tokenizer, tokens = prepare(options, known)
        self.tokens = tokens.to(team.device)
        network = network or Storyteller(spec_of(options, self.tokenizer.get_vocab_size()))
        network.set_dropout(options.dropout)
        others = [tokenizer for _, tokenizer in loaded] + ([known] if known else [])
        if any(other.to_str() != self.tokenizer.to_str() for other in others):
            raise SystemExit(
                'A run given has another tokeniser. Train it on the same books with the same --vocabulary.'
            )
        self.network = network.to(team.device).train()
        self.checked = beginning(split_held_out(options.data)[0], options.checked)
        self.least, self.best = float('inf'), {}
        print(f'{len(self.tokens)} tokens, {sum(one.numel() for one in network.parameters())} parameters', flush=True)
        self.optimizers = optimizers_of(network, options)
        if options.compile:
            began = time.monotonic()
            example = self.tokens[: network.spec.max_position_embeddings].repeat(options.batch, 1)
            compile_blocks([network, *self.teachers], example, options.bf16)
            print(f'{time.monotonic() - began:.1f} s of compiling', flush=True)

    def begin(self, run: Run) -> None:
        seed = self.options.seed * 100_003 + run.team.rank * 1009 + run.step
        self.generator = torch.Generator(self.device).manual_seed(seed)
        if self.options.until:
            left = (self.options.until - time.time()) / 60
            self.options.minutes = run.minutes + max(left, LEAST)

    def losses(self, run: Run) -> dict[str, Tensor]:
        length, last = self.network.spec.max_position_embeddings, len(self.tokens)
        starts = torch.randint(last - length, (self.options.batch, 1), generator=self.generator, device=self.device)
        ids = self.tokens[starts + torch.arange(length + 1, device=self.device)]
        logits, wanted = self.network(ids[:, :-1]).flatten(0, 1).float(), ids[:, 1:].flatten()
        loss = F.cross_entropy(logits, wanted)
        if not self.teachers:
            return {'loss': loss}
        with torch.no_grad():
            said = [teacher(ids[:, :-1]).flatten(0, 1).float().softmax(-1) for teacher in self.teachers]
        share = self.options.teaching
        return {'loss': (1 - share) * loss, 'taught': share * F.cross_entropy(logits, torch.stack(said).mean(0))}

    def evaluate(self, average: Storyteller, out: Path) -> dict:
        average.eval()
        figures = figures_of(average, self.tokenizer, self.checked, average.spec.max_position_embeddings, self.device)
        if figures['nats_per_character'] < self.least:
            self.least = figures['nats_per_character']
            self.best = {name: value.clone() for name, value in average.state_dict().items()}
        return figures

    def more_metrics(self) -> dict:
        return {'spec': vars(self.network.spec), 'tokens': len(self.tokens), 'best': self.least}

    def state(self) -> dict:
        spec = dict(vars(self.network.spec))
        return {'spec': spec, 'tokenizer': self.tokenizer.to_str(), 'best': self.best, 'least': self.least}

    def restore(self, state: Mapping) -> None:
        self.tokenizer = Tokenizer.from_str(state['tokenizer'])
        self.best, self.least = state['best'], state['least']


def optimizers_of(network: Storyteller, options: argparse.Namespace) -> list[tuple[torch.optim.Optimizer, float]]:
    matrices = [one for one in network.layers.parameters() if one.ndim == 2]
    norms = [one for one in network.parameters() if one.ndim == 1]
    groups = [
        {'params': [network.embed_tokens.weight], 'weight_decay': options.decay},
        {'params': norms, 'weight_decay': 0.0},
    ]
    adam = torch.optim.AdamW(groups, lr=TABLE_RATE, betas=(0.9, 0.95))
    return [(Muon(matrices, options.rate, weight_decay=options.decay), options.rate), (adam, TABLE_RATE)]


def beginning(tales: list[str], characters: int) -> list[str]:
    """The first tales up to that many characters, the last one cut."""
    kept: list[str] = []
    for tale in tales:
        kept.append(tale[: characters - sum(map(len, kept))])
    return [tale for tale in kept if tale]


def spec_of(options: argparse.Namespace, vocabulary: int) -> Spec:
    heads = max(1, options.width // 64)
    return Spec(
        vocab_size=vocabulary,
        hidden_size=options.width,
        num_hidden_layers=options.layers,
        num_attention_heads=heads,
        num_key_value_heads=heads // 3 if heads % 3 == 0 else 1,
        intermediate_size=round(options.width * 8 / 3 / 64) * 64,
        max_position_embeddings=options.context,
    )


def main() -> None:
    parser = parser_of(__doc__, Defaults(minutes=80, batch=8, rate=0.02, evaluate_every=5))
    add = parser.add_argument
    add('--width', type=int, default=192, help='a multiple of 64, or of 192 for grouped heads')
    add('--layers', type=int, default=4)
    add('--context', type=int, default=256, help='tokens')
    add('--dropout', type=float, default=0.0)
    add('--decay', type=float, default=0.0, help='of weights, a share of the rate')
    options_of(parser)
    add('--prepared', metavar='FILE', help='tokens by prepare.py, instead of the three above')
    add('--teachers', nargs='*', default=[], metavar='RUN')
    add('--teaching', type=float, default=0.5, help="share of the teachers' predictions in the loss")
    add('--checked', type=int, default=20_000, help='characters of held-out tales that a run looks at on its way')
    add('--until', type=float, help='the Unix time at which training ends, instead of --minutes')
    options = parser.parse_args()
    torch.set_float32_matmul_precision('high')
    team = start(options)
    Run(options, team, TalesRecipe(options, team)).train()


if __name__ == '__main__':
    main()
