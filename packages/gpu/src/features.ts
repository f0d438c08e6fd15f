/**
 * Every feature that Frameloom's shaders or networks can use, and those that three.js asks for itself, since a
 * renderer that is handed this device can only use what it was made with.
 */
const wantedFeatures = [
  'core-features-and-limits',
  'shader-f16',
  'subgroups',
  'timestamp-query',
  'float32-filterable',
  'float32-blendable',
  'rg11b10ufloat-renderable',
  'bgra8unorm-storage',
  'texture-formats-tier1',
  'texture-formats-tier2',
  'depth-clip-control',
  'depth32float-stencil8',
  'texture-compression-bc',
  'texture-compression-bc-sliced-3d',
  'texture-compression-etc2',
  'texture-compression-astc',
  'texture-compression-astc-sliced-3d',
  'indirect-first-instance',
  'clip-distances',
  'dual-source-blending',
] as const;

/** 4 GiB: more than one buffer ever needs, and some drivers report sizes that they can't keep. */
const bufferCap = 2 ** 32;

/** Limits to raise to what the adapter has, with a cap where more can't be of use. */
const wantedLimits: Readonly<Record<string, number>> = {
  maxTextureDimension1D: 32768,
  maxTextureDimension2D: 32768,
  maxTextureDimension3D: 4096,
  maxTextureArrayLayers: 4096,
  maxSampledTexturesPerShaderStage: 128,
  maxSamplersPerShaderStage: 32,
  maxStorageBuffersPerShaderStage: 64,
  maxStorageTexturesPerShaderStage: 32,
  maxUniformBuffersPerShaderStage: 32,
  maxUniformBufferBindingSize: 2 ** 20,
  maxStorageBufferBindingSize: bufferCap,
  maxBufferSize: bufferCap,
  maxVertexBuffers: 16,
  maxVertexAttributes: 32,
  maxInterStageShaderVariables: 32,
  maxColorAttachments: 8,
  maxColorAttachmentBytesPerSample: 256,
  maxComputeWorkgroupStorageSize: 65536,
  maxComputeInvocationsPerWorkgroup: 1024,
  maxComputeWorkgroupSizeX: 1024,
  maxComputeWorkgroupSizeY: 1024,
  maxComputeWorkgroupSizeZ: 1024,
  maxComputeWorkgroupsPerDimension: 65535,
};

/** The wanted features that `adapter` has. */
export function chooseFeatures(adapter: GPUAdapter): GPUFeatureName[] {
  // Newer names than the type package knows are among them.
  return wantedFeatures.filter((name) => adapter.features.has(name)) as GPUFeatureName[];
}

/** The limits to ask `adapter` for; never above what it has, so that the request can't fail on a limit. */
export function chooseLimits(adapter: GPUAdapter): Record<string, number> {
  const available = adapter.limits as unknown as Readonly<Record<string, unknown>>;
  const limits: Record<string, number> = {};
  for (const [name, cap] of Object.entries(wantedLimits)) {
    const value = available[name];
    if (typeof value === 'number') limits[name] = Math.min(value, cap);
  }
  return limits;
}
