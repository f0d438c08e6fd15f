export { openOnnx } from './open-onnx.ts';
export type {
  OnnxModel,
  OnnxOptions,
  OnnxResult,
  OnnxRunOptions,
  OnnxSession,
  OnnxSource,
  OnnxTensor,
  OnnxType,
  OnnxValue,
} from './types.ts';
