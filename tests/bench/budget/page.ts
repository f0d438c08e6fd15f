import { createFrameBudget, createGpu, type Gpu } from '@frameloom/gpu';
import type { Size } from '@frameloom/upscale';
import { createFrames } from './frames.ts';
import { createJob, sliceKind, type Job } from './job.ts';

/** Milliseconds. */
export type FrameTimes = { p50: number; p95: number; p99: number };

/** Frames with the job running in one way. */
export type Phase = {
  name: string;
  /** Milliseconds; undefined without a budget. */
  budgetMs: number | undefined;
  times: FrameTimes;
  /** Multiply-adds of the job per second. */
  rate: number;
  /** Of the budget, mean of frames with slices. */
  share: number | undefined;
  /** Learned milliseconds of a slice. */
  sliceMs: number | undefined;
};

/** Everything measured. */
export type BudgetReport = {
  adapter: string;
  tier: string;
  size: Size;
  frames: number;
  /** Milliseconds that budgets are scaled to: 16.7, or on a software GPU the idle frame. */
  frameMs: number;
  side: number;
  rows: number;
  phases: Phase[];
};

export type BudgetSpec = { frames: number | undefined; size: Size | undefined; budgets: readonly number[] };

const rounds = 3;
/** Frames before the measured ones of a round. */
const warmUp = 8;

/** Runs the benchmark in this page. */
export async function runInPage(spec: BudgetSpec): Promise<BudgetReport> {
  const say = (text: string): void => console.log(`progress: ${text}`);
  const gpu = await createGpu({ label: 'bench' });
  const isSoftware = gpu.tier === 'software';
  const size = spec.size ?? (isSoftware ? { width: 320, height: 180 } : { width: 1920, height: 1080 });
  const count = spec.frames ?? (isSoftware ? 150 : 600);
  const frames = await createFrames(gpu.device, document.querySelector('canvas')!, size);
  await frames.draw(warmUp);
  const idle = percentiles(await frames.draw(30)).p50;
  const frameMs = isSoftware ? idle : 1000 / 60;
  const scale = frameMs / (1000 / 60);
  const side = isSoftware ? 256 : 1024;
  const job = await createJob(gpu, side, (Math.min(...spec.budgets) * scale) / 4);

  const phases = [
    { name: 'idle', start: undefined, budgetMs: undefined },
    ...spec.budgets.map((ms) => ({ name: `budget of ${ms} ms`, budgetMs: ms * scale, start: inBudget })),
    { name: 'no budget', start: withoutBudget, budgetMs: undefined },
  ].map((phase) => ({
    ...phase,
    times: [] as number[],
    macs: 0,
    ms: 0,
    share: undefined as number | undefined,
    sliceMs: undefined as number | undefined,
  }));
  // Turn by turn, so that a busy machine is busy for all. What is learned stays between the turns.
  const keeper = createFrameBudget(gpu);
  for (let round = 0; round < rounds; round++) {
    for (const phase of phases) {
      say(`round ${round + 1} of ${rounds}: ${phase.name}`);
      const stop = phase.start?.(gpu, job, phase.budgetMs);
      await frames.draw(warmUp);
      const [before, start] = [job.done(), performance.now()];
      phase.times.push(...(await frames.draw(Math.ceil(count / rounds))));
      phase.macs += job.done() - before;
      phase.ms += performance.now() - start;
      if (phase.budgetMs !== undefined) {
        phase.share = keeper.stats.share;
        phase.sliceMs = keeper.stats.costs[sliceKind]?.fixedMs;
      }
      await stop?.();
      await gpu.device.queue.onSubmittedWorkDone();
    }
  }
  const report: BudgetReport = {
    adapter: gpu.adapterName,
    tier: gpu.tier,
    size,
    frames: count,
    frameMs,
    side,
    rows: job.rows,
    phases: phases.map(({ name, budgetMs, times, macs, ms, share, sliceMs }) => ({
      name,
      budgetMs,
      times: percentiles(times),
      rate: macs / (ms / 1000),
      share,
      sliceMs,
    })),
  };
  keeper.dispose();
  job.dispose();
  frames.dispose();
  gpu.dispose();
  return report;
}

type Stop = () => Promise<void>;

function inBudget(gpu: Gpu, job: Job, budgetMs: number | undefined): Stop {
  const budget = createFrameBudget(gpu, { budgetMs: budgetMs! });
  const stop = new AbortController();
  const run = budget.run('background', job.slices(), { signal: stop.signal }).catch(ignoreAbort);
  return async () => {
    stop.abort();
    await run;
    budget.dispose();
  };
}

function withoutBudget(_gpu: Gpu, job: Job): Stop {
  const stop = new AbortController();
  const run = job.submitAll(stop.signal);
  return () => {
    stop.abort();
    return run;
  };
}

function ignoreAbort(error: { code?: string }): void {
  if (error.code !== 'aborted') throw error;
}

export function percentiles(times: readonly number[]): FrameTimes {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
