import { idleP99 } from '../budget/idle.ts';
import { table } from '../print.ts';
import type { ImageReport } from './page.ts';

/** Goal for p99, times that of idle frames. */
const goal = 1.1;

/** The report as text for a terminal. */
export function formatImageReport(report: ImageReport): string {
  const { adapter, tier, size, side, frames, budgetMs, phases, alone, problem } = report;
  const idle = idleP99(phases);
  const ours = phases.find(({ name }) => name.startsWith('ours'));
  return [
    `adapter    ${adapter} (tier: ${tier})`,
    `frames     ${frames} of the market scene in each row, ${size.width}×${size.height} with the upscaler; budget ${budgetMs.toFixed(1)} ms`,
    `pictures   models/image/tiles, fast: 4 steps at ${side}×${side}`,
    ...(tier === 'software'
      ? ['A software GPU: the budget is the same part of the idle frame as of 16.7 ms.']
      : []),
    '',
    ...table([
      ['', 'p50 ms', 'p95 ms', 'p99 ms', 'p99 / idle', 'pictures/s'],
      ...phases.map(({ name, times, pictures }) => [
        name,
        times.p50.toFixed(1),
        times.p95.toFixed(1),
        times.p99.toFixed(1),
        `${(times.p99 / idle).toFixed(2)}×`,
        name.startsWith('idle') ? '–' : pictures.toFixed(3),
      ]),
    ]),
    '',
    ...table([['alone', 's a picture'], ...alone.map(({ name, seconds }) => [name, seconds.toFixed(3)])]),
    '',
    ...(ours
      ? [`p99 within ${goal} of idle while ours paints: ${ours.times.p99 <= goal * idle ? 'yes' : 'no'}`]
      : []),
    ...(problem === undefined ? [] : [`onnxruntime-web: ${problem}`]),
  ].join('\n');
}
