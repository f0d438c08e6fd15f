import { createFrameloom } from './frameloom.ts';
import type { Method, MethodId, MethodInput } from './method.ts';
import { createNative, createNativeTraa } from './native.ts';
import { createBilinear, createFsr1 } from './stretched.ts';
import { createTaau } from './taau.ts';

const makers: Readonly<Record<MethodId, (input: MethodInput) => Method>> = {
  native: createNative,
  'native-traa': createNativeTraa,
  bilinear: createBilinear,
  fsr1: createFsr1,
  taau: createTaau,
  spatial: (input) => createFrameloom(input, { path: 'spatial' }),
  analytic: (input) => createFrameloom(input, { path: 'temporal' }),
  standard: (input) => createFrameloom(input, { path: 'temporal', model: 'standard' }),
};

/** Builds one method by name. */
export function createMethod(id: MethodId, input: MethodInput): Method {
  return makers[id](input);
}
