// `npm run data -- --between --candidates FOLDER --out DIR`: plays rendered sequences through the interpolator's passes and keeps
// what its network sees and may choose from, so that training need not repeat the passes.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { borrowGpu, createPass, type Gpu, type Pass } from '@frameloom/gpu';
import type { Size } from '@frameloom/gpu/frame';
import { readCamera } from '../../../packages/interpolate/src/camera.ts';
import { libraries } from '../../../packages/interpolate/src/libraries.ts';
import { createPair } from '../../../packages/interpolate/src/pair.ts';
import { paramsBytes, writeParams } from '../../../packages/interpolate/src/params.ts';
import { candidateBindings, createPasses, type Passes } from '../../../packages/interpolate/src/passes.ts';
import featuresCode from '../../../packages/interpolate/src/passes/features/features.wgsl?raw';
import { createResources } from '../../../packages/interpolate/src/resources.ts';
import { createDepthWriter } from '../../../tests/gpu/upscale/textures.ts';
import { createPresenter } from '../../../tests/quality/engine/presenter.ts';
import { createNodePlatform } from '../../../tests/quality/host/node-platform.ts';
import { startProgress } from '../../../tests/quality/host/progress.ts';
import { decodeTensors, encodeTensors, type Tensor, type TensorFile } from '../../upscale/data/format/safetensors.ts';
import traceCode from './trace.wgsl?raw';

/** Words per display pixel that trace.wgsl writes, and channels of features.wgsl. */
const [traced, channels] = [12, 20];

/** Plays every sequence of `from` whose candidates are not in `out` yet. */
export async function writeCandidates(from: string, out: string, isStopped: () => boolean): Promise<void> {
  mkdirSync(out, { recursive: true });
  const files = readdirSync(from).filter((name) => name.endsWith('.safetensors'));
  const missing = files.filter((name) => !existsSync(join(out, name)));
  if (missing.length === 0) return;
  const platform = await createNodePlatform();
  const gpu = borrowGpu(platform.device);
  const compiled = await compile(gpu);
  const progress = startProgress('candidates');
  for (const [done, name] of missing.entries()) {
    if (isStopped()) break;
    const file = await playSequence(gpu, compiled, decodeTensors(readFileSync(join(from, name))));
    writeFileSync(join(out, `${name}.part`), encodeTensors(file));
    renameSync(join(out, `${name}.part`), join(out, name));
    platform.assertHealthy();
    progress.step(done + 1, missing.length);
  }
  progress.done(`in ${out}`);
}

type Compiled = { passes: Passes; features: Pass; trace: Pass };

async function compile(gpu: Gpu): Promise<Compiled> {
  const [passes, features, trace] = await Promise.all([
    createPasses(gpu, 'candidates', false, {}),
    createPass(gpu, { label: 'candidates/features', code: featuresCode, libraries }),
    createPass(gpu, { label: 'candidates/trace', code: traceCode, libraries }),
  ]);
  return { passes, features, trace };
}

/** What is kept of the frames between rendered ones. */
async function playSequence(
  gpu: Gpu,
  { passes, features, trace }: Compiled,
  { tensors, metadata }: TensorFile,
): Promise<TensorFile> {
  const { device } = gpu;
  const [count, height, width] = tensors['pictures']!.shape as [number, number, number];
  const [, renderHeight, renderWidth] = tensors['depth']!.shape as [number, number, number];
  const size = { width, height };
  const renderSize = { width: renderWidth, height: renderHeight };
  const factor = Number(metadata['factor']);
  const r = createResources(gpu, 'candidates', size, renderSize);
  const presenter = createPresenter(device, size);
  const kept = createBuffers(device, size);
  const upload = createUploads(gpu, tensors, size, renderSize);
  const pair = createPair();
  const params = new ArrayBuffer(paramsBytes);
  const rows: { words: Uint8Array; features: Uint8Array; analytic: Uint8Array; truth: Uint8Array; t: number }[] = [];

  async function makeBetween(index: number, t: number): Promise<void> {
    const { current, previous } = pair;
    const encoder = device.createCommandEncoder({ label: 'candidates' });
    writeParams(params, { displaySize: size, current: current!, previous, t, flags: 0, mode: 0 });
    r.params.write(encoder, params);
    const inputs = { target: r.output, hudless: false, displaySize: size, renderSize, previousRenderSize: renderSize };
    passes.generate(encoder, r, inputs);
    const bindings = { ...candidateBindings(r), flow: r.flow };
    const quarter = { width: Math.ceil(width / 4), height: Math.ceil(height / 4) };
    features.record(encoder, { ...bindings, verdict: r.verdict, features: kept.features }, quarter);
    trace.record(encoder, { ...bindings, before: r.color.write, now: r.color.read, words: kept.words }, size);
    device.queue.submit([encoder.finish()]);
    rows.push({
      ...(await kept.read()),
      analytic: await presenter.read(r.output, true),
      truth: upload.picture(index),
      t,
    });
  }

  for (let frame = 0; frame * factor < count; frame++) {
    const { facts, inputs, reset, destroy } = upload.frame(frame, frame * factor);
    pair.add(facts, { reset });
    const encoder = device.createCommandEncoder({ label: 'candidates' });
    writeParams(params, { displaySize: size, current: facts, previous: pair.previous, t: 0.5, flags: 0, mode: 0 });
    r.params.write(encoder, params);
    passes.analyse(encoder, r, { ...inputs, renderSize }, pair.previous !== undefined);
    device.queue.submit([encoder.finish()]);
    r.swap();
    destroy();
    for (let k = 1; k < factor && pair.previous; k++) await makeBetween((frame - 1) * factor + k, k / factor);
  }
  kept.destroy();
  presenter.dispose();
  r.dispose();
  const n = rows.length;
  const quarter = [Math.ceil(height / 4), Math.ceil(width / 4)];
  const all = (of: (row: (typeof rows)[number]) => Uint8Array): Uint8Array => Buffer.concat(rows.map(of));
  const result: Record<string, Tensor> = {
    words: { dtype: 'U32', shape: [n, traced, height, width], data: all(({ words }) => words) },
    features: { dtype: 'F16', shape: [n, channels / 4, ...quarter, 4], data: all((row) => row.features) },
    analytic: { dtype: 'U8', shape: [n, height, width, 4], data: all(({ analytic }) => analytic) },
    truth: { dtype: 'U8', shape: [n, height, width, 3], data: all(({ truth }) => truth) },
    t: { dtype: 'F32', shape: [n], data: new Uint8Array(Float32Array.from(rows, ({ t }) => t).buffer) },
  };
  return { tensors: result, metadata: { ...metadata, format: 'frameloom-candidates-1' } };
}

