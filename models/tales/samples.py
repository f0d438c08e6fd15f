"""Samples of a card, none of which is picked: the same prompts and seeds for every model."""

import torch
from tokenizers import Tokenizer
from torch import Tensor

from models.tales.network import Storyteller
from models.tales.tokenizer import BEGIN, END

PROMPTS = ('Once upon a time', 'The King', 'The Fox And The Star\n')
TEMPERATURE, TOP_P, TOKENS = 0.7, 0.9, 220


@torch.no_grad()
def draw_samples(network: Storyteller, tokenizer: Tokenizer, device: str) -> list[str]:
    begin, end = tokenizer.token_to_id(BEGIN), tokenizer.token_to_id(END)
    samples = []
    for seed, prompt in enumerate(PROMPTS):
        random = torch.Generator(device).manual_seed(seed)
        ids = torch.tensor([[begin, *tokenizer.encode(prompt).ids]], device=device)
        while ids.shape[1] < min(TOKENS, network.spec.max_position_embeddings):
            token = draw(network(ids)[0, -1], random)
            if int(token) == end:
                break
            ids = torch.cat([ids, token[None]], 1)
        samples.append(tokenizer.decode(ids[0].tolist()))
    return samples


def draw(logits: Tensor, random: torch.Generator) -> Tensor:
    """A token of the fewest likely ones that have TOP_P together."""
    values, order = (logits.float() / TEMPERATURE).softmax(-1).sort(descending=True)
    kept = values * (values.cumsum(-1) - values < TOP_P)
    return order[torch.multinomial(kept, 1, generator=random)]
