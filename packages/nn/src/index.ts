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
export { choosePrecision, type Format, type Precision } from './precision.ts';
export {
  createFeatureMap,
  featureMapBytes,
  type FeatureMap,
  type FeatureMapSize,
  type MapFormat,
} from './feature-map.ts';
export type { Activation, MatrixActivation } from './activation/activations.ts';
export { createConv2d, type Conv2d, type Conv2dMaps, type Conv2dOptions } from './conv2d/conv2d.ts';
export type { Conv2dLayer } from './conv2d/operator.ts';
export type { NetworkLayer } from './layer/table.ts';
export { parseArchitecture, type NetworkArchitecture, type NetworkInput } from './network/architecture.ts';
export type { Axis, EdgeShape, MapShape, MatrixShape } from './network/shape.ts';
export type { NetworkSize } from './network/sizes.ts';
export { sliceLimitOf, type NetworkSlice, type SliceLimit } from './network/slices.ts';
export type { LayerCost, NamedMaps } from './network/work.ts';
export { estimateNetwork } from './network/estimate.ts';
export { networkMaps, type NetworkMap } from './network/maps.ts';
export { createNetwork, type Network, type NetworkOptions } from './network/network.ts';
export {
  createMatrix,
  matrixBytes,
  sliceColumns,
  sliceRows,
  type Matrix,
  type MatrixSize,
  type Range,
} from './matrix.ts';
export { numberLibraries } from './libraries.ts';
export { randomLibraries } from './random/library.ts';
export type { OperatorCost, OperatorOptions, RecordTarget } from './operator.ts';
export { dequantise, quantise, type Quantised, type QuantisedFormat } from './weights/quantise.ts';
export type { WeightFormat } from './weights/formats.ts';
export { createWeights, type Weights, type WeightsOptions } from './weights/weights.ts';
export { createLinear, type Linear, type LinearOptions } from './linear/linear.ts';
export type { LinearMatrices } from './linear/call.ts';
export {
  createEmbedding,
  type Embedding,
  type EmbeddingMatrices,
  type EmbeddingOptions,
} from './embedding/embedding.ts';
export {
  createLayerNorm,
  createRmsNorm,
  type Norm,
  type NormMatrices,
  type NormOptions,
} from './norm/norm.ts';
export { createRope, type Rope, type RopeMatrices, type RopeOptions } from './rope/rope.ts';
export { ropeFrequencies, type RopeScaling } from './rope/frequencies.ts';
export {
  createElementwise,
  type Elementwise,
  type ElementwiseMatrices,
  type ElementwiseOptions,
} from './elementwise/elementwise.ts';
export {
  createTimestepEmbedding,
  type TimestepEmbedding,
  type TimestepOptions,
} from './timestep-embedding/timestep-embedding.ts';
export { createAttention, type Attention } from './attention/attention.ts';
export type { AttentionMatrices } from './attention/call.ts';
export type { AttentionOptions } from './attention/compile.ts';
export {
  createKvCache,
  type AppendMatrices,
  type KvCache,
  type KvCacheOptions,
  type KvLayer,
} from './attention/kv-cache.ts';
export {
  createSampler,
  type Sampler,
  type SamplerMatrices,
  type SamplerOptions,
} from './sampling/sampler.ts';
export type { SamplingParameters } from './sampling/settings.ts';
