import type { Gpu, ResourcePool } from '@frameloom/gpu';
import { createFeatureMap, featureMapBytes, type FeatureMap, type Format } from '@frameloom/nn';
import type { CellsFiles, TableName } from './level-files.ts';
import { networkMaps } from './networks.ts';
import { sizesOf, type MapSize } from './sizes.ts';

/** GPUBufferUsage and GPUTextureUsage, spelled out because Node has no such globals of its own. */
const bufferUsage = { copySrc: 0x04, copyDst: 0x08, uniform: 0x40, storage: 0x80 } as const;
const textureUsage = { copySrc: 0x01, textureBinding: 0x04, storageBinding: 0x08 } as const;

/** Between the parts of a uniform buffer that are bound one at a time: enough for every device. */
const uniformAlignment = 256;

/** Maps between the passes and the networks of a level. */
export type MapName =
  | 'features'
  | 'choice'
  | 'message'
  | 'write'
  | 'barFeatures'
  | 'barCodes'
  | 'sceneLooks'
  | 'scene'
  | 'spriteFeatures'
  | 'sprites'
  | 'barLooks'
  | 'bar';

/** Buffers and textures of a level's engine, without its networks. */
export type CellsBuffers = {
  maps: Readonly<Record<MapName, FeatureMap>>;
  tables: Readonly<Record<TableName, GPUBuffer>>;
  /** See lib/state.wgsl. */
  state: GPUBuffer;
  /**
   * `params` of the pass `sense`, one part for each action. They are constant: a step binds the part of its action and
   * writes nothing, so any number of steps can be recorded before a submit.
   */
  actions: readonly GPUBufferBinding[];
  /** Steps that movers can make: pairs of i32. */
  moves: GPUBuffer;
  /** See act.wgsl. */
  barPairs: GPUBuffer;
  /** `params` of the pass `embedScene`: for the window around the player, and for the whole world. */
  window: GPUBuffer;
  world: GPUBuffer;
  picture: GPUTexture;
  memoryPicture: GPUTexture;
};

/** Sizes and channels of the maps. */
function mapShapes({ spec, layout }: CellsFiles): Record<MapName, MapSize & { channels: number }> {
  const { movers, bar, scene } = sizesOf(spec, layout);
  const maps = networkMaps(spec, layout);
  const of = (size: MapSize, channels: number | undefined): MapSize & { channels: number } => ({
    ...size,
    channels: channels!,
  });
  return {
    features: of(movers, maps.movers.inputs['features']),
    choice: of(movers, maps.movers.outputs['choice']),
    message: of(movers, maps.movers.outputs['message']),
    write: of(movers, maps.movers.outputs['write']),
    barFeatures: of(bar, maps.bar.inputs['features']),
    barCodes: of(bar, maps.bar.outputs['codes']),
    sceneLooks: of(scene, maps.scene.inputs['codes']),
    scene: of(scene, maps.scene.outputs['pixels']),
    spriteFeatures: of(movers, maps.sprites.inputs['looks']),
    sprites: of(movers, maps.sprites.outputs['pixels']),
    barLooks: of(bar, maps.barScene.inputs['codes']),
    bar: of(bar, maps.barScene.outputs['pixels']),
  };
}

/** Contents of the buffers that never change, and the initial state. */
function uploads(
  files: CellsFiles,
): Record<
  TableName | 'state' | 'moves' | 'barPairs' | 'window' | 'world',
  Uint32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Float32Array<ArrayBuffer>
> {
  const { spec, layout, tables } = files;
  const { window, world } = sizesOf(spec, layout);
  const params = ({ width, height }: MapSize, fixed: number): Int32Array<ArrayBuffer> =>
    Int32Array.of(-1, -1, width, height, fixed, 0, 0, 0);
  const table = (name: TableName): Float32Array<ArrayBuffer> => Float32Array.from(tables[name]);
  return {
    state: files.starts[0]!,
    moves: Int32Array.from(spec.moves.flat()),
    // No bar, no pairs; but a binding has to be there.
    barPairs: Uint32Array.from(files.barPairs.length > 0 ? files.barPairs : [0]),
    window: params(window, 0),
    world: params(world, 1),
    cellSense: table('cellSense'),
    cellLook: table('cellLook'),
    barSense: table('barSense'),
    barState: table('barState'),
    barLook: table('barLook'),
  };
}

/** Makes the buffers and textures of a level, and uploads what stays as it is. */
export function createBuffers(gpu: Gpu, pool: ResourcePool, files: CellsFiles, format: Format): CellsBuffers {
  const { spec } = files;
  const { queue } = gpu.device;
  const data = uploads(files);
  const upload = (name: keyof typeof data, usage: number): GPUBuffer => {
    const size = paddedBytes(data[name].byteLength);
    const buffer = pool.buffer({ label: name, size, usage: usage | bufferUsage.copyDst });
    queue.writeBuffer(buffer, 0, data[name]);
    return buffer;
  };
  const texture = (label: string, width: number, height: number): GPUTexture =>
    pool.texture({
      label,
      width,
      height,
      format: 'rgba8unorm',
      usage: textureUsage.storageBinding | textureUsage.textureBinding | textureUsage.copySrc,
    });
  const maps = Object.fromEntries(
    Object.entries(mapShapes(files)).map(([label, shape]) => [
      label,
      createFeatureMap(pool, { label, ...shape, format }),
    ]),
  ) as Record<MapName, FeatureMap>;
  const { storage, uniform, copySrc } = bufferUsage;
  return {
    maps,
    tables: {
      cellSense: upload('cellSense', storage),
      cellLook: upload('cellLook', storage),
      barSense: upload('barSense', storage),
      barState: upload('barState', storage),
      barLook: upload('barLook', storage),
    },
    state: upload('state', storage | copySrc),
    moves: upload('moves', storage),
    barPairs: upload('barPairs', storage),
    window: upload('window', uniform),
    world: upload('world', uniform),
    actions: createActions(gpu, pool, spec.actions.length),
    picture: texture('picture', spec.frame.width, spec.frame.height),
    memoryPicture: texture('memory', spec.world.columns * spec.cellPixels, spec.world.rows * spec.cellPixels),
  };
}

/** Bytes of what {@link createBuffers} makes. */
export function estimateBuffers(files: CellsFiles, format: Format): number {
  const { frame, world, cellPixels, actions } = files.spec;
  const pixels = frame.width * frame.height + world.columns * world.rows * cellPixels ** 2;
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return (
    4 * pixels +
    actions.length * uniformAlignment +
    sum(Object.values(mapShapes(files)).map((shape) => featureMapBytes({ ...shape, format }))) +
    sum(Object.values(uploads(files)).map(({ byteLength }) => paddedBytes(byteLength)))
  );
}

function createActions(gpu: Gpu, pool: ResourcePool, count: number): GPUBufferBinding[] {
  const size = count * uniformAlignment;
  const buffer = pool.buffer({ label: 'actions', size, usage: bufferUsage.uniform | bufferUsage.copyDst });
  const words = new Uint32Array(size / 4);
  for (let action = 0; action < count; action++) words[(action * uniformAlignment) / 4] = action;
  gpu.device.queue.writeBuffer(buffer, 0, words);
  return Array.from({ length: count }, (_, action) => ({
    buffer,
    offset: action * uniformAlignment,
    size: 16,
  }));
}

/** Buffer sizes are multiples of 16 bytes, as uniform buffers need. */
function paddedBytes(bytes: number): number {
  return Math.ceil(bytes / 16) * 16;
}
