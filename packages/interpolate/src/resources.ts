import {
  createPingPong,
  createPool,
  createUniformRing,
  textureBytes,
  uniformRingBytes,
} from '@frameloom/gpu';
import type { Gpu, PingPong, ResourcePool, UniformRing } from '@frameloom/gpu';
import type { Size } from '@frameloom/gpu/frame';
import { halfOf } from './learned/sizes.ts';
import { paramsBytes } from './params.ts';

/** The GPU objects of one interpolator, at its sizes. */
export type Resources = {
  params: UniformRing;
  linearSampler: GPUSampler;
  /** Share of blocks without a match, see passes/cut. */
  cut: GPUBuffer;
  color: PingPong<GPUTexture>;
  /** From half the display size down. */
  pyramid: PingPong<readonly GPUTexture[]>;
  /** Vectors of each level of the pyramid. */
  flows: readonly GPUTexture[];
  /** Vectors of the finest level, matched again among their neighbours. */
  flow: GPUTexture;
  motion: PingPong<GPUTexture>;
  surface: PingPong<GPUTexture>;
  keys: GPUBuffer;
  owners: GPUBuffer;
  field: GPUTexture;
  /** Of each texel of the field, see passes/judge. */
  verdict: GPUTexture;
  /** 1×1: stand in for an optional input and for {@link hud}. */
  none: GPUTexture;
  noHud: GPUTexture;
  /** The newest frame's HUD, made with the first frame that tells it from the picture. */
  readonly hud: GPUTexture;
  /** Made when it is first asked for. */
  readonly output: GPUTexture;
  /** The output, where it was made. */
  readonly madeOutput: GPUTexture | undefined;
  readonly bytes: number;
  /** Ends a real frame: the current one becomes the previous one. */
  swap(): void;
  dispose(): void;
};

/** Allocates everything but the output. */
export function createResources(gpu: Gpu, label: string, display: Size, render: Size): Resources {
  const pool = createPool(gpu, label);
  const at = texturesOf(pool, label);
  const sizes = pyramidSizes(display);
  const motion = createPingPong((i) => at(render, `motion-${i}`, 'r32uint'));
  const surface = createPingPong((i) => at(render, `surface-${i}`, 'r32uint'));
  const color = createPingPong((i) => at(display, `color-${i}`, 'rgba16float'));
  const pyramid = createPingPong((i) => sizes.map((size, l) => at(size, `level-${l}-${i}`, 'rgba8unorm')));
  const storage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC;
  const buffer = (name: string, size: number): GPUBuffer =>
    pool.buffer({ label: `${label}/${name}`, size, usage: storage });
  let output: GPUTexture | undefined;
  let hud: GPUTexture | undefined;
  return {
    params: createUniformRing(gpu, pool, { label: `${label}/params`, size: paramsBytes }),
    linearSampler: gpu.device.createSampler({
      label: `${label}/linear`,
      magFilter: 'linear',
      minFilter: 'linear',
    }),
    cut: buffer('cut', cutBytes),
    color,
    pyramid,
    flows: sizes.map((size, l) => at(blocksOf(size), `flow-${l}`, 'rgba16float')),
    flow: at(blocksOf(sizes[0]!), 'flow', 'rgba16float'),
    motion,
    surface,
    keys: buffer('keys', render.width * render.height * 4),
    owners: buffer('owners', render.width * render.height * 4),
    field: at(render, 'field', 'rgba32uint'),
    verdict: at(render, 'verdict', 'rgba8unorm'),
    none: at(single, 'none', 'rgba8unorm'),
    noHud: at(single, 'no-hud', 'rgba16float'),
    get hud() {
      hud ??= at(display, 'hud', 'rgba16float');
      return hud;
    },
    get output() {
      output ??= at(display, 'output', 'rgba16float');
      return output;
    },
    get madeOutput() {
      return output;
    },
    get bytes() {
      return pool.bytes;
    },
    swap() {
      for (const pair of [motion, surface, color, pyramid]) pair.swap();
    },
    dispose: () => pool.dispose(),
  };
}

/** Bytes of new {@link Resources}, with the output where it is wanted. */
export function resourceBytes(
  display: Size,
  render: Size,
  { ownOutput, hudless }: { ownOutput: boolean; hudless: boolean },
): number {
  const bytes = (size: Size, format: GPUTextureFormat): number => textureBytes({ ...size, format });
  const sizes = pyramidSizes(display);
  const perLevel = sizes.map((size) => 2 * bytes(size, 'rgba8unorm') + bytes(blocksOf(size), 'rgba16float'));
  return (
    uniformRingBytes(paramsBytes) +
    cutBytes +
    (2 + Number(ownOutput) + Number(hudless)) * bytes(display, 'rgba16float') +
    perLevel.reduce((sum, level) => sum + level, 0) +
    bytes(blocksOf(sizes[0]!), 'rgba16float') +
    4 * bytes(render, 'r32uint') +
    2 * 4 * render.width * render.height +
    bytes(render, 'rgba32uint') +
    bytes(render, 'rgba8unorm') +
    bytes(single, 'rgba8unorm') +
    bytes(single, 'rgba16float')
  );
}

const cutBytes = 16;
const single: Size = { width: 1, height: 1 };
/** Size of depth and motion that there are none of. */
export const noSurfaces: Size = single;
const mostLevels = 6;

/** Sizes of the pyramid's levels, the first half of `display`; the last is at most 24 texels high. */
export function pyramidSizes(display: Size): Size[] {
  const sizes = [halfOf(display)];
  while (sizes.length < mostLevels && Math.min(sizes.at(-1)!.width, sizes.at(-1)!.height) > 24) {
    sizes.push(halfOf(sizes.at(-1)!));
  }
  return sizes;
}

/** Blocks of 4×4 texels. */
function blocksOf({ width, height }: Size): Size {
  return { width: Math.ceil(width / 4), height: Math.ceil(height / 4) };
}

function texturesOf(pool: ResourcePool, label: string) {
  return (size: Size, name: string, format: GPUTextureFormat): GPUTexture =>
    pool.texture({
      label: `${label}/${name}`,
      ...size,
      format,
      usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.STORAGE_BINDING | GPUTextureUsage.COPY_SRC,
    });
}
