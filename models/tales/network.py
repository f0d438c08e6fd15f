"""A transformer of the Llama family, with the names and shapes of Hugging Face's LlamaForCausalLM."""

from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True)
class Spec:
    vocab_size: int = 2048
    hidden_size: int = 192
    num_hidden_layers: int = 4
    num_attention_heads: int = 6
    num_key_value_heads: int = 2
    intermediate_size: int = 512
    max_position_embeddings: int = 256
    rope_theta: float = 10000.0
    rms_norm_eps: float = 1e-5

    @property
    def head_dim(self) -> int:
        return self.hidden_size // self.num_attention_heads

    def config(self) -> dict:
        """config.json"""
        return {
            'architectures': ['LlamaForCausalLM'],
            'model_type': 'llama',
            'hidden_act': 'silu',
            **asdict(self),
            'head_dim': self.head_dim,
            'attention_bias': False,
            'mlp_bias': False,
            'tie_word_embeddings': True,
            'bos_token_id': 0,
            'eos_token_id': 1,
            'torch_dtype': 'float16',
        }


class Attention(nn.Module):
    def __init__(self, spec: Spec, dropout: float):
        super().__init__()
        self.dim, self.dropout = spec.head_dim, dropout
        linear = lambda outputs: nn.Linear(spec.hidden_size, outputs, bias=False)
        self.q_proj = linear(spec.num_attention_heads * self.dim)
        self.k_proj = linear(spec.num_key_value_heads * self.dim)
        self.v_proj = linear(spec.num_key_value_heads * self.dim)
        self.o_proj = linear(spec.hidden_size)

    def forward(self, x: Tensor, turn: tuple[Tensor, Tensor]) -> Tensor:
        heads = lambda y: y.unflatten(-1, (-1, self.dim)).transpose(1, 2)
        query, key = rotate(heads(self.q_proj(x)), turn), rotate(heads(self.k_proj(x)), turn)
        value = heads(self.v_proj(x))
        repeats = query.shape[1] // key.shape[1]
        key, value = key.repeat_interleave(repeats, 1), value.repeat_interleave(repeats, 1)
        dropout = self.dropout if self.training else 0.0
        answer = F.scaled_dot_product_attention(query, key, value, dropout_p=dropout, is_causal=True)
        return self.o_proj(answer.transpose(1, 2).flatten(2))


class Mlp(nn.Module):
    def __init__(self, spec: Spec):
        super().__init__()
        self.gate_proj = nn.Linear(spec.hidden_size, spec.intermediate_size, bias=False)
        self.up_proj = nn.Linear(spec.hidden_size, spec.intermediate_size, bias=False)
        self.down_proj = nn.Linear(spec.intermediate_size, spec.hidden_size, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Block(nn.Module):
    def __init__(self, spec: Spec, dropout: float):
        super().__init__()
        self.input_layernorm = nn.RMSNorm(spec.hidden_size, spec.rms_norm_eps)
        self.self_attn = Attention(spec, dropout)
        self.post_attention_layernorm = nn.RMSNorm(spec.hidden_size, spec.rms_norm_eps)
        self.mlp = Mlp(spec)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, turn: tuple[Tensor, Tensor]) -> Tensor:
        x = x + self.dropout(self.self_attn(self.input_layernorm(x), turn))
        return x + self.dropout(self.mlp(self.post_attention_layernorm(x)))


class Storyteller(nn.Module):
    """
    `forward` takes token ids [batch, length] and gives logits [batch, length, vocabulary]. `dropout`: the share of attention
    weights, of what blocks add, and of the embedding that is left out in training.
    """

    def __init__(self, spec: Spec, dropout: float = 0.0):
        super().__init__()
        self.spec = spec
        self.embed_tokens = nn.Embedding(spec.vocab_size, spec.hidden_size)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Block(spec, dropout) for _ in range(spec.num_hidden_layers))
        self.norm = nn.RMSNorm(spec.hidden_size, spec.rms_norm_eps)
        for name, weight in self.named_parameters():
            if weight.ndim == 2:
                nn.init.normal_(weight, std=0.02)
            if name.endswith(('o_proj.weight', 'down_proj.weight')):
                nn.init.zeros_(weight)  # each block begins as the identity

    def set_dropout(self, share: float) -> None:
        for module in self.modules():
            if isinstance(module, nn.Dropout):
                module.p = share
            elif isinstance(module, Attention):
                module.dropout = share

    def forward(self, ids: Tensor) -> Tensor:
        turn = angles(self.spec, ids.shape[1], ids.device)
        x = self.dropout(self.embed_tokens(ids))
        for layer in self.layers:
            x = layer(x, turn)
        return F.linear(self.norm(x), self.embed_tokens.weight)


def angles(spec: Spec, length: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """Cosines and sines [length, head dimension] of the rotary embedding."""
    exponents = torch.arange(0, spec.head_dim, 2, device=device) / spec.head_dim
    angle = torch.arange(length, device=device)[:, None] * spec.rope_theta**-exponents
    return angle.cos().repeat(1, 2), angle.sin().repeat(1, 2)


def rotate(x: Tensor, turn: tuple[Tensor, Tensor]) -> Tensor:
    """Each pair of a first and a second half of a head, turned by its position's angle."""
    first, second = x.chunk(2, -1)
    return x * turn[0] + torch.cat([-second, first], -1) * turn[1]


def compile_blocks(networks: list[Storyteller], ids: Tensor, bf16: bool) -> None:
    """Compiles each block by itself, which is quick since they share their code; where that fails, they stay as they were."""
    try:
        for network in networks:
            for layer in network.layers:
                layer.compile(dynamic=False)
            learns = network.embed_tokens.weight.requires_grad
            with torch.set_grad_enabled(learns), torch.autocast(ids.device.type, torch.bfloat16, enabled=bf16):
                total = network(ids).float().mean()
            if learns:
                total.backward()
                network.zero_grad(set_to_none=True)
    except Exception as error:  # of any compiler
        print(f'not compiled: {type(error).__name__}: {str(error)[:300]}', flush=True)
        for network in networks:
            for layer in network.layers:
                layer._compiled_call_impl = None