/** Frames of a sequence as textures. */
function createUploads(gpu: Gpu, tensors: TensorFile['tensors'], size: Size, renderSize: Size) {
  const { device } = gpu;
  const writeDepth = createDepthWriter(device);
  const part = (name: string, index: number): Uint8Array<ArrayBuffer> => {
    const { data, shape } = tensors[name]!;
    const bytes = data.byteLength / shape[0]!;
    // A copy, since a Buffer's slice is none.
    return new Uint8Array(data.subarray(index * bytes, (index + 1) * bytes));
  };
  const texture = ({ width, height }: Size, format: GPUTextureFormat, data: Uint8Array<ArrayBuffer>): GPUTexture => {
    const usage = GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST;
    const made = device.createTexture({ size: [width, height], format, usage });
    device.queue.writeTexture({ texture: made }, data, { bytesPerRow: data.byteLength / height }, [width, height]);
    return made;
  };
  return {
    picture: (index: number) => part('pictures', index),
    frame(frame: number, index: number) {
      const rgb = part('pictures', index);
      const rgba = new Uint8Array((rgb.length / 3) * 4).fill(255);
      for (let i = 0; i < rgb.length; i++) rgba[Math.floor(i / 3) * 4 + (i % 3)] = rgb[i]!;
      const [numbers, depths] = [new Float32Array(part('camera', frame).buffer), part('depth', frame)];
      const camera = { projection: numbers.slice(0, 16), view: numbers.slice(16) };
      const inputs = {
        color: texture(size, 'rgba8unorm', rgba),
        depth: writeDepth(renderSize.width, renderSize.height, new Float32Array(depths.buffer)),
        motionVectors: texture(renderSize, 'rgba16float', part('velocity', frame)),
      };
      return {
        inputs,
        facts: {
          renderSize,
          jitter: { x: 0, y: 0 },
          motionScale: { x: -0.5, y: 0.5 },
          camera: readCamera('candidates', 'camera', camera),
        },
        reset: part('cut', frame)[0] !== 0,
        destroy: () => Object.values(inputs).forEach((one) => one.destroy()),
      };
    },
  };
}

/** What the shaders write, and its way back. */
function createBuffers(device: GPUDevice, { width, height }: Size) {
  const bytes = { words: width * height * traced * 4, features: Math.ceil(width / 4) * Math.ceil(height / 4) * channels * 2 };
  const storage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
  const words = device.createBuffer({ size: bytes.words, usage: storage });
  const features = device.createBuffer({ size: bytes.features, usage: storage });
  const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
  const readback = device.createBuffer({ size: bytes.words + bytes.features, usage });
  return {
    words,
    features,
    async read() {
      const encoder = device.createCommandEncoder({ label: 'candidates/readback' });
      encoder.copyBufferToBuffer(words, 0, readback, 0, bytes.words);
      encoder.copyBufferToBuffer(features, 0, readback, bytes.words, bytes.features);
      device.queue.submit([encoder.finish()]);
      await readback.mapAsync(GPUMapMode.READ);
      const copy = new Uint8Array(readback.getMappedRange()).slice();
      readback.unmap();
      return { words: copy.subarray(0, bytes.words), features: copy.subarray(bytes.words) };
    },
    destroy: () => [words, features, readback].forEach((buffer) => buffer.destroy()),
  };
}
