"""The tokeniser: byte-level BPE, learned from the training books."""

from collections.abc import Iterable

import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from torch import Tensor

VOCABULARY = 2048
BEGIN, END = '<|begin|>', '<|end|>'  # of a tale: tokens 0 and 1


def train_tokenizer(tales: Iterable[str]) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    # The books were cleaned so; prompts are not.
    straight = {'‘': "'", '’': "'", '“': '"', '”': '"'}
    tokenizer.normalizer = normalizers.Sequence([normalizers.Replace(a, b) for a, b in straight.items()])
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=[BEGIN, END],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(tales, trainer)
    return tokenizer


def encode_tales(tokenizer: Tokenizer, tales: Iterable[str]) -> Tensor:
    """All tales one after another, each between BEGIN and END."""
    begin, end = tokenizer.token_to_id(BEGIN), tokenizer.token_to_id(END)
    ids = [i for tale in tales for i in (begin, *tokenizer.encode(tale).ids, end)]
    return torch.tensor(ids, dtype=torch.long)
