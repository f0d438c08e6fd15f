import { createPassTimer, type Gpu, type PassTimer, type PassTiming } from '@frameloom/gpu';
import type { BenchMethod } from './methods/types.ts';
import type { DeviceObserver, Traffic } from './observe.ts';

/** One pass or command of a method. Milliseconds of GPU time, bytes per frame. */
export type PassResult = { label: string; traffic: Traffic; timing: PassTiming | undefined };

/** Milliseconds. On a machine that does other work too, `best` says the most about the work itself. */
export type Spread = { best: number; p50: number; p95: number };

/** One method. Milliseconds per frame. */
export type MethodResult = {
  name: string;
  /** GPU time from the first command to the last, by timestamps; undefined where the device has none. */
  span: Spread | undefined;
  passes: PassResult[];
  /** Wall-clock time per frame in blocks of submits, each followed by one wait. */
  wall: Spread;
  /** JavaScript time to record and submit a frame. */
  cpu: Spread;
  /** Bytes of the textures and buffers it created. */
  memory: number;
};

/** A method with everything measured of it so far. */
export type Entry = {
  method: BenchMethod;
  timer: PassTimer;
  memory: number;
  traffic: Map<string, Traffic>;
  spans: number[];
  wall: number[];
  cpu: number[];
};

const spanLabel = '(span)';

export function createEntry(gpu: Gpu, method: BenchMethod, memory: number): Entry {
  const timer = createPassTimer(gpu, { capacity: 48, label: `bench/${method.name}` });
  return { method, timer, memory, traffic: new Map(), spans: [], wall: [], cpu: [] };
}

/** Forgets the warm-up. */
export function startMeasuring(entry: Entry): void {
  entry.timer.reset();
  entry.spans.length = 0;
}

/** Runs one frame of one method alone on the queue, every pass timed. */
export async function measureFrame(gpu: Gpu, observer: DeviceObserver, entry: Entry): Promise<void> {
  const { device } = gpu;
  const { timer, method } = entry;
  const marker = (writes: GPUComputePassTimestampWrites | undefined, end: boolean): GPUCommandBuffer => {
    const encoder = device.createCommandEncoder({ label: 'bench/marker' });
    if (writes) {
      const { querySet, beginningOfPassWriteIndex: first, endOfPassWriteIndex: last } = writes;
      const index = end ? { endOfPassWriteIndex: last! } : { beginningOfPassWriteIndex: first! };
      encoder.beginComputePass({ timestampWrites: { querySet, ...index } }).end();
    }
    if (end) timer.resolve(encoder);
    return encoder.finish();
  };
  const span = timer.pass(spanLabel);
  const first = marker(span, false);
  const { commands, traffic } = observer.record(timer, method.idle ?? {}, () => method.run());
  // All in one submit: no gaps while JavaScript records what comes next.
  device.queue.submit([first, ...commands, marker(span, true)]);
  entry.traffic = traffic;
  await device.queue.onSubmittedWorkDone();
  await timer.collect();
  const result = timer.results()[spanLabel];
  if (result) entry.spans.push(result.last);
}

/** Submits `frames` frames as a page would and waits once, for the wall-clock time per frame. */
export async function measureBlock(gpu: Gpu, entry: Entry, frames: number): Promise<void> {
  await gpu.device.queue.onSubmittedWorkDone();
  const start = performance.now();
  for (let frame = 0; frame < frames; frame++) {
    const before = performance.now();
    entry.method.run();
    entry.cpu.push(performance.now() - before);
  }
  await gpu.device.queue.onSubmittedWorkDone();
  entry.wall.push((performance.now() - start) / frames);
}

export function summarise(entry: Entry): MethodResult {
  const results = entry.timer.results();
  const passes = [...entry.traffic].map(([label, traffic]) => ({ label, traffic, timing: results[label] }));
  return {
    name: entry.method.name,
    span: entry.spans.length > 0 ? spread(entry.spans) : undefined,
    passes,
    wall: spread(entry.wall),
    cpu: spread(entry.cpu),
    memory: entry.memory,
  };
}

function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return { best: at(0), p50: at(0.5), p95: at(0.95) };
}
