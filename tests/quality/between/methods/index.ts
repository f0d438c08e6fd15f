import type { BetweenMethod } from '../types.ts';
import { blend, motion, repeat } from './baselines.ts';
import { analytic, extrapolate, standard, video, videoStandard } from './generated.ts';

/** Every frame generator, in the order of reports. */
export const betweenMethods: readonly BetweenMethod[] = [
  repeat,
  blend,
  motion,
  analytic,
  standard,
  extrapolate,
  video,
  videoStandard,
];
