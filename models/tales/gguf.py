"""Writes GGUF, version 3 (the format is described by the ggml project): metadata, and tensors in F32 or Q8_0."""

import struct
from pathlib import Path

import numpy as np

UINT32, FLOAT32, BOOL, STRING, ARRAY = 4, 6, 7, 8, 9
F32, Q8_0 = 0, 8
ALIGNMENT = 32
Value = bool | int | float | str | list


def text(value: str) -> bytes:
    data = value.encode()
    return struct.pack('<Q', len(data)) + data


def typed(value: Value) -> tuple[int, bytes]:
    """The number of a value's type, and its bytes."""
    if isinstance(value, bool):
        return BOOL, struct.pack('<?', value)
    if isinstance(value, int):
        return UINT32, struct.pack('<I', value)
    if isinstance(value, float):
        return FLOAT32, struct.pack('<f', value)
    if isinstance(value, str):
        return STRING, text(value)
    parts = [typed(one) for one in value]
    return ARRAY, struct.pack('<IQ', parts[0][0], len(parts)) + b''.join(data for _, data in parts)


def quantise(weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Blocks of 32 numbers in a row: scales [blocks] in halves and whole numbers [blocks, 32] from -127 to 127."""
    blocks = weight.astype(np.float32).reshape(-1, 32)
    scales = np.abs(blocks).max(1) / 127
    inverse = np.divide(1, scales, out=np.zeros_like(scales), where=scales > 0)
    return scales.astype(np.float16), np.rint(blocks * inverse[:, None]).astype(np.int8)


def dequantise(scales: np.ndarray, whole: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    return (scales.astype(np.float32)[:, None] * whole).reshape(shape)


def pack(weight: np.ndarray) -> tuple[int, bytes]:
    """Matrices as Q8_0, vectors as they are."""
    if weight.ndim == 1:
        return F32, weight.astype('<f4').tobytes()
    scales, whole = quantise(weight)
    return Q8_0, np.concatenate([scales.astype('<f2').view(np.uint8).reshape(-1, 2), whole.view(np.uint8)], 1).tobytes()


def write_gguf(path: Path, metadata: dict[str, Value], tensors: dict[str, np.ndarray]) -> int:
    """Returns the bytes of the file."""
    pad = lambda data: data + b'\0' * (-len(data) % ALIGNMENT)
    head = b'GGUF' + struct.pack('<IQQ', 3, len(tensors), len(metadata))
    for name, value in metadata.items():
        kind, data = typed(value)
        head += text(name) + struct.pack('<I', kind) + data
    body = []
    for name, weight in tensors.items():
        kind, data = pack(weight)
        sizes = weight.shape[::-1]  # the fastest first
        head += text(name) + struct.pack(f'<I{len(sizes)}QIQ', len(sizes), *sizes, kind, sum(map(len, body)))
        body.append(pad(data))
    return path.write_bytes(pad(head) + b''.join(body))
