// Frames with a wrong texture, and what is said about each.
import type { UpscaleFrame } from '@frameloom/upscale';

/** What a case is made with: a right frame, and textures. */
export type Tools = {
  good: UpscaleFrame;
  texture(format: GPUTextureFormat, options?: Partial<GPUTextureDescriptor>): GPUTexture;
  /** Usage of an output. */
  storage: number;
};

export type Wrong = [name: string, change: (tools: Tools) => object, code: string, message: RegExp];

export const wrongTextures: Wrong[] = [
  ['no color', () => ({ color: undefined }), 'invalid-texture', /color is undefined\. Give a GPUTexture/],
  [
    'no depth',
    () => ({ depth: undefined }),
    'invalid-texture',
    /depth is undefined\. Give a GPUTexture; temporal/,
  ],
  [
    'no motion',
    () => ({ motionVectors: null }),
    'invalid-texture',
    /motionVectors is null\. Give a GPUTexture/,
  ],
  [
    'integer color',
    ({ texture }) => ({ color: texture('rgba8uint') }),
    'invalid-texture',
    /color is rgba8uint\. Give a colour/,
  ],
  [
    'depth as color',
    ({ good }) => ({ color: good.depth }),
    'invalid-texture',
    /color is depth32float\. Give a colour/,
  ],
  [
    'color as depth',
    ({ good }) => ({ depth: good.color }),
    'invalid-texture',
    /depth is rgba16float\. Give a depth format/,
  ],
  [
    'stencil',
    ({ texture }) => ({ depth: texture('stencil8') }),
    'invalid-texture',
    /depth is stencil8\. Give a depth format/,
  ],
  [
    'one channel',
    ({ texture }) => ({ motionVectors: texture('r16float') }),
    'invalid-texture',
    /motionVectors is r16float\. Give two/,
  ],
  [
    'MSAA',
    ({ texture }) => ({ color: texture('rgba16float', { sampleCount: 4 }) }),
    'invalid-texture',
    /color has 4 samples\. Give/,
  ],
  [
    'MSAA depth',
    ({ texture }) => ({ depth: texture('depth24plus', { sampleCount: 4 }) }),
    'invalid-texture',
    /depth has 4 samples/,
  ],
  [
    'usage',
    ({ texture }) => ({ color: texture('rgba16float', { usage: GPUTextureUsage.RENDER_ATTACHMENT }) }),
    'invalid-texture',
    /color lacks TEXTURE_BINDING\. Give a texture made with/,
  ],
  [
    'layers',
    ({ texture }) => ({ color: texture('rgba16float', { size: [32, 18, 2] }) }),
    'invalid-texture',
    /color has dimension 2d and 2 layers\. Give a 2D/,
  ],
  [
    'small color',
    ({ texture }) => ({ color: texture('rgba16float', { size: [31, 18] }) }),
    'invalid-texture',
    /color is 31×18\. Give at least 32×18/,
  ],
  [
    'small depth',
    ({ texture }) => ({ depth: texture('depth24plus', { size: [32, 17] }) }),
    'invalid-texture',
    /depth is 32×17/,
  ],
  [
    'small motion',
    ({ texture }) => ({ motionVectors: texture('rg16float', { size: [16, 9] }) }),
    'invalid-texture',
    /motionVectors is 16×9/,
  ],
  [
    'small mask',
    ({ texture }) => ({ reactive: texture('r8unorm', { size: [16, 9] }) }),
    'invalid-texture',
    /reactive is 16×9/,
  ],
  [
    'mask format',
    ({ texture }) => ({ reactive: texture('r8uint') }),
    'invalid-texture',
    /reactive is r8uint/,
  ],
  [
    'opaque',
    ({ texture }) => ({ opaqueColor: texture('rgba8unorm', { size: [8, 8] }) }),
    'invalid-texture',
    /opaqueColor is 8×8/,
  ],
  ['exposure', ({ texture }) => ({ exposure: texture('r32uint') }), 'invalid-texture', /exposure is r32uint/],
  ['output kind', () => ({ output: 'canvas' }), 'invalid-texture', /output is canvas\. Give a GPUTexture/],
  [
    'output format',
    ({ texture, storage }) => ({ output: texture('rgba8unorm', { size: [64, 36], usage: storage }) }),
    'invalid-texture',
    /output is rgba8unorm, usage \d+\. Give rgba16float/,
  ],
  [
    'output usage',
    ({ texture }) => ({ output: texture('rgba16float', { size: [64, 36] }) }),
    'invalid-texture',
    /output is rgba16float, usage \d+\. Give/,
  ],
  [
    'output size',
    ({ texture, storage }) => ({ output: texture('rgba16float', { usage: storage }) }),
    'invalid-texture',
    /output is 32×18\. Give displaySize, 64×36; call resize/,
  ],
];
