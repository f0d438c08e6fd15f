import type { Gpu, ResourcePool } from '@frameloom/gpu';
import { createFeatureMap, featureMapBytes, type FeatureMap, type Format } from '@frameloom/nn';
import { memoryColumns } from './passes.ts';
import type { PixelsFiles } from './pixels-files.ts';
import { memorySize } from './pixels-spec.ts';

/** GPUBufferUsage and GPUTextureUsage, spelled out because Node has no such globals of its own. */
const bufferUsage = { copySrc: 0x04, copyDst: 0x08, storage: 0x80 } as const;
const textureUsage = { copySrc: 0x01, textureBinding: 0x04, storageBinding: 0x08 } as const;

/** Buffers and textures of a level's engine, without its network. */
export type PixelsBuffers = {
  state: GPUBuffer;
  palette: GPUBuffer;
  now: FeatureMap;
  before: FeatureMap;
  memory: FeatureMap;
  next: FeatureMap;
  kept: FeatureMap;
  /** A map of its number for each action: constant, so that any number of steps can be recorded before a submit. */
  actions: readonly FeatureMap[];
  picture: GPUTexture;
  memoryPicture: GPUTexture;
};

/** Makes the buffers and textures of a level, and uploads what stays as it is. */
export function createPixelsBuffers(
  gpu: Gpu,
  pool: ResourcePool,
  { spec, layout, starts }: PixelsFiles,
  format: Format,
): PixelsBuffers {
  const { queue } = gpu.device;
  const { frame, memory, palette } = spec;
  const size = memorySize(spec);
  const picture = (label: string): FeatureMap =>
    createFeatureMap(pool, { label, ...frame, channels: 1, format: 'u8' });
  const map = (label: string): FeatureMap =>
    createFeatureMap(pool, { label, ...size, channels: memory.channels, format });
  const texture = (label: string, width: number, height: number): GPUTexture =>
    pool.texture({
      label,
      width,
      height,
      format: 'rgba8unorm',
      usage: textureUsage.storageBinding | textureUsage.textureBinding | textureUsage.copySrc,
    });
  const { storage, copySrc, copyDst } = bufferUsage;
  const state = pool.buffer({
    label: 'state',
    size: 4 * layout.stateWords,
    usage: storage | copySrc | copyDst,
  });
  queue.writeBuffer(state, 0, starts[0]!);
  const colors = pool.buffer({ label: 'palette', size: 16 * palette.length, usage: storage | copyDst });
  queue.writeBuffer(
    colors,
    0,
    Float32Array.from(palette.flatMap((rgb) => [...rgb.map((value) => value / 255), 1])),
  );
  const actions = spec.actions.map((_, action) => {
    const made = createFeatureMap(pool, { label: `action ${action}`, ...size, channels: 1, format: 'u8' });
    queue.writeBuffer(made.buffer, 0, new Uint8Array(made.buffer.size).fill(action));
    return made;
  });
  const columns = memoryColumns(memory.channels);
  return {
    state,
    palette: colors,
    now: picture('now'),
    before: picture('before'),
    memory: map('memory'),
    next: picture('next'),
    kept: map('kept'),
    actions,
    picture: texture('picture', frame.width, frame.height),
    memoryPicture: texture(
      'memory picture',
      columns * size.width,
      Math.ceil(memory.channels / columns) * size.height,
    ),
  };
}

/** Bytes of what {@link createPixelsBuffers} makes. */
export function estimatePixelsBuffers({ spec, layout }: PixelsFiles, format: Format): number {
  const { frame, memory, palette, actions } = spec;
  const size = memorySize(spec);
  const columns = memoryColumns(memory.channels);
  return (
    4 * layout.stateWords +
    16 * palette.length +
    3 * featureMapBytes({ ...frame, channels: 1, format: 'u8' }) +
    2 * featureMapBytes({ ...size, channels: memory.channels, format }) +
    actions.length * featureMapBytes({ ...size, channels: 1, format: 'u8' }) +
    4 * frame.width * frame.height +
    4 * columns * size.width * Math.ceil(memory.channels / columns) * size.height
  );
}
