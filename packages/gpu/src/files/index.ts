export { floatToHalf, halfToFloat } from './half.ts';
export { createTensor, toFloat32, type Dtype, type Tensor, type TensorData, type Tensors } from './tensor.ts';
export { parseSafetensors, type Safetensors } from './safetensors.ts';
export { parseModelConfig, type ModelConfig } from './model-config.ts';
export type { JsonObject } from './json.ts';
export { loadModel, type LoadModelOptions, type LoadProgress, type Model } from './load-model.ts';
export { fetchBytes, type FetchOptions } from './fetch-bytes.ts';
