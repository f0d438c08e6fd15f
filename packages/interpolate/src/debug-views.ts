import { failArgument } from '@frameloom/gpu/frame';
import type { InterpolatorDebugView } from './types.ts';

/** Debug views in the order of `Params.mode`. */
export const debugViews: readonly InterpolatorDebugView[] = [
  'none',
  'motion',
  'flow',
  'holes',
  'disocclusion',
  'weights',
  'previous',
  'current',
];

/** @throws FrameloomError `invalid-argument` for what is no debug view. */
export function checkDebugView(view: InterpolatorDebugView): void {
  if (!debugViews.includes(view))
    failArgument('interpolate', 'debug', view, `one of ${debugViews.join(', ')}`);
}
