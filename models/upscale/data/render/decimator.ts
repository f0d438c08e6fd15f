// Runs decimate.wgsl over the tiles of a frame and brings the results back.
import type { Matrix4 } from 'three/webgpu';
import type { Size } from '@frameloom/upscale';
import code from './decimate.wgsl?raw';
import { sampleFactor, type InputGrid, type Tile } from './sizes.ts';

/** The textures of a rendered tile. */
export type TileTextures = { color: GPUTexture; motion: GPUTexture; depth: GPUTexture };

/** What the shader needs to know about a frame. */
export type DecimationFrame = {
  readonly clipToPrevious: Matrix4;
  readonly near: number;
  readonly far: number;
  /** All colours are multiplied by it. */
  readonly gain: number;
  /** Of each grid, the texel of its render pixels that is kept. */
  readonly texels: readonly { readonly x: number; readonly y: number }[];
};

/** One frame as it is stored; see the README for the encodings. */
export type DecimatedFrame = { reference: Uint32Array; inputs: DecimatedInput[] };
/** An input at one ratio; `motion` holds pairs of half floats. */
export type DecimatedInput = {
  color: Uint32Array;
  motion: Uint16Array;
  depth: Uint16Array;
  reactive: Uint8Array;
};

/** Decimates frames of one size at fixed ratios. */
export type Decimator = {
  /** Call for each tile after it was rendered. */
  add(tile: Tile, textures: TileTextures, frame: DecimationFrame): void;
  /** The finished frame. */
  read(): Promise<DecimatedFrame>;
  dispose(): void;
};

const uniformBytes = 128;

/** Creates the pipelines and buffers. */
export function createDecimator(
  device: GPUDevice,
  displaySize: Size,
  grids: readonly InputGrid[],
): Decimator {
  const jobs = createJobs(device, displaySize, grids);
  const totalBytes = jobs.reduce((sum, { words }) => sum + words * 4, 0);
  const readback = device.createBuffer({
    label: 'data/readback',
    size: totalBytes,
    usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
  });

  return {
    add(tile, { color, motion, depth }, frame) {
      const encoder = device.createCommandEncoder({ label: 'data/decimate' });
      const pass = encoder.beginComputePass({ label: 'data/decimate' });
      for (const [i, { pipeline, size, step, uniforms, result }] of jobs.entries()) {
        const texel = i === 0 ? { x: 0, y: 0 } : frame.texels[i - 1]!;
        device.queue.writeBuffer(
          uniforms,
          0,
          frameConstants(displaySize, tile, frame, { size, step, texel }),
        );
        const all = [
          { buffer: uniforms },
          color.createView(),
          motion.createView(),
          depth.createView({ aspect: 'depth-only' }),
          { buffer: result },
        ];
        const used = i === 0 ? [0, 1, 4] : [0, 1, 2, 3, 4];
        pass.setPipeline(pipeline);
        pass.setBindGroup(
          0,
          device.createBindGroup({
            layout: pipeline.getBindGroupLayout(0),
            entries: used.map((binding) => ({ binding, resource: all[binding]! })),
          }),
        );
        pass.dispatchWorkgroups(Math.ceil(size.width / 8), Math.ceil(size.height / 8));
      }
      pass.end();
      device.queue.submit([encoder.finish()]);
    },
    async read() {
      const encoder = device.createCommandEncoder({ label: 'data/readback' });
      let offset = 0;
      for (const { result, words } of jobs) {
        encoder.copyBufferToBuffer(result, 0, readback, offset, words * 4);
        offset += words * 4;
      }
      device.queue.submit([encoder.finish()]);
      await readback.mapAsync(GPUMapMode.READ);
      const words = new Uint32Array(readback.getMappedRange().slice(0));
      readback.unmap();
      const displayPixels = jobs[0]!.words;
      let at = displayPixels;
      const inputs = grids.map(({ renderSize }) => {
        const pixels = pixelsOf(renderSize);
        const input = unpackInput(words.subarray(at, at + 3 * pixels), pixels);
        at += 3 * pixels;
        return input;
      });
      return { reference: words.slice(0, displayPixels), inputs };
    },
    dispose() {
      readback.destroy();
      for (const { uniforms, result } of jobs) {
        uniforms.destroy();
        result.destroy();
      }
    },
  };
}

/** One output of a frame: the reference first, then an input per grid. */
type Job = {
  pipeline: GPUComputePipeline;
  size: Size;
  step: number;
  words: number;
  uniforms: GPUBuffer;
  result: GPUBuffer;
};

function createJobs(device: GPUDevice, displaySize: Size, grids: readonly InputGrid[]): Job[] {
  const module = device.createShaderModule({ label: 'data/decimate', code });
  const pipelineOf = (entryPoint: string): GPUComputePipeline =>
    device.createComputePipeline({
      label: `data/${entryPoint}`,
      layout: 'auto',
      compute: { module, entryPoint },
    });
  const pipelines = { reference: pipelineOf('reference'), input: pipelineOf('input') };
  return [
    { pipeline: pipelines.reference, size: displaySize, step: sampleFactor, words: pixelsOf(displaySize) },
    ...grids.map(({ renderSize, step }) => ({
      pipeline: pipelines.input,
      size: renderSize,
      step,
      words: 3 * pixelsOf(renderSize),
    })),
  ].map((job) => ({
    ...job,
    uniforms: device.createBuffer({
      label: 'data/frame',
      size: uniformBytes,
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    }),
    result: device.createBuffer({
      label: 'data/result',
      size: job.words * 4,
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC,
    }),
  }));
}

/** The uniforms of decimate.wgsl. */
function frameConstants(
  displaySize: Size,
  tile: Tile,
  frame: DecimationFrame,
  { size, step, texel }: { size: Size; step: number; texel: { readonly x: number; readonly y: number } },
): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(uniformBytes / 4);
  const floats = new Float32Array(words.buffer);
  floats.set(frame.clipToPrevious.elements);
  words.set([displaySize.width * sampleFactor, displaySize.height * sampleFactor, tile.x, tile.y], 16);
  words.set([tile.width, tile.height, size.width, size.height, step, texel.x, texel.y], 20);
  floats.set([frame.near, frame.far, frame.gain], 27);
  return words;
}

function pixelsOf(size: Size): number {
  return size.width * size.height;
}

function unpackInput(words: Uint32Array, pixels: number): DecimatedInput {
  const motion = words.slice(pixels, 2 * pixels);
  const [depth, reactive] = [new Uint16Array(pixels), new Uint8Array(pixels)];
  for (let i = 0; i < pixels; i++) {
    const word = words[2 * pixels + i]!;
    depth[i] = word;
    reactive[i] = word >>> 16;
  }
  return { color: words.slice(0, pixels), motion: new Uint16Array(motion.buffer), depth, reactive };
}
