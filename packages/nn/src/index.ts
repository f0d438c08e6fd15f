export { createTensor, toFloat32, type Dtype, type Tensor, type TensorData, type Tensors } from './tensor.ts';
export { parseSafetensors, type Safetensors } from './files/safetensors.ts';
export { parseModelConfig, type ModelConfig } from './files/model-config.ts';
export type { JsonObject } from './files/json.ts';
export { loadModel, type LoadModelOptions, type LoadProgress, type Model } from './files/load-model.ts';
export type { Format, Precision } from './precision.ts';
export { createFeatureMap, featureMapBytes, type FeatureMap, type FeatureMapSize } from './feature-map.ts';
export {
  createConv2d,
  type Activation,
  type Conv2d,
  type Conv2dMaps,
  type Conv2dOptions,
} from './conv2d/conv2d.ts';
export { parseArchitecture, type Conv2dLayer, type NetworkArchitecture } from './network/architecture.ts';
export {
  createNetwork,
  type LayerCost,
  type Network,
  type NetworkMap,
  type NetworkOptions,
  type NetworkSize,
} from './network/network.ts';
