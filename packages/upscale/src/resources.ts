import {
  createPingPong,
  createPool,
  createUniformRing,
  textureBytes,
  uniformRingBytes,
} from '@frameloom/gpu';
import type { Gpu, PingPong, ResourcePool, UniformRing } from '@frameloom/gpu';
import type { Size } from '@frameloom/gpu/frame';
import { paramsBytes } from './params.ts';
import type { UpscaleFrame } from './types.ts';

/** Everything whose size follows the render size. */
export type RenderResources = {
  capacity: Size;
  /** Colour in the working space, alpha. */
  prepared: GPUTexture;
  /** Motion and surface of motion.wgsl. Of the last frame only the surface is read. */
  motion: GPUTexture;
  surface: PingPong<GPUTexture>;
  mask: GPUTexture;
  /** Luma of three frames, instability. */
  luma: PingPong<GPUTexture>;
  /** Change of shading and factors of the light per 4×4 pixels. */
  shading: PingPong<GPUTexture>;
  previousNearness: GPUBuffer;
  /** Motion of thin things per 4×4 pixels, see prepare.wgsl. */
  traces: PingPong<GPUBuffer>;
  partials: GPUBuffer;
  readonly bytes: number;
  dispose(): void;
};

/** Everything whose size follows the display size. */
export type DisplayResources = {
  history: PingPong<GPUTexture>;
  /** Lock and alpha, see lib/state.wgsl. */
  state: PingPong<GPUTexture>;
  /** Made when it is first asked for. */
  readonly output: GPUTexture;
  /** The output, where it was made. */
  readonly madeOutput: GPUTexture | undefined;
  readonly bytes: number;
  dispose(): void;
};

/** Everything that has no size. */
export type FixedResources = {
  params: UniformRing;
  exposure: GPUBuffer;
  /** 1×1, zero: stands in for an optional input. */
  none: GPUTexture;
  linearSampler: GPUSampler;
  readonly bytes: number;
  dispose(): void;
};

/** Everything that one frame's passes read and write. */
export type FrameResources = {
  frame: UpscaleFrame;
  target: GPUTexture;
  displaySize: Size;
  fixed: FixedResources;
  render: RenderResources;
  display: DisplayResources;
};

export function createRenderResources(gpu: Gpu, label: string, capacity: Size): RenderResources {
  const pool = createPool(gpu, label);
  const texture = texturesOf(pool, label, capacity);
  const shading = texturesOf(pool, label, quarter(capacity));
  return {
    capacity,
    prepared: texture('prepared', 'rgba16float'),
    motion: texture('motion', 'r32uint'),
    surface: createPingPong((i) => texture(`surface-${i}`, 'r32uint')),
    mask: texture('mask', 'rgba8unorm'),
    luma: createPingPong((i) => texture(`luma-${i}`, 'rgba8unorm')),
    shading: createPingPong((i) => shading(`shading-${i}`, 'rgba16float')),
    previousNearness: pool.buffer({
      label: `${label}/previous-nearness`,
      size: capacity.width * capacity.height * 4,
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
    }),
    traces: createPingPong((i) =>
      pool.buffer({
        label: `${label}/traces-${i}`,
        size: traceBytes(capacity),
        usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
      }),
    ),
    partials: pool.buffer({
      label: `${label}/luma-partials`,
      size: partialsBytes(capacity),
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
  alpha: boolean,
): DisplayResources {
  const pool = createPool(gpu, label);
  const texture = texturesOf(pool, label, size);
  const state = texturesOf(pool, label, stateSize(size, alpha));
  let output: GPUTexture | undefined;
  return {
    history: createPingPong((i) => texture(`history-${i}`, 'rgba16float')),
    state: createPingPong((i) => state(`state-${i}`, 'r32uint')),
    get output() {
      output ??= texture('output', 'rgba16float', GPUTextureUsage.COPY_SRC);
      return output;
    },
    get madeOutput() {
      return output;
    },
    get bytes() {
      return pool.bytes;
    },
    dispose: () => pool.dispose(),
  };
}

export function createFixedResources(gpu: Gpu, label: string): FixedResources {
  const pool = createPool(gpu, label);
  return {
    params: createUniformRing(gpu, pool, { label: `${label}/params`, size: paramsBytes }),
    exposure: pool.buffer({
      label: `${label}/exposure`,
      size: exposureBytes,
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
    get bytes() {
      return pool.bytes;
    },
    dispose: () => pool.dispose(),
  };
}

const exposureBytes = 16;

/** Bytes of new {@link RenderResources}. */
export function renderBytes(capacity: Size): number {
  const { width, height } = capacity;
  const perPixel = 8 + 4 + 2 * 4 + 4 + 2 * 4 + 4; // prepared, motion, surface, mask, luma, previous nearness
  return (
    width * height * perPixel +
    2 * textureBytes({ ...quarter(capacity), format: 'rgba16float' }) +
    2 * traceBytes(capacity) +
    partialsBytes(capacity)
  );
}

/** Bytes of new {@link DisplayResources}. */
export function displayBytes(display: Size, alpha: boolean, ownOutput: boolean): number {
  const history = textureBytes({ ...display, format: 'rgba16float' });
  return (
    (ownOutput ? 3 : 2) * history + 2 * textureBytes({ ...stateSize(display, alpha), format: 'r32uint' })
  );
}

/** Bytes of new {@link FixedResources}. */
export function fixedBytes(): number {
  return (
    uniformRingBytes(paramsBytes) +
    exposureBytes +
    textureBytes({ width: 1, height: 1, format: 'rgba8unorm' })
  );
}

/** Two pixels share a texel of state unless alpha is exact. */
function stateSize({ width, height }: Size, alpha: boolean): Size {
  return { width: alpha ? width : Math.ceil(width / 2), height };
}

function traceBytes(size: Size): number {
  const { width, height } = quarter(size);
  return width * height * 4;
}

function partialsBytes({ width, height }: Size): number {
  return Math.ceil(width / 16) * Math.ceil(height / 16) * 8;
}

function quarter(size: Size): Size {
  return { width: Math.ceil(size.width / 4), height: Math.ceil(size.height / 4) };
}

function texturesOf(pool: ResourcePool, label: string, size: Size) {
  return (name: string, format: GPUTextureFormat, usage: GPUTextureUsageFlags = 0): GPUTexture =>
    pool.texture({
      label: `${label}/${name}`,
      ...size,
      format,
      usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.STORAGE_BINDING | usage,
    });
}
