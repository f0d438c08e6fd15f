import type { Page, Worker } from 'playwright';

/** How often a compute pass of each label was recorded in a page or a worker. */
export type Passes = { count(label: RegExp): Promise<number> };

/** Counts the compute passes of a page from its first script on. */
export async function watchPage(page: Page): Promise<Passes> {
  await page.addInitScript(countPasses);
  return { count: async (label) => sum(label, await page.evaluate(() => globalThis.passes ?? {})) };
}

/** Counts the compute passes of a worker from now on. */
export async function watchWorker(worker: Worker): Promise<Passes> {
  await worker.evaluate(countPasses);
  return { count: async (label) => sum(label, await worker.evaluate(() => globalThis.passes ?? {})) };
}

declare global {
  var passes: Record<string, number> | undefined;
}

function sum(label: RegExp, counts: Record<string, number>): number {
  const found = Object.entries(counts).filter(([name]) => label.test(name));
  return found.reduce((total, [, count]) => total + count, 0);
}

/** Runs in the page, so it stands by itself. */
function countPasses(): void {
  const counts: Record<string, number> = (globalThis.passes = {});
  if (!('GPUCommandEncoder' in globalThis)) return;
  const { beginComputePass } = GPUCommandEncoder.prototype;
  GPUCommandEncoder.prototype.beginComputePass = function (descriptor) {
    const label = descriptor?.label ?? '';
    counts[label] = (counts[label] ?? 0) + 1;
    return beginComputePass.call(this, descriptor);
  };
}
