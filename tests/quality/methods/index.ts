import { bilinear } from './bilinear.ts';
import { native } from './native.ts';
import type { Method } from './types.ts';

/** Every method, in the order in which reports list them. */
export const methods: readonly Method[] = [bilinear, native];
