import { createGpu, FrameloomError, type Gpu } from '@frameloom/gpu';
import { getRenderSize, type Size } from '@frameloom/upscale';
import { measureBandwidth, type Bandwidth } from './bandwidth.ts';
import { createInput } from './input.ts';
import {
  createEntry,
  measureBlock,
  measureFrame,
  startMeasuring,
  summarise,
  type Entry,
  type MethodResult,
} from './measure.ts';
import { createInterpolated } from './methods/interpolated.ts';
import { createOurs } from './methods/ours.ts';
import { createPmndrs, type PeerModule } from './methods/pmndrs.ts';
import { createTaau } from './methods/taau.ts';
import type { BenchMethod } from './methods/types.ts';
import { observeDevice } from './observe.ts';

/** What a run needs from its host. */
export type BenchHost = {
  gpu: GPU;
  createCanvas(size: Size): HTMLCanvasElement;
  /** The peer to measure beside us, when one was given. */
  peer: PeerModule | undefined;
  progress(text: string): void;
};

/** What was asked for; `undefined` is chosen by the tier. */
export type BenchSpec = {
  /** What is measured: the upscalers and their peers (the default), or frame generation beside the analytic upscaler. */
  subject?: 'upscale' | 'interpolate';
  size: Size | undefined;
  ratio: number;
  frames: number | undefined;
};

/** Everything measured. */
export type BenchReport = {
  adapter: string;
  tier: Gpu['tier'];
  hasTimestamps: boolean;
  displaySize: Size;
  renderSize: Size;
  ratio: number;
  frames: number;
  /** Bytes per second. */
  bandwidth: Bandwidth;
  methods: MethodResult[];
};

const warmUpFrames = 6;
const blocks = 5;

/** Measures all methods on one device, taking turns: frame by frame by timestamps, then block by block by the clock. */
export async function runBench(spec: BenchSpec, host: BenchHost): Promise<BenchReport> {
  const gpu = await createGpu({ gpu: host.gpu, label: 'bench' });
  const errors: string[] = [];
  gpu.device.addEventListener('uncapturederror', (event) => {
    event.preventDefault();
    errors.push(event.error.message);
  });
  const { subject = 'upscale' } = spec;
  const isSoftware = gpu.tier === 'software';
  const displaySize = spec.size ?? (isSoftware ? { width: 480, height: 270 } : { width: 1920, height: 1080 });
  const frames = spec.frames ?? (isSoftware ? 24 : 60);
  const renderSize = getRenderSize(displaySize, spec.ratio);
  const bandwidth = await measureBandwidth(gpu);
  const observer = observeDevice(gpu.device);
  const input = await createInput(gpu.device, host.createCanvas(displaySize), {
    displaySize,
    renderSize,
    withPicture: subject === 'interpolate',
  });
  let frame = 0;
  input.render(frame++);

  const entries: Entry[] = [];
  const add = async (create: () => Promise<BenchMethod>): Promise<void> => {
    const { result, bytes } = await observer.allocated(create);
    entries.push(createEntry(gpu, result, bytes));
  };
  const { peer } = host;
  if (subject === 'interpolate') {
    for (const model of ['none', 'standard'] as const) await add(() => createInterpolated(input, model));
    await add(() => createOurs(input, 'analytic'));
  } else {
    for (const id of ['analytic', 'standard', 'lite'] as const) await add(() => createOurs(input, id));
    await add(() => createTaau(input));
    if (peer) await add(() => createPmndrs(peer, input));
  }

  for (let measured = -warmUpFrames; measured < frames; measured++) {
    input.render(frame++);
    await gpu.device.queue.onSubmittedWorkDone();
    if (measured === 0) entries.forEach(startMeasuring);
    // The turn rotates, so that nobody always runs on what another left in the caches.
    for (let turn = 0; turn < entries.length; turn++) {
      await measureFrame(gpu, observer, entries[(turn + frame) % entries.length]!);
    }
    if (measured >= 0) host.progress(`frame ${measured + 1} of ${frames}`);
  }
  const blockFrames = isSoftware ? 6 : 60;
  for (let block = 0; block < blocks; block++) {
    for (const entry of entries) await measureBlock(gpu, entry, blockFrames);
    host.progress(`block ${block + 1} of ${blocks}`);
  }
  const [problem] = errors;
  if (problem !== undefined) throw new FrameloomError('validation', `bench: ${problem}`);

  const report: BenchReport = {
    adapter: gpu.adapterName,
    tier: gpu.tier,
    hasTimestamps: gpu.device.features.has('timestamp-query'),
    displaySize,
    renderSize,
    ratio: spec.ratio,
    frames,
    bandwidth,
    methods: entries.map(summarise),
  };
  for (const { method, timer } of entries) {
    method.dispose();
    timer.dispose();
  }
  input.dispose();
  gpu.dispose();
  return report;
}
