// Model files live in the package below, for those who need no networks.
export {
  createTensor,
  loadModel,
  parseModelConfig,
  parseSafetensors,
  toFloat32,
  type Dtype,
  type JsonObject,
  type LoadModelOptions,
  type LoadProgress,
  type Model,
  type ModelConfig,
  type Safetensors,
  type Tensor,
  type TensorData,
  type Tensors,
} from '@frameloom/gpu/files';
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
