// Plays frames into the upscaler on the GPU and writes what its textures hold after each, for a copy in another language to
// be compared with. In a folder: `frames.json` and `NAME-FRAME.f32`, rows from the top, little-endian float32.
import '../../tests/support/node-gpu.ts';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { borrowGpu } from '@frameloom/gpu';
import { createUpscaler, type Size } from '@frameloom/upscale';
import { createDepthWriter, readHalves, readNumbers, upload } from '../../tests/gpu/upscale/textures.ts';
import { readState } from '../../tests/gpu/upscale/state-textures.ts';
import { createPlatform } from '../../tests/quality/engine/platform.ts';

type Frames = {
  displaySize: Size;
  renderSize: Size;
  near: number;
  far: number;
  exposure: number;
  frames: readonly { jitter: { x: number; y: number }; reset: boolean }[];
};

/**
 * `argv`: the folder. Reads color (3 channels), depth, motion (2), reactive; writes prepared, motion (with nearness' root and the difference of luma), mask, history, … With
 * `model/model.json` there, that network decides.
 */
export async function main([folder = '.']: readonly string[]): Promise<number> {
  const plan = JSON.parse(readFileSync(join(folder, 'frames.json'), 'utf8')) as Frames;
  const { displaySize, renderSize } = plan;
  const { device, assertHealthy } = await createPlatform(navigator.gpu, () => {
    throw new Error('upscaler-tensors: nothing is drawn here.');
  });
  const textures = watchTextures(device);
  const gpu = borrowGpu(device, { label: 'tensors' });
  const model = join(folder, 'model/model.json');
  const options = { displaySize, hdr: true, ...(existsSync(model) && { model: pathToFileURL(model) }) };
  const upscaler = await createUpscaler(gpu, options);
  await upscaler.modelReady;
  if (upscaler.modelState === 'failed') throw new Error('upscaler-tensors: the model does not run.');
  const writeDepth = createDepthWriter(device);
  const exposure = upload(device, 1, 1, 'r32float', [plan.exposure]);

  for (const [index, { jitter, reset }] of plan.frames.entries()) {
    const read = (name: string): Float32Array => readFloats(join(folder, `${name}-${index}.f32`));
    const put = (format: 'rgba32float' | 'rg32float' | 'r32float', data: Float32Array): GPUTexture =>
      upload(device, renderSize.width, renderSize.height, format, data);
    const encoder = device.createCommandEncoder();
    const depth = writeDepth(renderSize.width, renderSize.height, read('depth'));
    upscaler.record(encoder, {
      color: put('rgba32float', withAlpha(read('color'))),
      depth,
      motionVectors: put('rg32float', read('motion')),
      motionVectorScale: { x: 1, y: 1 },
      reactive: put('r32float', read('reactive')),
      exposure,
      renderSize,
      jitterOffset: jitter,
      frameTimeDelta: 1000 / 60,
      cameraNear: plan.near,
      cameraFar: plan.far,
      cameraFovAngleVertical: 1,
      reset,
    });
    device.queue.submit([encoder.finish()]);
    const other = index % 2; // the upscaler writes to one of each pair and swaps
    for (const [name, label] of [
      ['prepared', 'upscale/prepared'],
      ['mask', 'upscale/mask'],
      ['shading', `upscale/shading-${other}`],
      ['history', `upscale/history-${other}`],
      ['output', 'upscale/output'],
      ...(options.model ? [['feedback', 'upscale/parameters-second'] as const] : []),
    ] as const) {
      const { data } = await readNumbers(device, textureOf(textures, label));
      writeFileSync(join(folder, `${name}-${index}.f32`), Float32Array.from(data));
    }
    const stateOf = await readState(device, textureOf(textures, `upscale/state-${other}`), false);
    const state = Float32Array.from({ length: 2 * displaySize.width * displaySize.height }, (_, i) => {
      const pixel = i >> 1;
      return stateOf(pixel % displaySize.width, Math.floor(pixel / displaySize.width))[i & 1]!;
    });
    writeFileSync(join(folder, `lock-${index}.f32`), state);
    const motion = await readHalves(device, textureOf(textures, 'upscale/motion'));
    const surface = await readHalves(device, textureOf(textures, `upscale/surface-${other}`));
    const both = Float32Array.from({ length: 2 * motion.length }, (_, i) => {
      const at = 2 * (i >> 2) + (i & 1);
      if (!(i & 2)) return motion[at]!;
      return i & 1 ? surface[at]! : Math.abs(surface[at]!); // the sign of nearness is a flag
    });
    writeFileSync(join(folder, `motion-${index}.f32`), both);
  }
  assertHealthy();
  return 0;
}

/** Collects textures by label and lets them be read. */
function watchTextures(device: GPUDevice): Map<string, GPUTexture> {
  const textures = new Map<string, GPUTexture>();
  const create = device.createTexture.bind(device);
  device.createTexture = (descriptor) => {
    const texture = create({ ...descriptor, usage: descriptor.usage | GPUTextureUsage.COPY_SRC });
    textures.set(descriptor.label ?? '', texture);
    return texture;
  };
  return textures;
}

function textureOf(textures: ReadonlyMap<string, GPUTexture>, label: string): GPUTexture {
  const texture = textures.get(label);
  if (!texture) throw new Error(`upscaler-tensors: the upscaler has no texture ${label}.`);
  return texture;
}

function readFloats(file: string): Float32Array {
  const bytes = readFileSync(file);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

function withAlpha(rgb: Float32Array): Float32Array {
  return Float32Array.from({ length: (rgb.length / 3) * 4 }, (_, i) =>
    i % 4 === 3 ? 1 : rgb[Math.floor(i / 4) * 3 + (i % 4)]!,
  );
}
