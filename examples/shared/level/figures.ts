import type { Gpu, PassTimer } from '@frameloom/gpu';
import type { Level } from '@frameloom/world';
import { el } from '../dom.ts';

/** The running figures: steps, their rate, what one costs. */
export type Figures = {
  root: HTMLElement;
  /** Counts a step; twice a second returns how many there were a second. */
  count(timer: PassTimer): number | undefined;
  /** Shows how many steps were played, as after a restart. */
  refresh(): void;
};

export function createFigures(gpu: Gpu, level: Level): Figures {
  const cells = {
    steps: el('td', {}, '0'),
    rate: el('td', {}, '…'),
    gpu: el('td', {}, '…'),
    work: el('td', {}, `${(level.info.macs * 2e-9).toFixed(3)} GFLOP`),
    share: el('td', {}, '…'),
    memory: el('td', {}, '…'),
    adapter: el('td', {}, gpu.adapterName + (gpu.tier === 'software' ? ', in software: slow' : '')),
  };
  const names: Readonly<Record<keyof typeof cells, string>> = {
    steps: 'Steps since the start',
    rate: 'Steps per second',
    gpu: 'GPU time of a step',
    work: 'Arithmetic of a step',
    share: 'At this speed',
    memory: 'GPU memory',
    adapter: 'Adapter',
  };
  const table = el(
    'table',
    {},
    ...Object.entries(cells).map(([name, cell]) =>
      el('tr', {}, el('th', { scope: 'row' }, names[name as keyof typeof cells]), cell),
    ),
  );
  let [since, steps] = [performance.now(), 0];
  return {
    root: table,
    refresh: () => void (cells.steps.textContent = level.stepCount.toLocaleString('en')),
    count(timer) {
      steps++;
      const elapsed = performance.now() - since;
      if (elapsed < 500) return undefined;
      const rate = (steps * 1000) / elapsed;
      cells.steps.textContent = level.stepCount.toLocaleString('en');
      cells.rate.textContent = `${rate.toFixed(1)} of ${level.info.fps}`;
      const milliseconds = Object.values(timer.results()).reduce((sum, { p50 }) => sum + p50, 0);
      const measured = timer.supported && milliseconds > 0;
      cells.gpu.textContent = measured ? `${milliseconds.toFixed(2)} ms` : 'not measured here';
      cells.share.textContent = measured
        ? `${((level.info.macs * 2e-9) / (milliseconds / 1000)).toFixed(1)} GFLOP/s`
        : '–';
      cells.memory.textContent = `${(level.bytes / 2 ** 20).toFixed(1)} MiB`;
      [since, steps] = [performance.now(), 0];
      return rate;
    },
  };
}
