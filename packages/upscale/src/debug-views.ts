import { FrameloomError } from '@frameloom/gpu';
import type { DebugView } from './types.ts';

/** Debug views in the order of `Params.mode`. */
export const debugViews: readonly DebugView[] = [
  'none',
  'motion',
  'disocclusion',
  'reactive',
  'locks',
  'accumulation',
  'exposure',
  'history',
];

/** @throws FrameloomError `invalid-argument` for what is no debug view. */
export function checkDebugView(view: DebugView): void {
  if (debugViews.includes(view)) return;
  throw new FrameloomError(
    'invalid-argument',
    `upscale: debug is ${String(view)}. Use one of ${debugViews.join(', ')}.`,
  );
}
