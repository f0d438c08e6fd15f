import { createPool, type Gpu, type PassTimer } from '@frameloom/gpu';
import { createNetwork, type Network } from '@frameloom/nn';
import type { Engine, EngineOptions } from '../engine/engine.ts';
import { choosePrecision } from '../engine/precision.ts';
import { createPixelsBuffers, type PixelsBuffers } from './buffers.ts';
import { compilePixelsPasses, type PixelsPasses } from './passes.ts';
import type { PixelsFiles } from './pixels-files.ts';

type Parts = { files: PixelsFiles; network: Network; passes: PixelsPasses; buffers: PixelsBuffers };

/**
 * Makes the engine of a level of pixels.
 *
 * @throws FrameloomError `unsupported`, `compilation`, `device-lost`; nothing is left allocated.
 */
export async function createPixelsEngine(
  gpu: Gpu,
  files: PixelsFiles,
  options: EngineOptions,
): Promise<Engine> {
  const { label, precision = choosePrecision(gpu) } = options;
  const { network: architecture, frame } = files.spec;
  const pool = createPool(gpu, label);
  let network: Network | undefined;
  const dispose = (): void => {
    network?.dispose();
    pool.dispose();
  };
  try {
    network = await createNetwork(gpu, architecture, files.tensors, {
      maxSize: frame,
      label: `${label}/network`,
      precision,
    });
    const passes = await compilePixelsPasses(gpu, files, network.format);
    const buffers = createPixelsBuffers(gpu, pool, files, network.format);
    const parts: Parts = { files, network, passes, buffers };
    const { state, palette, picture, memoryPicture } = buffers;
    const made = network;
    return {
      state,
      classes: { frame, offset: 4 * files.layout.now, palette: files.spec.palette },
      picture,
      memoryPicture,
      precision,
      macs: network.macs(frame.width, frame.height),
      get bytes() {
        return made.bytes + pool.bytes;
      },
      step: (encoder, action, timer) => recordStep(parts, encoder, action, timer),
      draw: (encoder, timer) => passes.paint.record(encoder, { state, palette, picture }, frame, timer),
      drawMemory(encoder) {
        const { width, height } = memoryPicture;
        passes.memoryPicture.record(encoder, { state, picture: memoryPicture }, { width, height });
      },
      dispose,
    };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** Records one step: two pictures, memory and action → the next picture and memory. */
function recordStep(
  { files, network, passes, buffers }: Parts,
  encoder: GPUCommandEncoder,
  action: number,
  timer: PassTimer | undefined,
): void {
  const { layout, spec } = files;
  const { state, now, before, memory, next, kept } = buffers;
  const bytes = 4 * layout.pictureWords;
  const words = { width: layout.memoryWords };
  encoder.copyBufferToBuffer(state, 4 * layout.now, now.buffer, 0, bytes);
  encoder.copyBufferToBuffer(state, 4 * layout.before, before.buffer, 0, bytes);
  passes.recall.record(encoder, { state, memory: memory.buffer }, words, timer);
  const [nextName, keptName] =
    spec.network.outputs[0] === 'next' ? spec.network.outputs : spec.network.outputs.toReversed();
  network.record(
    encoder,
    { now, before, memory, action: buffers.actions[action]! },
    { [nextName!]: next, [keptName!]: kept },
    spec.frame,
    timer,
  );
  passes.keep.record(encoder, { memory: kept.buffer, state }, words, timer);
  encoder.copyBufferToBuffer(now.buffer, 0, state, 4 * layout.before, bytes);
  encoder.copyBufferToBuffer(next.buffer, 0, state, 4 * layout.now, bytes);
}
