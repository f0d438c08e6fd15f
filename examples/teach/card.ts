import type { Level } from '@frameloom/world';
import { measuredOf, type Row } from '../shared/level/measured.ts';

/** What a level says about itself. */
export function cardOf({ info, bytes }: Level): Row[] {
  return [
    ...measuredOf(info),
    ['Arithmetic of a step', `${(info.macs * 2e-9).toFixed(2)} GFLOP`],
    ['GPU memory', `${(bytes / 2 ** 20).toFixed(1)} MiB`],
  ];
}
