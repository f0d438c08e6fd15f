// `npm run data -- --between --candidates FOLDER --out DIR [--model FOLDER]`: plays rendered sequences through the interpolator's passes and keeps
// what its network sees and may choose from, so that training need not repeat the passes.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { borrowGpu, createPass, type Gpu, type Pass } from '@frameloom/gpu';
import type { Size } from '@frameloom/gpu/frame';
import { openGameNetwork } from '../../../packages/interpolate/src/learned/game.ts';
import type { Learned } from '../../../packages/interpolate/src/learned/learned.ts';
import { quarterOf } from '../../../packages/interpolate/src/learned/sizes.ts';
import { libraries } from '../../../packages/interpolate/src/libraries.ts';
import { createPair } from '../../../packages/interpolate/src/pair.ts';
import { paramsBytes, writeParams } from '../../../packages/interpolate/src/params.ts';
import {
  blendBindings,
  candidateBindings,
  createPasses,
  type Passes,
} from '../../../packages/interpolate/src/passes.ts';
import featuresCode from '../../../packages/interpolate/src/passes/features/features.wgsl?raw';
import { createResources, type Resources } from '../../../packages/interpolate/src/resources.ts';
import { createPresenter } from '../../../tests/quality/engine/presenter.ts';
import { createNodePlatform } from '../../../tests/quality/host/node-platform.ts';
import { startProgress } from '../../../tests/quality/host/progress.ts';
import {
  decodeTensors,
  encodeTensors,
  type Tensor,
  type TensorFile,
} from '../../upscale/data/format/safetensors.ts';
import { createKept } from './kept.ts';
import { addressOf, requireReady, type Player } from './player.ts';
import { openVideoPlayer } from './proposals.ts';
import traceCode from './trace.wgsl?raw';
import { createUploads } from './uploads.ts';

/** Where sequences are, and where their candidates go. */
export type CandidatesArguments = {
  from: string;
  out: string;
  /** A folder with a model.json whose pictures are kept too, so that they can be compared with PyTorch's. */
  model?: string | undefined;
  /** What the network for video sees instead, of pictures alone. */
  video?: boolean;
  /** Every `count`th file, beginning with the `index`th. Default: all. */
  shard?: { index: number; count: number };
  isStopped?: () => boolean;
};

const traced = { words: 20, channels: 20, sizeOf: quarterOf };

/** Plays every sequence whose candidates are not there yet. */
export async function writeCandidates({
  from,
  out,
  model,
  video = false,
  shard = { index: 0, count: 1 },
  isStopped = () => false,
}: CandidatesArguments): Promise<void> {
  mkdirSync(out, { recursive: true });
  const files = readdirSync(from)
    .filter((name) => name.endsWith('.safetensors'))
    .toSorted();
  const missing = files.filter((name, i) => i % shard.count === shard.index && !existsSync(join(out, name)));
  if (missing.length === 0) return;
  const platform = await createNodePlatform();
  const gpu = borrowGpu(platform.device);
  const player = await (video ? openVideoPlayer(gpu, model) : openPlayer(gpu, model));
  const progress = startProgress('candidates');
  for (const [done, name] of missing.entries()) {
    if (isStopped()) break;
    const file = await player.play(decodeTensors(readFileSync(join(from, name))));
    writeFileSync(join(out, `${name}.part`), encodeTensors(file));
    renameSync(join(out, `${name}.part`), join(out, name));
    platform.assertHealthy();
    progress.step(done + 1, missing.length);
  }
  player.dispose();
  progress.done(`in ${out}`);
}

async function openPlayer(gpu: Gpu, model: string | undefined): Promise<Player> {
  const compiled = await compile(gpu, model);
  return {
    play: (file) => playSequence(gpu, compiled, file),
    dispose: () => compiled.learned?.dispose(),
  };
}

type Compiled = { passes: Passes; features: Pass; trace: Pass; learned: Learned | undefined };

async function compile(gpu: Gpu, model: string | undefined): Promise<Compiled> {
  const learned = model ? openGameNetwork(gpu, 'candidates', addressOf(model), false) : undefined;
  const [passes, features, trace] = await Promise.all([
    createPasses(gpu, 'candidates', false, {}),
    createPass(gpu, { label: 'candidates/features', code: featuresCode, libraries }),
    createPass(gpu, { label: 'candidates/trace', code: traceCode, libraries }),
    requireReady(learned),
  ]);
  return { passes, features, trace, learned };
}

/** What is kept of a frame between rendered ones, by the names of the tensors. */
type Row = {
  words: Uint8Array;
  features: Uint8Array;
  analytic: Uint8Array;
  learned?: Uint8Array;
  t: number;
} & {
  truth: Uint8Array;
};

