import type { MethodId } from '@frameloom/scenes/methods';
import { pmndrs, pmndrsSoft } from './pmndrs.ts';
import { sharedMethod } from './shared.ts';
import type { Method } from './types.ts';

const peers: readonly MethodId[] = ['bilinear', 'fsr1', 'fsr1-msaa', 'taau', 'taau-sharp'];
const natives: readonly MethodId[] = ['native', 'native-traa'];
const ours: readonly MethodId[] = ['spatial', 'analytic', 'standard', 'lite'];

/** Every method, in the order in which reports list them. */
export const methods: readonly Method[] = [
  ...peers.map(sharedMethod),
  pmndrs,
  pmndrsSoft,
  ...natives.map(sharedMethod),
  ...ours.map(sharedMethod),
];
