export { createTensor, toFloat32, type Dtype, type Tensor, type TensorData, type Tensors } from './tensor.ts';
export { parseSafetensors, type Safetensors } from './files/safetensors.ts';
export { parseModelConfig, type ModelConfig } from './files/model-config.ts';
export type { JsonObject } from './files/json.ts';
export { loadModel, type LoadModelOptions, type LoadProgress, type Model } from './files/load-model.ts';
