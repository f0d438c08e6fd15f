export { floatToHalf, halfToFloat } from './half.ts';
export {
  createTensor,
  isWeight,
  toFloat32,
  type Dtype,
  type Tensor,
  type TensorData,
  type Tensors,
} from './tensor.ts';
export { parseSafetensors, type Safetensors } from './safetensors.ts';
export { parseModelConfig, type ModelConfig } from './model-config.ts';
export { parseJson, type JsonLimits, type JsonObject } from './json.ts';
export type { FileOptions, LoadProgress } from './options.ts';
export { addressFolder, fileFolder, jsonLimits, loadJson, requireJson, type ModelFolder } from './folder.ts';
export { loadBytes, type LoadBytesOptions } from './load-bytes.ts';
export { loadModel, loadModelFiles, type LoadModelOptions, type Model } from './load-model.ts';
export { openFile, type OpenFile, type OpenFileOptions } from './open-file.ts';
export { openModelFile } from './model-file/open.ts';
export { uploadTensors } from './model-file/upload.ts';
export type {
  FileSet,
  ModelFile,
  ModelFileOptions,
  ReadTensorsOptions,
  TensorInfo,
  TensorPiece,
} from './model-file/types.ts';
