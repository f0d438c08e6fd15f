import { createPingPong, createPool, textureBytes } from '@frameloom/gpu';
import type { Gpu, PingPong, ResourcePool } from '@frameloom/gpu';
import { paramsBytes } from './params.ts';
import type { Size } from './sizes.ts';

/** Formats of the textures at render size; motion and luma are kept twice. */
const renderFormats = [
  'rgba16float',
  'rg32uint',
  'rg32uint',
  'rgba8unorm',
  'rgba8unorm',
  'rgba8unorm',
] as const;

/** Everything whose size follows the render size. */
export type RenderResources = {
  capacity: Size;
  prepared: GPUTexture;
  motion: PingPong<GPUTexture>;
  mask: GPUTexture;
  luma: PingPong<GPUTexture>;
  shading: GPUTexture;
  previousNearness: GPUBuffer;
  partials: GPUBuffer;
  readonly bytes: number;
  dispose(): void;
};

/** Everything whose size follows the display size. */
export type DisplayResources = {
  history: PingPong<GPUTexture>;
  state: PingPong<GPUTexture>;
  output: GPUTexture;
  readonly bytes: number;
  dispose(): void;
};

/** Everything that has no size. */
export type FixedResources = {
  params: GPUBuffer;
  exposure: GPUBuffer;
  /** 1×1, zero: stands in for an optional input. */
  none: GPUTexture;
  linearSampler: GPUSampler;
  readonly bytes: number;
  dispose(): void;
};

const storage = (): GPUTextureUsageFlags => GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.STORAGE_BINDING;

export function createRenderResources(gpu: Gpu, label: string, capacity: Size): RenderResources {
  const pool = createPool(gpu, label);
  const texture = texturesOf(pool, label, capacity);
  const tiles = Math.ceil(capacity.width / 16) * Math.ceil(capacity.height / 16);
  return {
    capacity,
    prepared: texture('prepared', 'rgba16float'),
    motion: createPingPong((i) => texture(`motion-${i}`, 'rg32uint')),
    mask: texture('mask', 'rgba8unorm'),
    luma: createPingPong((i) => texture(`luma-${i}`, 'rgba8unorm')),
    shading: texturesOf(pool, label, quarter(capacity))('shading', 'rgba16float'),
    previousNearness: pool.buffer({
      label: `${label}/previous-nearness`,
      size: capacity.width * capacity.height * 4,
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
    }),
    partials: pool.buffer({
      label: `${label}/luma-partials`,
      size: tiles * 8,
      usage: GPUBufferUsage.STORAGE,
    }),
    bytes: pool.bytes,
    dispose: () => pool.dispose(),
  };
}

export function createDisplayResources(
  gpu: Gpu,
  label: string,
  size: Size,
  state: GPUTextureFormat,
): DisplayResources {
  const pool = createPool(gpu, label);
  const texture = texturesOf(pool, label, size);
  return {
    history: createPingPong((i) => texture(`history-${i}`, 'rgba16float')),
    state: createPingPong((i) => texture(`state-${i}`, state)),
    output: texture('output', 'rgba16float', GPUTextureUsage.COPY_SRC),
    bytes: pool.bytes,
    dispose: () => pool.dispose(),
  };
}

export function createFixedResources(gpu: Gpu, label: string): FixedResources {
  const pool = createPool(gpu, label);
  return {
    params: pool.buffer({
      label: `${label}/params`,
      size: paramsBytes,
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    }),
    exposure: pool.buffer({
      label: `${label}/exposure`,
      size: 16,
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC,
    }),
    none: pool.texture({
      label: `${label}/none`,
      width: 1,
      height: 1,
      format: 'rgba8unorm',
      usage: GPUTextureUsage.TEXTURE_BINDING,
    }),
    linearSampler: gpu.device.createSampler({
      label: `${label}/linear`,
      magFilter: 'linear',
      minFilter: 'linear',
    }),
    bytes: pool.bytes,
    dispose: () => pool.dispose(),
  };
}

/** Bytes of all of the above; the same sums that the pools account. */
export function resourceBytes(capacity: Size, display: Size, state: GPUTextureFormat): number {
  const textures = renderFormats.reduce((sum, format) => sum + textureBytes({ ...capacity, format }), 0);
  return (
    textures +
    textureBytes({ ...quarter(capacity), format: 'rgba16float' }) +
    capacity.width * capacity.height * 4 +
    Math.ceil(capacity.width / 16) * Math.ceil(capacity.height / 16) * 8 +
    3 * textureBytes({ ...display, format: 'rgba16float' }) +
    2 * textureBytes({ ...display, format: state }) +
    paramsBytes +
    16 +
    4
  );
}

function quarter(size: Size): Size {
  return { width: Math.ceil(size.width / 4), height: Math.ceil(size.height / 4) };
}

function texturesOf(pool: ResourcePool, label: string, size: Size) {
  return (name: string, format: GPUTextureFormat, usage: GPUTextureUsageFlags = 0): GPUTexture =>
    pool.texture({ label: `${label}/${name}`, ...size, format, usage: storage() | usage });
}
