import type { BetweenMethod } from '../types.ts';
import { blend, motion, repeat } from './baselines.ts';
import { analytic, extrapolate, video } from './generated.ts';

/** Every frame generator, in the order of reports. */
export const betweenMethods: readonly BetweenMethod[] = [repeat, blend, motion, analytic, extrapolate, video];
