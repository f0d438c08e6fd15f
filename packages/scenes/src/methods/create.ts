import { createFrameloom } from './frameloom.ts';
import type { Method, MethodInput } from './method.ts';
import type { MethodId } from './names.ts';
import { createNative, createNativeTraa } from './native.ts';
import { createBilinear, createFsr1 } from './stretched.ts';
import { createTaau, createTaauSharp } from './taau.ts';

const makers: Readonly<Record<MethodId, (input: MethodInput) => Method>> = {
  native: createNative,
  'native-traa': createNativeTraa,
  bilinear: createBilinear,
  fsr1: createFsr1,
  'fsr1-msaa': (input) => createFsr1(input, 4),
  taau: createTaau,
  'taau-sharp': createTaauSharp,
  spatial: (input) => createFrameloom('spatial', input),
  analytic: (input) => createFrameloom('analytic', input),
  standard: (input) => createFrameloom('standard', input),
  lite: (input) => createFrameloom('lite', input),
};

/** Builds one method by name. */
export function createMethod(id: MethodId, input: MethodInput): Method {
  return makers[id](input);
}
