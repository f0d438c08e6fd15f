import { bilinear } from './bilinear.ts';
import { analytic, lite, spatial, standard } from './frameloom.ts';
import { fsr1, fsr1Msaa } from './fsr1.ts';
import { nativeTraa } from './native-traa.ts';
import { native } from './native.ts';
import { pmndrs, pmndrsSoft } from './pmndrs.ts';
import { taauSharp } from './taau-sharp.ts';
import { taau } from './taau.ts';
import type { Method } from './types.ts';

/** Every method, in the order in which reports list them. */
export const methods: readonly Method[] = [
  bilinear,
  fsr1,
  fsr1Msaa,
  taau,
  taauSharp,
  pmndrs,
  pmndrsSoft,
  native,
  nativeTraa,
  spatial,
  analytic,
  standard,
  lite,
];
