"""Writes a run as a folder in the layout of the model hubs, and the numbers of its card.

python -m models.tales.export RUN --data BOOKS [--out models/tales]
"""

import argparse
import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer

from models.shared.export import LICENSE, describe_training, read_metrics
from models.tales.evaluate import evaluate_books, load_run
from models.tales.network import Storyteller
from models.tales.tokenizer import BEGIN, END

# How samples are drawn where nothing else is said.
SAMPLING = {'do_sample': True, 'temperature': 0.8, 'top_k': 50, 'top_p': 0.95}
# Messages one after the other: it was never trained to converse, only to go on.
TEMPLATE = "<|begin|>{% for message in messages %}{{ message['content'] }}\n{% endfor %}"


def round_weights(network: Storyteller) -> dict[str, torch.Tensor]:
    """The weights in halves by the names of transformers; the network keeps what was rounded."""
    for parameter in network.parameters():
        parameter.data = parameter.data.half().float()
    return {f'model.{name}': value.half().contiguous() for name, value in network.state_dict().items()}


def tokenizer_json(tokenizer: Tokenizer) -> dict:
    """tokenizer.json, which puts BEGIN before a text."""
    begin, whole = tokenizer.token_to_id(BEGIN), json.loads(tokenizer.to_str())
    first, text = {'SpecialToken': {'id': BEGIN, 'type_id': 0}}, {'Sequence': {'id': 'A', 'type_id': 0}}
    whole['post_processor'] = {
        'type': 'TemplateProcessing',
        'single': [first, text],
        'pair': [first, text, {'Sequence': {'id': 'B', 'type_id': 0}}],
        'special_tokens': {BEGIN: {'id': BEGIN, 'ids': [begin], 'tokens': [BEGIN]}},
    }
    return whole


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('run')
    parser.add_argument('--data', required=True)
    parser.add_argument('--out', default='models/tales/storyteller')
    options = parser.parse_args()
    network, tokenizer = load_run(options.run)
    folder, metrics = Path(options.out), read_metrics(options.run)
    folder.mkdir(parents=True, exist_ok=True)
    weights = round_weights(network)
    save_file(weights, folder / 'model.safetensors', {'format': 'pt'})
    ends = {'bos_token_id': tokenizer.token_to_id(BEGIN), 'eos_token_id': tokenizer.token_to_id(END)}
    special = {'bos_token': BEGIN, 'eos_token': END, 'chat_template': TEMPLATE}
    card = {
        'license': LICENSE,
        'parameters': sum(value.numel() for value in weights.values()),
        'training': describe_training('models.tales.train', metrics, 'eight books of fairy tales and stories'),
        'tokens': metrics['tokens'],
        'held_out': evaluate_books(network, tokenizer, options.data),
    }
    files = {
        'config.json': network.spec.config() | ends,
        'generation_config.json': SAMPLING | ends,
        'tokenizer_config.json': {'tokenizer_class': 'PreTrainedTokenizerFast', 'clean_up_tokenization_spaces': False}
        | special,
        'tokenizer.json': tokenizer_json(tokenizer),
        'card.json': card,
    }
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content, indent=1, ensure_ascii=False) + '\n')
    print(json.dumps(card, indent=1))


if __name__ == '__main__':
    main()
