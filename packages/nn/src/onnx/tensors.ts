import { FrameloomError, show } from '@frameloom/gpu';

import type { Runtime, RuntimeTensor, RuntimeValue } from './runtime.ts';
import type { OnnxResult, OnnxTensor, OnnxType, OnnxValue } from './types.ts';

/** Bytes of an element. */
const sizes: Readonly<Record<OnnxType, number>> = {
  float32: 4,
  float16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint8: 1,
  bool: 1,
};

/** onnxruntime's kernels read and write four elements of four bytes at a time. */
const granule = 16;
/** GPUBufferUsage, spelled out because Node has no such global of its own. */
const usages = { COPY_SRC: 0x04, COPY_DST: 0x08, STORAGE: 0x80 } as const;

/** What the model says about its inputs or outputs, named dimensions replaced by `dims`. */
export function describeValues(
  metadata: readonly RuntimeValue[],
  dims: Readonly<Record<string, number>>,
): OnnxValue[] {
  return metadata.map(({ name, type = 'unknown', shape = [] }) => ({
    name,
    type,
    dims: shape.map((size) => (typeof size === 'string' ? (dims[size] ?? size) : size)),
  }));
}

/**
 * Tensors of the runtime over the caller's buffers, checked against the model.
 *
 * @param all Whether every value must be given.
 * @throws FrameloomError `invalid-argument`, `invalid-size`.
 */
export function bindTensors(
  where: string,
  runtime: Runtime,
  values: readonly OnnxValue[],
  given: Readonly<Record<string, GPUBuffer | OnnxTensor>>,
  all: boolean,
): Record<string, RuntimeTensor> {
  const names = values.map(({ name }) => name);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new FrameloomError(
      'invalid-argument',
      `${where}: the model has no ${show(unknown)}. It has ${names.join(', ')}.`,
    );
  }
  const bound: Record<string, RuntimeTensor> = {};
  for (const value of values) {
    const item = given[value.name];
    if (item === undefined && !all) continue;
    const { buffer, dims, type } = readTensor(`${where} ${show(value.name)}`, value, item);
    bound[value.name] = runtime.Tensor.fromGpuBuffer(buffer, { dataType: type, dims });
  }
  return bound;
}

function readTensor(where: string, value: OnnxValue, item: GPUBuffer | OnnxTensor | undefined): OnnxTensor {
  const tensor = item && 'buffer' in item ? item : undefined;
  const buffer = tensor?.buffer ?? (item as GPUBuffer | undefined);
  if (typeof buffer?.size !== 'number' || typeof buffer.usage !== 'number') {
    throw new FrameloomError(
      'invalid-argument',
      `${where}: must be a GPUBuffer or { buffer, dims, type }, got ${show(item)}.`,
    );
  }
  const type = tensor?.type ?? value.type;
  if (type !== value.type || !Object.hasOwn(sizes, type)) {
    throw new FrameloomError('invalid-argument', `${where}: must hold ${value.type}, got ${show(type)}.`);
  }
  const dims = tensor?.dims ?? value.dims;
  const open = dims.find((size) => !Number.isInteger(size) || Number(size) < 0);
  if (open !== undefined) {
    throw new FrameloomError(
      'invalid-argument',
      `${where}: the dimension ${show(open)} has no size. Give { buffer, dims, type }, or its size in the option dims.`,
    );
  }
  const fits =
    dims.length === value.dims.length &&
    value.dims.every((size, axis) => typeof size === 'string' || size === dims[axis]);
  if (!fits) {
    throw new FrameloomError(
      'invalid-size',
      `${where}: dims must be ${show(value.dims)}, got ${show(dims)}.`,
    );
  }
  const elements = dims.reduce<number>((product, size) => product * Number(size), 1);
  const bytes = Math.ceil((elements * sizes[type as OnnxType]) / granule) * granule;
  if (buffer.size < bytes) {
    throw new FrameloomError(
      'invalid-size',
      `${where}: ${show(dims)} ${type} need a buffer of ${bytes} bytes, got ${buffer.size}.`,
    );
  }
  const missing = Object.entries(usages).flatMap(([name, flag]) => (buffer.usage & flag ? [] : [name]));
  if (missing.length > 0) {
    throw new FrameloomError(
      'invalid-argument',
      `${where}: its buffer lacks the usage ${missing.join(', ')}.`,
    );
  }
  return { buffer, dims: dims as readonly number[], type: type as OnnxType };
}

/** What a run gave, as buffers. */
export function readResults(
  results: Readonly<Record<string, RuntimeTensor>>,
  given: Readonly<Record<string, unknown>>,
): Record<string, OnnxResult> {
  return Object.fromEntries(
    Object.entries(results).map(([name, tensor]) => [
      name,
      {
        buffer: tensor.gpuBuffer,
        dims: [...tensor.dims],
        type: tensor.type as OnnxType,
        // A buffer that the caller gave stays the caller's.
        dispose: () => (Object.hasOwn(given, name) ? undefined : tensor.dispose()),
      },
    ]),
  );
}
