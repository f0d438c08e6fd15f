import { createPool, type Gpu, type Kernel, type KernelResource, type PassTimer } from '@frameloom/gpu';
import {
  createFeatureMap,
  createNetwork,
  type FeatureMap,
  type Network,
  type Precision,
} from '@frameloom/nn';
import type { Engine } from '../engine/engine.ts';
import { transpose } from './transpose.ts';
import type { CellsFiles, TableName } from './level-files.ts';
import { barSizeOf, type NetworkName } from './level-spec.ts';
import { compilePass, type PassName } from './shaders.ts';

/** GPUBufferUsage and GPUTextureUsage, spelled out because Node has no such globals of its own. */
const bufferUsage = { copySrc: 0x04, copyDst: 0x08, uniform: 0x40, storage: 0x80 } as const;
const textureUsage = { copySrc: 0x01, textureBinding: 0x04, storageBinding: 0x08 } as const;

/** Makes the passes, networks and buffers of a level. */
export async function createCellsEngine(
  gpu: Gpu,
  files: CellsFiles,
  options: { precision?: Precision | undefined; label: string },
): Promise<Engine> {
  const { spec, layout } = files;
  const { label } = options;
  const precision = options.precision ?? choosePrecision(gpu);
  const pool = createPool(gpu, label);
  const made: Network[] = [];
  try {
    const bar = barSizeOf(spec);
    // Upright: a convolution computes four rows at a time. The bytes are the same either way.
    const row = { width: 1, height: layout.kinds };
    const barRow = { width: 1, height: Math.max(1, layout.barCells) };
    const world = { width: spec.world.columns + 2, height: spec.world.rows + 2 };
    const largest = {
      width: Math.max(layout.window.width, world.width),
      height: Math.max(layout.window.height, world.height),
    };
    const build = async (name: NetworkName, maxSize: { width: number; height: number }): Promise<Network> => {
      const tensors = name === 'bar' ? transpose(files.networks[name]) : files.networks[name];
      const network = await createNetwork(gpu, spec.networks[name], tensors, {
        maxSize,
        label: `${label}/${name}`,
        precision,
      });
      made.push(network);
      return network;
    };
    const hasBar = layout.barCells > 0;
    const [movers, scene, sprites, barNetwork, barScene] = await Promise.all([
      build('movers', row),
      build('scene', largest),
      build('sprites', row),
      hasBar ? build('bar', barRow) : undefined,
      hasBar ? build('barScene', { width: bar.columns, height: bar.rows }) : undefined,
    ]);
    const { format } = movers;
    const names: readonly PassName[] = [
      'sense',
      'act',
      'embedScene',
      'embedMovers',
      'compose',
      'memory',
      ...(hasBar ? (['tell', 'embedBar'] as const) : []),
    ];
    const kernels = new Map<PassName, Kernel>(
      await Promise.all(
        names.map(async (name) => [name, await compilePass(gpu, name, spec, layout, format)] as const),
      ),
    );

    const map = (name: string, size: { width: number; height: number }, channels: number): FeatureMap =>
      createFeatureMap(pool, { label: `${label} ${name}`, ...size, channels, format });
    const outputOf = (network: Network, name: string): number =>
      network.outputs.find((output) => output.name === name)?.channels ?? 1;
    const maps = {
      features: map('features', row, layout.moverFeatures),
      choice: map('choice', row, outputOf(movers, 'choice')),
      message: map('message', row, outputOf(movers, 'message')),
      write: map('write', row, outputOf(movers, 'write')),
      barFeatures: map('bar features', barRow, layout.barFeatures),
      barCodes: map('bar codes', barRow, spec.codes.bar),
      sceneCodes: map('scene codes', largest, spec.channels.look),
      scene: map('scene', largest, 3 * spec.cellPixels ** 2),
      looks: map('looks', row, layout.spriteFeatures),
      sprites: map('sprites', row, 4 * spec.spritePixels ** 2),
      barLook: map('bar look', barRow, spec.channels.look),
      bar: map('bar', barRow, 3 * spec.cellPixels ** 2),
    };
    const upload = (name: string, data: ArrayBufferView<ArrayBuffer>, usage: number): GPUBuffer => {
      const size = Math.ceil(data.byteLength / 16) * 16;
      const buffer = pool.buffer({ label: `${label} ${name}`, size, usage: usage | bufferUsage.copyDst });
      gpu.device.queue.writeBuffer(buffer, 0, data);
      return buffer;
    };
    const table = (name: TableName): GPUBuffer =>
      upload(name, Float32Array.from(files.tables[name]), bufferUsage.storage);
    const state = upload('state', files.starts[0]!, bufferUsage.storage | bufferUsage.copySrc);
    const action = upload('action', new Uint32Array(4), bufferUsage.uniform);
    const moves = upload('moves', Int32Array.from(spec.moves.flat()), bufferUsage.storage);
    const windowOf = (first: number, size: { width: number; height: number }, fixed: number): GPUBuffer =>
      upload(
        'window',
        Int32Array.from([first, first, size.width, size.height, fixed, 0, 0, 0]),
        bufferUsage.uniform,
      );
    const texture = (name: string, width: number, height: number): GPUTexture =>
      pool.texture({
        label: `${label} ${name}`,
        width,
        height,
        format: 'rgba8unorm',
        usage: textureUsage.storageBinding | textureUsage.textureBinding | textureUsage.copySrc,
      });
    const picture = texture('picture', spec.frame.width, spec.frame.height);
    const memoryPicture = texture(
      'memory',
      spec.world.columns * spec.cellPixels,
      spec.world.rows * spec.cellPixels,
    );
    const cellLook = table('cellLook');
    const pass = (
      name: PassName,
      resources: readonly KernelResource[],
      groups: readonly [number, number?],
    ): ((encoder: GPUCommandEncoder, timer?: PassTimer) => void) => {
      const kernel = kernels.get(name);
      if (kernel === undefined) return () => {};
      const group = kernel.bind(resources);
      return (encoder, timer) => {
        const timestampWrites = timer?.pass(kernel.label);
        const open = encoder.beginComputePass({
          label: kernel.label,
          ...(timestampWrites && { timestampWrites }),
        });
        open.setPipeline(kernel.pipeline);
        open.setBindGroup(0, group);
        open.dispatchWorkgroups(...groups);
        open.end();
      };
    };
    const rows = (count: number): [number] => [Math.ceil(count / 64)];
    const blocks = (channels: number): number => Math.ceil(channels / 4);
    const cellsOf = ({ width, height }: { width: number; height: number }): number => width * height;
    const sense = pass(
      'sense',
      [action, state, table('cellSense'), table('barSense'), maps.features.buffer],
      rows(blocks(layout.moverFeatures) * layout.kinds),
    );
    const tell = pass(
      'tell',
      [state, table('barState'), maps.message.buffer, maps.barFeatures.buffer],
      rows(blocks(layout.barFeatures) * layout.barCells),
    );
    const act = pass('act', [state, maps.choice.buffer, maps.write.buffer, maps.barCodes.buffer, moves], [1]);
    const embedScene = pass(
      'embedScene',
      [windowOf(-1, layout.window, 0), state, cellLook, maps.sceneCodes.buffer],
      rows(cellsOf(layout.window) * blocks(spec.channels.look)),
    );
    const embedWorld = pass(
      'embedScene',
      [windowOf(-1, world, 1), state, cellLook, maps.sceneCodes.buffer],
      rows(cellsOf(world) * blocks(spec.channels.look)),
    );
    const embedMovers = pass(
      'embedMovers',
      [state, maps.looks.buffer],
      rows(blocks(layout.spriteFeatures) * layout.kinds),
    );
    const embedBar = pass(
      'embedBar',
      [state, table('barLook'), maps.barLook.buffer],
      rows(blocks(spec.channels.look) * layout.barCells),
    );
    const compose = pass(
      'compose',
      [state, maps.scene.buffer, maps.sprites.buffer, maps.bar.buffer, picture],
      [Math.ceil(spec.frame.width / 8), Math.ceil(spec.frame.height / 8)],
    );
    const composeMemory = pass(
      'memory',
      [state, maps.scene.buffer, maps.sprites.buffer, memoryPicture],
      [Math.ceil(memoryPicture.width / 8), Math.ceil(memoryPicture.height / 8)],
    );
    const macs =
      movers.macs(row.width, row.height) +
      (barNetwork?.macs(barRow.width, barRow.height) ?? 0) +
      scene.macs(layout.window.width, layout.window.height) +
      sprites.macs(row.width, row.height) +
      (barScene?.macs(bar.columns, bar.rows) ?? 0);

    return {
      state,
      picture,
      memoryPicture,
      precision,
      macs,
      get bytes() {
        return pool.bytes + made.reduce((sum, network) => sum + network.bytes, 0);
      },
      step(encoder, number, timer) {
        gpu.device.queue.writeBuffer(action, 0, Uint32Array.of(number));
        sense(encoder, timer);
        movers.record(
          encoder,
          { features: maps.features },
          { choice: maps.choice, message: maps.message, write: maps.write },
          row,
          timer,
        );
        tell(encoder, timer);
        barNetwork?.record(encoder, { features: maps.barFeatures }, { codes: maps.barCodes }, barRow, timer);
        act(encoder, timer);
      },
      draw(encoder, timer) {
        embedScene(encoder, timer);
        scene.record(encoder, { codes: maps.sceneCodes }, { pixels: maps.scene }, layout.window, timer);
        embedMovers(encoder, timer);
        sprites.record(encoder, { looks: maps.looks }, { pixels: maps.sprites }, row, timer);
        embedBar(encoder, timer);
        barScene?.record(
          encoder,
          { codes: maps.barLook },
          { pixels: maps.bar },
          { width: bar.columns, height: bar.rows },
          timer,
        );
        compose(encoder, timer);
      },
      drawMemory(encoder) {
        embedWorld(encoder);
        scene.record(encoder, { codes: maps.sceneCodes }, { pixels: maps.scene }, world);
        embedMovers(encoder);
        sprites.record(encoder, { looks: maps.looks }, { pixels: maps.sprites }, row);
        composeMemory(encoder);
      },
      dispose() {
        for (const network of made) network.dispose();
        pool.dispose();
      },
    };
  } catch (error) {
    for (const network of made) network.dispose();
    pool.dispose();
    throw error;
  }
}

/** Maps of a level are small: halves save nothing where they have to be converted. */
function choosePrecision(gpu: Gpu): Precision {
  return gpu.tier !== 'software' && gpu.device.features.has('shader-f16') ? 'f16' : 'f32';
}
