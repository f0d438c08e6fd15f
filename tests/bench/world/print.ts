import { table } from '../print.ts';
import type { WorldReport } from './page.ts';

/** The report as text for a terminal. */
export function formatWorldReport(report: WorldReport): string {
  const { peak, step, networks, beside, gflopPerStep } = report;
  const giga = (value: number): string => (value / 1e9).toFixed(2);
  const best = step.precision === 'f16' ? (peak.f16 ?? peak.f32) : peak.f32;
  const rate = (ms: number): number => (gflopPerStep * 1e9) / (ms / 1000);
  const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;
  const onGpu = Object.values(step.passes).reduce((sum, ms) => sum + ms, 0);
  const reference = networks.find(({ name }) => name === `frameloom ${step.precision}`)!;
  const added = beside.both - beside.frame;
  return [
    `adapter    ${report.adapter} (tier: ${report.tier})`,
    `peak       ${giga(peak.f32)} GFLOP/s in f32${peak.f16 ? `, ${giga(peak.f16)} in f16` : ''}, by a kernel of multiply-adds`,
    ...(report.tier === 'software' ? ['A software GPU: only ratios inside this run mean anything.'] : []),
    '',
    `step       ${gflopPerStep.toFixed(4)} GFLOP in ${step.ms.toFixed(2)} ms (${step.precision}), ${percent(rate(step.ms) / best)} of the peak`,
    ...(onGpu > 0
      ? [`on the GPU ${onGpu.toFixed(2)} ms in ${Object.keys(step.passes).length} passes`]
      : ['This adapter has no timestamp-query: only wall-clock times.']),
    '',
    'The same networks, a step of them:',
    ...table([
      ['', 'ms', 'GFLOP/s', `times ours (${step.precision})`, 'worst difference'],
      ...networks.map(({ name, ms, worstError }) => [
        name,
        ms.toFixed(2),
        giga(rate(ms)),
        (ms / reference.ms).toFixed(2),
        worstError === undefined ? '–' : worstError.toExponential(1),
      ]),
    ]),
    '',
    `Beside the market scene, ${beside.size.width}×${beside.size.height} with the upscaler, on one device:`,
    ...table([
      ['', 'ms'],
      ['step alone', beside.step.toFixed(2)],
      ['frame alone', beside.frame.toFixed(2)],
      ['frame and step', beside.both.toFixed(2)],
      ['what the step adds', added.toFixed(2)],
    ]),
    `The step adds ${percent(added / beside.frame)} to the frame. 60 steps a second are ${(gflopPerStep * 60).toFixed(2)} GFLOP/s,`,
    `${percent((gflopPerStep * 60e9) / best)} of this adapter's peak; both fit into 16.7 ms: ${beside.both <= 1000 / 60 ? 'yes' : 'no'}.`,
  ].join('\n');
}
