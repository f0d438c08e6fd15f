import { createGpu, createPassTimer } from '@frameloom/gpu';
import type { Precision } from '@frameloom/nn';
import type { Size } from '@frameloom/upscale';
import { loadLevel } from '@frameloom/world';
import { createRandom } from '../../gpu/nn/maps.ts';
import type { OnnxPart } from '../../support/onnx.ts';
import { measureBeside, type BesideResult } from './beside.ts';
import { createOurs } from './ours.ts';
import { loadParts } from './parts.ts';
import { measurePeak } from './peak.ts';
import { timeRuns, type Runner } from './runner.ts';

/** Everything measured; milliseconds are medians from the call to the end of its work. */
export type WorldReport = {
  adapter: string;
  tier: string;
  gflopPerStep: number;
  /** Of the adapter, floating-point operations a second. */
  peak: { f32: number; f16: number | undefined };
  step: { precision: Precision; ms: number; passes: Record<string, number> };
  networks: { name: string; ms: number; worstError: number | undefined }[];
  beside: BesideResult;
};

export type WorldSpec = { steps: number | undefined; size: Size | undefined; peer: boolean };

/** Runs the benchmark in this page. */
export async function runInPage(spec: WorldSpec): Promise<WorldReport> {
  const say = (text: string): void => console.log(`progress: ${text}`);
  const gpu = await createGpu({ label: 'bench' });
  const { device } = gpu;
  const isSoftware = gpu.tier === 'software';
  const steps = spec.steps ?? (isSoftware ? 12 : 120);
  const hasHalves = device.features.has('shader-f16');
  say('arithmetic peak');
  const peak = {
    f32: await measurePeak(gpu, 'f32'),
    f16: hasHalves ? await measurePeak(gpu, 'f16') : undefined,
  };

  say('the level');
  const level = await loadLevel(gpu, 'wick');
  const timer = createPassTimer(gpu, { capacity: 64, label: 'bench/timer' });
  const ms = await timeRuns(device, steps, () => void level.step(level.stepCount % 5));
  for (let i = 0; i < Math.min(steps, 30); i++) {
    level.step(i % 5, timer);
    await device.queue.onSubmittedWorkDone();
    await timer.collect();
  }
  const passes = Object.fromEntries(Object.entries(timer.results()).map(([name, { p50 }]) => [name, p50]));
  const gflopPerStep = (level.info.macs * 2) / 1e9;
  const { precision } = level.info;
  level.dispose();

  const networks: WorldReport['networks'] = [];
  const { parts } = await loadParts();
  const inputs = drawInputs(parts);
  let expected: Map<string, Float32Array> | undefined;
  const measure = async (make: () => Promise<Runner>): Promise<void> => {
    const runner = await make();
    say(runner.name);
    await runner.run();
    const got = await runner.read();
    const worstError = expected && largestDifference(got, expected);
    expected ??= got;
    networks.push({ name: runner.name, ms: await timeRuns(device, steps, () => runner.run()), worstError });
    await runner.dispose();
  };
  const precisions: Precision[] = hasHalves ? ['f32', 'f16', 'mixed'] : ['f32', 'mixed'];
  for (const each of precisions) await measure(() => createOurs(gpu, parts, inputs, each));
  if (spec.peer) {
    const { createPeer } = await import('./peer.ts');
    await measure(() => createPeer(device, parts, inputs, 'float32'));
    if (hasHalves) await measure(() => createPeer(device, parts, inputs, 'float16'));
  }

  say('beside the market scene');
  const canvas = document.querySelector('canvas')!;
  const size = spec.size ?? (isSoftware ? { width: 320, height: 180 } : { width: 1280, height: 720 });
  const beside = await measureBeside(device, canvas, size, steps);
  const report = {
    adapter: gpu.adapterName,
    tier: gpu.tier,
    gflopPerStep,
    peak,
    step: { precision, ms, passes },
  };
  return { ...report, networks, beside } as WorldReport;
}

function drawInputs(parts: readonly OnnxPart[]): Map<string, Float32Array> {
  const random = createRandom(5);
  return new Map(
    parts.flatMap(({ name, architecture, width, height }) =>
      architecture.inputs.map(({ name: map, channels }) => [
        `${name}/${map}`,
        Float32Array.from({ length: channels * width * height }, () => Math.round(random() * 64) / 64),
      ]),
    ),
  );
}

/** Relative to the largest number of each map. */
function largestDifference(got: Map<string, Float32Array>, expected: Map<string, Float32Array>): number {
  let worst = 0;
  for (const [name, values] of expected) {
    const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
    const other = got.get(name)!;
    values.forEach((value, i) => {
      const error = Math.abs(value - other[i]!) / scale;
      worst = Number.isNaN(error) ? Infinity : Math.max(worst, error);
    });
  }
  return worst;
}
