// Plays pictures through the passes of the video interpolator, and keeps what its network sees and may choose from.
import { createPass, type Gpu, type Pass } from '@frameloom/gpu';
import type { Size } from '@frameloom/gpu/frame';
import { createAnalysis, createCompile, type Analysis } from '../../../packages/interpolate/src/analysis.ts';
import type { Learned } from '../../../packages/interpolate/src/learned/learned.ts';
import { halfOf } from '../../../packages/interpolate/src/learned/sizes.ts';
import { openVideoNetwork } from '../../../packages/interpolate/src/learned/video.ts';
import { libraries } from '../../../packages/interpolate/src/libraries.ts';
import { paramsBytes, writeFlatParams } from '../../../packages/interpolate/src/params.ts';
import featuresCode from '../../../packages/interpolate/src/passes/video-features/video-features.wgsl?raw';
import { createResources, type Resources } from '../../../packages/interpolate/src/resources.ts';
import { alone, mixBindings } from '../../../packages/interpolate/src/video.ts';
import { createPresenter } from '../../../tests/quality/engine/presenter.ts';
import type { Tensor, TensorFile } from '../../upscale/data/format/safetensors.ts';
import { createKept, type Kept } from './kept.ts';
import { addressOf, requireReady, type Player } from './player.ts';
import traceCode from './trace-video.wgsl?raw';

const traced = { words: 10, channels: 36, sizeOf: halfOf };
const still = 38;
const cut = 13;

type Compiled = { analysis: Analysis; features: Pass; trace: Pass; learned: Learned | undefined };
type Bytes = Uint8Array<ArrayBuffer>;
type Row = Record<'words' | 'features' | 'truth', Uint8Array> & { learned?: Uint8Array; t: number };

/** Compiles the passes; pictures that the `model` of a folder makes are kept too. */
export async function openVideoPlayer(gpu: Gpu, model: string | undefined): Promise<Player> {
  const learned = model ? openVideoNetwork(gpu, 'proposals', addressOf(model)) : undefined;
  const [analysis, features, trace] = await Promise.all([
    createAnalysis(createCompile(gpu, 'proposals'), false, { flow: alone }),
    createPass(gpu, { label: 'proposals/features', code: featuresCode, libraries }),
    createPass(gpu, { label: 'proposals/trace', code: traceCode, libraries, constants: { hdr: 0 } }),
    requireReady(learned),
  ]);
  const compiled = { analysis, features, trace, learned };
  return { play: (file) => playSequence(gpu, compiled, file), dispose: () => learned?.dispose() };
}

/** Pairs over a cut, and pairs in which nothing moves, are left out. */
async function playSequence(gpu: Gpu, compiled: Compiled, file: TensorFile): Promise<TensorFile> {
  const { data, shape } = file.tensors['pictures']!;
  const [count, height, width] = shape as [number, number, number];
  const size = { width, height };
  const factor = Number(file.metadata['factor']);
  const bytes = width * height * 3;
  const picture = (index: number): Bytes => new Uint8Array(data.subarray(index * bytes, (index + 1) * bytes));
  const r = createResources(gpu, 'proposals', size, { width: 1, height: 1 });
  const kept = createKept(gpu.device, size, traced);
  const rows: Row[] = [];
  for (let frame = 0; frame + factor < count; frame += factor) {
    const [first, second] = [picture(frame), picture(frame + factor)];
    const change = decibels(first, second);
    if (change > still || change < cut) continue;
    analyse(gpu, compiled, r, size, [first, second]);
    for (let k = 1; k < factor; k++) {
      const t = k / factor;
      rows.push({
        ...(await trace(gpu, compiled, r, size, kept, t)),
        truth: picture(frame + k),
        t,
      });
    }
  }
  kept.destroy();
  r.dispose();
  return {
    tensors: tensorsOf(rows, size),
    metadata: { ...file.metadata, format: 'frameloom-candidates-video-1' },
  };
}

function analyse(
  { device }: Gpu,
  { analysis }: Compiled,
  r: Resources,
  size: Size,
  pair: readonly [Bytes, Bytes],
): void {
  const data = new ArrayBuffer(paramsBytes);
  writeFlatParams(data, size, 0.5);
  for (const [i, picture] of pair.entries()) {
    const color = upload(device, picture, size);
    const encoder = device.createCommandEncoder({ label: 'proposals' });
    r.params.write(encoder, data);
    analysis.keep(encoder, r, color, undefined);
    if (i === 1) analysis.match(encoder, r);
    r.swap();
    device.queue.submit([encoder.finish()]);
    color.destroy();
  }
}

async function trace(
  { device }: Gpu,
  { features, trace, learned }: Compiled,
  r: Resources,
  size: Size,
  kept: Kept,
  t: number,
): Promise<Pick<Row, 'words' | 'features' | 'learned'>> {
  const data = new ArrayBuffer(paramsBytes);
  writeFlatParams(data, size, t);
  const encoder = device.createCommandEncoder({ label: 'proposals' });
  r.params.write(encoder, data);
  const bindings = mixBindings(r);
  const { params, flow, beforeSmall, nowSmall, linearSampler, before, now } = bindings;
  const matched = { params, flow, beforeSmall, nowSmall, linearSampler };
  features.record(encoder, { ...matched, features: kept.features }, halfOf(size));
  trace.record(encoder, { ...matched, before, now, words: kept.words }, size);
  learned?.record(encoder, { ...bindings, cut: r.cut, output: r.output }, size);
  device.queue.submit([encoder.finish()]);
  const row = await kept.read();
  if (!learned) return row;
  const presenter = createPresenter(device, size);
  const picture = await presenter.read(r.output, true);
  presenter.dispose();
  return { ...row, learned: picture };
}

function upload(device: GPUDevice, rgb: Bytes, { width, height }: Size): GPUTexture {
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) rgba.set(rgb.subarray(3 * i, 3 * i + 3), 4 * i);
  const usage = GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST;
  const texture = device.createTexture({ size: [width, height], format: 'rgba8unorm', usage });
  device.queue.writeTexture({ texture }, rgba, { bytesPerRow: 4 * width }, [width, height]);
  return texture;
}

function decibels(a: Bytes, b: Bytes): number {
  const sum = a.reduce((total, value, i) => total + (value - b[i]!) ** 2, 0);
  return -10 * Math.log10(sum / a.length / 255 ** 2);
}

function tensorsOf(rows: readonly Row[], { width, height }: Size): Record<string, Tensor> {
  const n = rows.length;
  const half = halfOf({ width, height });
  const all = (of: (row: Row) => Uint8Array): Uint8Array => Buffer.concat(rows.map(of));
  return {
    words: { dtype: 'U32', shape: [n, traced.words, height, width], data: all(({ words }) => words) },
    features: {
      dtype: 'F16',
      shape: [n, traced.channels / 4, half.height, half.width, 4],
      data: all(({ features }) => features),
    },
    ...(rows[0]?.learned && {
      learned: { dtype: 'U8', shape: [n, height, width, 4], data: all(({ learned }) => learned!) } as const,
    }),
    truth: { dtype: 'U8', shape: [n, height, width, 3], data: all(({ truth }) => truth) },
    t: { dtype: 'F32', shape: [n], data: new Uint8Array(Float32Array.from(rows, ({ t }) => t).buffer) },
  };
}
