"""Trains the storyteller on a folder of books.

    python -m models.tales.train --data BOOKS --out RUN [--minutes N] [--resume] [--begin RUN]
    torchrun --nproc-per-node 2 -m models.tales.train …          several processes, GPUs or machines

BOOKS has one text file per book. The books of HELD_OUT (corpus.py) are not learned from; what the run prints is measured
on the beginning of one of them.
"""

import argparse
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
from models.tales.corpus import files_of, tales_of
from models.tales.evaluate import figures_of, load_run
from models.tales.network import Spec, Storyteller
from models.tales.tokenizer import encode_tales, train_tokenizer

# Of the embedding and of norms, which Adam trains.
TABLE_RATE = 4e-3
# Characters of a held-out book that a run looks at on its way.
CHECKED = 20_000


class TalesRecipe(Recipe):
    network: Storyteller
    schedule = Schedule(100, 0.02)
    averaging = Averaging(0.99)

    def __init__(self, options: argparse.Namespace, team: Team):
        self.options, self.device = options, team.device
        tales = [tale for file in files_of(options.data, held_out=False) for tale in tales_of(file)]
        begin = options.out if options.resume else options.begin
        if begin:
            network, self.tokenizer = load_run(begin)
        else:
            # The same in every process: neither depends on anything but the books and the seed.
            self.tokenizer = train_tokenizer(tales)
            network = Storyteller(spec_of(options, self.tokenizer.get_vocab_size()))
        self.network = network.to(team.device).train()
        self.tokens = encode_tales(self.tokenizer, tales)
        self.checked = [tale[:CHECKED] for tale in tales_of(files_of(options.data, held_out=True)[0])[:1]]
        print(f'{len(self.tokens)} tokens, {sum(one.numel() for one in network.parameters())} parameters', flush=True)
        matrices = [one for one in network.layers.parameters() if one.ndim == 2]
        others = [network.embed_tokens.weight, *(one for one in network.parameters() if one.ndim == 1)]
        adam = torch.optim.AdamW(others, lr=TABLE_RATE, betas=(0.9, 0.95), weight_decay=0.0)
        self.optimizers = [(Muon(matrices, options.rate), options.rate), (adam, TABLE_RATE)]
        self.forward = torch.compile(network) if options.compile else network

    def begin(self, run: Run) -> None:
        self.generator = torch.Generator().manual_seed(self.options.seed * 100_003 + run.team.rank * 1009 + run.step)

    def losses(self, run: Run) -> dict[str, Tensor]:
        length = self.network.spec.max_position_embeddings
        starts = torch.randint(len(self.tokens) - length, (self.options.batch, 1), generator=self.generator)
        ids = self.tokens[starts + torch.arange(length + 1)].to(self.device)
        logits = self.forward(ids[:, :-1])
        return {'loss': F.cross_entropy(logits.flatten(0, 1).float(), ids[:, 1:].flatten())}

    def evaluate(self, average: Storyteller, out: Path) -> dict:
        window = average.spec.max_position_embeddings
        return figures_of(average, self.tokenizer, self.checked, window, self.device)

    def more_metrics(self) -> dict:
        return {'spec': vars(self.network.spec), 'tokens': len(self.tokens)}

    def state(self) -> dict:
        return {'spec': dict(vars(self.network.spec)), 'tokenizer': self.tokenizer.to_str()}

    def restore(self, state: Mapping) -> None:
        self.tokenizer = Tokenizer.from_str(state['tokenizer'])


def spec_of(options: argparse.Namespace, vocabulary: int) -> Spec:
    return Spec(
        vocab_size=vocabulary,
        hidden_size=options.width,
        num_hidden_layers=options.layers,
        num_attention_heads=options.width // 32,
        num_key_value_heads=max(1, options.width // 96),
        intermediate_size=round(options.width * 8 / 3 / 64) * 64,
        max_position_embeddings=options.context,
    )


def main() -> None:
    parser = parser_of(__doc__, Defaults(minutes=80, batch=8, rate=0.02, evaluate_every=5))
    parser.add_argument('--width', type=int, default=192, help='a multiple of 96')
    parser.add_argument('--layers', type=int, default=4)
    parser.add_argument('--context', type=int, default=256, help='tokens')
    options = parser.parse_args()
    team = start(options)
    Run(options, team, TalesRecipe(options, team)).train()


if __name__ == '__main__':
    main()
