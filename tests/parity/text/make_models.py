"""Tiny random language models of each family by the transformers package, with what they answer.

    pip install transformers==5.15.1 tokenizers==0.22.1
    python tests/parity/text/make_models.py

Each file holds the weights under the names that transformers gives them, config.json as metadata `config`, and beside them
`record.prompt` (tokens), `record.logits` (of every position of the prompt, single precision) and `record.greedy` (64 tokens
behind the prompt). Weights are written in 16 bits and recorded as they were written.
"""

import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import AutoConfig, AutoModelForCausalLM, PreTrainedModel

HERE = Path(__file__).parent
VOCABULARY, PROMPT, GREEDY = 320, 80, 64
COMMON = {
    'vocab_size': VOCABULARY,
    'hidden_size': 32,
    'intermediate_size': 48,
    'num_hidden_layers': 3,
    'num_attention_heads': 4,
    'num_key_value_heads': 2,
    'max_position_embeddings': 256,
    'initializer_range': 0.25,
    'bos_token_id': 0,
    'eos_token_id': 1,
}
LLAMA3 = {
    'rope_type': 'llama3',
    'rope_theta': 500000.0,
    'factor': 8.0,
    'low_freq_factor': 1.0,
    'high_freq_factor': 4.0,
    'original_max_position_embeddings': 64,
}
GEMMA = {'sliding_window': 16, 'query_pre_attn_scalar': 24, 'layer_types': ['sliding_attention', 'full_attention'] * 2}
FAMILIES = {
    'llama': (
        {**COMMON, 'model_type': 'llama', 'rope_parameters': LLAMA3, 'tie_word_embeddings': False},
        torch.float16,
    ),
    'qwen2': ({**COMMON, 'model_type': 'qwen2', 'tie_word_embeddings': True}, torch.bfloat16),
    'qwen3': ({**COMMON, 'model_type': 'qwen3', 'head_dim': 16, 'tie_word_embeddings': True}, torch.float16),
    'gemma3': ({**COMMON, **GEMMA, 'model_type': 'gemma3_text', 'head_dim': 16, 'num_hidden_layers': 4}, torch.float16),
    'gpt2': (
        {
            'model_type': 'gpt2',
            'vocab_size': VOCABULARY,
            'n_embd': 32,
            'n_layer': 3,
            'n_head': 4,
            'n_positions': 256,
            'initializer_range': 0.25,
        },
        torch.float16,
    ),
}


def main() -> None:
    for name, (fields, dtype) in FAMILIES.items():
        torch.manual_seed(7)
        fields = dict(fields)
        config = AutoConfig.for_model(fields.pop('model_type'), **fields)
        config._attn_implementation = 'eager'
        model = AutoModelForCausalLM.from_config(config).eval()
        for parameter in model.parameters():
            # Norms and biases of a fresh model are all alike, which would hide mistakes.
            if parameter.ndim == 1:
                parameter.data.add_(torch.randn_like(parameter) * 0.1)
            # Gemma's are multiplied by the root of the width; as large as others they would drown out the layers.
            if name == 'gemma3' and parameter.shape[0] == VOCABULARY:
                parameter.data.mul_(0.1)
            parameter.data.copy_(parameter.data.to(dtype).float())
        write(name, model, dtype)
    make_tokenizer().save(str(HERE / 'tokenizer.json'))


@torch.no_grad()
def write(name: str, model: PreTrainedModel, dtype: torch.dtype) -> None:
    prompt = torch.randint(2, VOCABULARY, (1, PROMPT))
    logits = model(prompt).logits[0]
    ids = prompt
    for _ in range(GREEDY):
        ids = torch.cat([ids, model(ids).logits[:, -1:].argmax(-1)], 1)
    margins = model(ids).logits[0, PROMPT - 1 : -1].topk(2).values
    tied = model.config.tie_word_embeddings
    weights = {key: value for key, value in model.state_dict().items() if not (tied and key.startswith('lm_head'))}
    tensors = {key: value.to(dtype).contiguous() for key, value in weights.items()}
    tensors['record.prompt'] = prompt[0].int()
    tensors['record.logits'] = logits[-24:].float().contiguous()
    tensors['record.greedy'] = ids[0, PROMPT:].int()
    config = json.dumps(model.config.to_dict())
    save_file(tensors, HERE / f'{name}.safetensors', {'config': config, 'format': 'pt'})
    print(name, 'smallest lead', float((margins[:, 0] - margins[:, 1]).min()), 'logits to', float(logits.abs().max()))


def make_tokenizer() -> Tokenizer:
    """Byte-level BPE, learned from this file."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=['<s>', '</s>'],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator([Path(__file__).read_text()], trainer)
    return tokenizer


if __name__ == '__main__':
    main()
