import type { BudgetHost } from './host.ts';
import type { Entry } from './run.ts';
import type { Slice } from './types.ts';

/** A slice on its way through the GPU. */
export type BatchItem = {
  entry: Entry;
  slice: Slice;
  /** Milliseconds that it should take; undefined for a kind that was never measured. */
  predicted: number | undefined;
  /** Milliseconds that were charged for it before. */
  charged: number;
};

/** When a batch was submitted and done, milliseconds on the clock of the host. */
export type BatchTimes = {
  submitted: number;
  /** When the page heard that all earlier work was done. */
  before: number;
  done: number;
  /** Milliseconds by timestamp queries. */
  exact: number | undefined;
  /** What WebGPU refused. */
  problem: string | undefined;
};

/**
 * Records slices into command buffers of their own and submits these together. A slice that throws fails its entry and is
 * left out; with none left nothing is submitted.
 *
 * @param calibrate Whether to time it with timestamp queries where the device has them; for a single slice.
 */
export function submitBatch(
  device: GPUDevice,
  host: BudgetHost,
  items: readonly BatchItem[],
  calibrate: boolean,
): { submitted: BatchItem[]; times: Promise<BatchTimes> } | undefined {
  const commands: GPUCommandBuffer[] = [];
  const kept: BatchItem[] = [];
  let timing: ReturnType<BudgetHost['calibrator']['begin']>;
  device.pushErrorScope('validation');
  for (const item of items) {
    const { entry, slice } = item;
    // A slice before it in this batch may have ended its run.
    if (entry.isSettled) continue;
    try {
      const encoder = device.createCommandEncoder({ label: `${entry.label}/${slice.kind}` });
      const timed = calibrate ? host.calibrator.begin(encoder) : undefined;
      try {
        slice.record(encoder);
      } catch (error) {
        timed?.cancel();
        throw error;
      }
      timed?.end();
      commands.push(encoder.finish());
      kept.push(item);
      timing = timed;
    } catch (error) {
      entry.fail(error);
    }
  }
  if (kept.length === 0) {
    void device.popErrorScope().catch(() => null);
    return undefined;
  }
  const before = heard(device, host);
  const submitted = host.now();
  device.queue.submit(commands);
  const done = heard(device, host);
  const problem = device.popErrorScope().then(
    (error) => error?.message,
    () => undefined,
  );
  const times = async (): Promise<BatchTimes> => ({
    submitted,
    before: await before,
    done: await done,
    exact: await timing?.read(),
    problem: await problem,
  });
  return { submitted: kept, times: times() };
}

/** When the page hears that all work submitted so far is done. A lost device answers too. */
function heard(device: GPUDevice, host: BudgetHost): Promise<number> {
  return device.queue.onSubmittedWorkDone().then(host.now, host.now);
}