async function playSequence(
  gpu: Gpu,
  compiled: Compiled,
  { tensors, metadata }: TensorFile,
): Promise<TensorFile> {
  const { device } = gpu;
  const [count, height, width] = tensors['pictures']!.shape as [number, number, number];
  const [, renderHeight, renderWidth] = tensors['depth']!.shape as [number, number, number];
  const sizes = { displaySize: { width, height }, renderSize: { width: renderWidth, height: renderHeight } };
  const factor = Number(metadata['factor']);
  const r = createResources(gpu, 'candidates', sizes.displaySize, sizes.renderSize);
  const maker = createMaker(gpu, compiled, r, sizes);
  const uploads = createUploads(gpu, tensors, sizes.displaySize, sizes.renderSize);
  const pair = createPair();
  const params = new ArrayBuffer(paramsBytes);
  const rows: Row[] = [];
  for (let frame = 0; frame * factor < count; frame++) {
    const { facts, inputs, reset, destroy } = uploads.frame(frame, frame * factor);
    pair.add(facts, { reset });
    const { previous } = pair;
    const encoder = device.createCommandEncoder({ label: 'candidates' });
    writeParams(params, { ...sizes, current: facts, previous, t: 0.5, flags: 0, mode: 0 });
    r.params.write(encoder, params);
    compiled.passes.analyse(encoder, r, { ...inputs, ...sizes }, previous !== undefined);
    device.queue.submit([encoder.finish()]);
    r.swap();
    destroy();
    const between = previous === undefined ? 0 : factor - 1;
    for (let k = 1; k <= between; k++) {
      writeParams(params, { ...sizes, current: facts, previous, t: k / factor, flags: 0, mode: 0 });
      const made = await maker.make(params);
      rows.push({ ...made, truth: uploads.picture((frame - 1) * factor + k), t: k / factor });
    }
  }
  maker.dispose();
  r.dispose();
  return {
    tensors: tensorsOf(rows, sizes.displaySize),
    metadata: { ...metadata, format: 'frameloom-candidates-2' },
  };
}

/** Records and reads one frame between the two that were analysed last. */
function createMaker(
  gpu: Gpu,
  { passes, features, trace, learned }: Compiled,
  r: Resources,
  { displaySize, renderSize }: { displaySize: Size; renderSize: Size },
): { make(params: ArrayBuffer): Promise<Omit<Row, 'truth' | 't'>>; dispose(): void } {
  const { device } = gpu;
  const presenter = createPresenter(device, displaySize);
  const kept = createKept(device, displaySize, traced);
  const inputs = {
    target: r.output,
    hudless: false,
    displaySize,
    renderSize,
    previousRenderSize: renderSize,
  };
  const submit = (record: (encoder: GPUCommandEncoder) => void): void => {
    const encoder = device.createCommandEncoder({ label: 'candidates' });
    record(encoder);
    device.queue.submit([encoder.finish()]);
  };
  return {
    async make(params) {
      submit((encoder) => {
        r.params.write(encoder, params);
        passes.generate(encoder, r, inputs);
        const bindings = { ...candidateBindings(r), flow: r.flow, verdict: r.verdict };
        features.record(encoder, { ...bindings, features: kept.features }, quarterOf(displaySize));
        const images = { before: r.color.write, now: r.color.read, words: kept.words };
        trace.record(encoder, { ...bindings, ...images }, displaySize);
      });
      const row = { ...(await kept.read()), analytic: await presenter.read(r.output, true) };
      if (!learned) return row;
      submit((encoder) => void learned.record(encoder, blendBindings(r, inputs), displaySize));
      return { ...row, learned: await presenter.read(r.output, true) };
    },
    dispose() {
      kept.destroy();
      presenter.dispose();
    },
  };
}

function tensorsOf(rows: readonly Row[], { width, height }: Size): Record<string, Tensor> {
  const n = rows.length;
  const quarter = quarterOf({ width, height });
  const all = (of: (row: Row) => Uint8Array): Uint8Array => Buffer.concat(rows.map(of));
  const picture = [n, height, width, 4];
  return {
    words: { dtype: 'U32', shape: [n, traced.words, height, width], data: all(({ words }) => words) },
    features: {
      dtype: 'F16',
      shape: [n, traced.channels / 4, quarter.height, quarter.width, 4],
      data: all(({ features }) => features),
    },
    analytic: { dtype: 'U8', shape: picture, data: all(({ analytic }) => analytic) },
    ...(rows[0]?.learned && {
      learned: { dtype: 'U8', shape: picture, data: all(({ learned }) => learned!) } as const,
    }),
    truth: { dtype: 'U8', shape: [n, height, width, 3], data: all(({ truth }) => truth) },
    t: { dtype: 'F32', shape: [n], data: new Uint8Array(Float32Array.from(rows, ({ t }) => t).buffer) },
  };
}
