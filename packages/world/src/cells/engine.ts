import { createPool, type Gpu } from '@frameloom/gpu';
import type { Engine, EngineOptions } from '../engine/engine.ts';
import { choosePrecision } from '../engine/precision.ts';
import { createBuffers } from './buffers.ts';
import type { CellsFiles } from './level-files.ts';
import { createNetworks, type CellsNetworks } from './networks.ts';
import type { CellsParts } from './parts.ts';
import { compilePasses } from './passes.ts';
import { recordMemory, recordPicture } from './record-picture.ts';
import { recordStep } from './record-step.ts';
import { sizesOf } from './sizes.ts';

/**
 * Makes the engine of a level with cells.
 *
 * @throws FrameloomError `unsupported`, `compilation`, `device-lost`; nothing is left allocated.
 */
export async function createCellsEngine(
  gpu: Gpu,
  files: CellsFiles,
  options: EngineOptions,
): Promise<Engine> {
  const { spec, layout } = files;
  const { label, precision = choosePrecision(gpu) } = options;
  const pool = createPool(gpu, label);
  let networks: CellsNetworks | undefined;
  const dispose = (): void => {
    for (const network of networks?.all ?? []) network.dispose();
    pool.dispose();
  };
  try {
    networks = await createNetworks(gpu, files, { precision, label });
    const { format } = networks.movers;
    const passes = await compilePasses(gpu, spec, layout, format);
    const buffers = createBuffers(gpu, pool, files, format);
    const parts: CellsParts = { spec, layout, sizes: sizesOf(spec, layout), networks, passes, buffers };
    const { all } = networks;
    return {
      state: buffers.state,
      picture: buffers.picture,
      memoryPicture: buffers.memoryPicture,
      precision,
      macs: countMacs(parts),
      get bytes() {
        return all.reduce((sum, network) => sum + network.bytes, pool.bytes);
      },
      step: (encoder, action, timer) => recordStep(parts, encoder, action, timer),
      draw: (encoder, timer) => recordPicture(parts, encoder, timer),
      drawMemory: (encoder) => recordMemory(parts, encoder),
      dispose,
    };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** Multiply-adds of a step and its picture. */
function countMacs({ sizes, networks }: CellsParts): number {
  const { movers, scene, sprites, bar, barScene } = networks;
  return (
    movers.macs(sizes.movers.width, sizes.movers.height) +
    (bar?.macs(sizes.bar.width, sizes.bar.height) ?? 0) +
    scene.macs(sizes.window.width, sizes.window.height) +
    sprites.macs(sizes.movers.width, sizes.movers.height) +
    (barScene?.macs(sizes.barScene.width, sizes.barScene.height) ?? 0)
  );
}
