export { createMethod } from './create.ts';
export { type FrameloomId, type FrameloomOptions, frameloomOptions } from './frameloom.ts';
export type { Method, MethodInput, Size } from './method.ts';
export { type MethodId, methodIds, type MethodText, methodTexts } from './names.ts';
