// One renderer per test file on Dawn in Node, frames by hand instead of by requestAnimationFrame, and texture readback.
import * as THREE from 'three/webgpu';
import { requestAdapter, requestFullDevice } from '../../support/gpu-test.ts';
import { takeLavapipe } from '../../support/take-lavapipe.ts';

/** A renderer without a canvas, drawing into a target of its own size. */
export type Stage = {
  renderer: THREE.WebGPURenderer;
  device: GPUDevice;
  target: THREE.RenderTarget;
  /** Lets three believe that a new animation frame began, then runs `draw` with the target set. */
  frame(draw: () => void): void;
  /** RGBA floats of a texture, top row first. */
  read(texture: THREE.Texture): Promise<Float32Array>;
  /** The picture in the target. */
  readTarget(): Promise<Float32Array>;
  setSize(width: number, height: number): void;
  dispose(): void;
};

export type StageOptions = {
  width?: number;
  height?: number;
  reversedDepthBuffer?: boolean;
  logarithmicDepthBuffer?: boolean;
  samples?: number;
};

type RendererInternals = {
  _nodes: { nodeFrame: { update(): void } };
  _animation: { stop(): void };
  backend: { get(texture: THREE.Texture): { texture: GPUTexture } };
};

export async function createStage(options: StageOptions = {}): Promise<Stage> {
  const { width = 64, height = 36, samples = 0, ...parameters } = options;
  takeLavapipe();
  const device = await requestFullDevice(await requestAdapter());
  const canvas = {
    width,
    height,
    style: {},
    addEventListener() {},
    removeEventListener() {},
    getContext: () => null,
  } as unknown as HTMLCanvasElement;
  const renderer = new THREE.WebGPURenderer({ device, canvas, antialias: samples > 0, ...parameters });
  await renderer.init();
  const internals = renderer as unknown as RendererInternals;
  internals['_animation'].stop();
  renderer.setPixelRatio(1);
  renderer.setSize(width, height, false);
  const target = new THREE.RenderTarget(width, height, { type: THREE.HalfFloatType, depthBuffer: false });

  return {
    renderer,
    device,
    target,
    frame(draw) {
      internals['_nodes'].nodeFrame.update();
      renderer.setRenderTarget(target);
      try {
        draw();
      } finally {
        renderer.setRenderTarget(null);
      }
    },
    read: (texture) => readTexture(device, internals.backend.get(texture).texture),
    readTarget: () => readTexture(device, internals.backend.get(target.texture).texture),
    setSize(newWidth, newHeight) {
      renderer.setSize(newWidth, newHeight, false);
      target.setSize(newWidth, newHeight);
    },
    dispose() {
      target.dispose();
      renderer.dispose();
      device.destroy();
    },
  };
}

/** Floats of a texture, always four per texel. */
export async function readTexture(device: GPUDevice, texture: GPUTexture): Promise<Float32Array> {
  const { width, height, format } = texture;
  const channels = format.startsWith('rgba') ? 4 : format.startsWith('rg') ? 2 : 1;
  const bytes = format.includes('16float') ? 2 : format.includes('32float') ? 4 : 1;
  const stride = Math.ceil((width * channels * bytes) / 256) * 256;
  const buffer = device.createBuffer({ size: stride * height, usage: 1 | 8 });
  const encoder = device.createCommandEncoder();
  encoder.copyTextureToBuffer({ texture }, { buffer, bytesPerRow: stride }, [width, height]);
  device.queue.submit([encoder.finish()]);
  await buffer.mapAsync(1);
  const data = new DataView(buffer.getMappedRange());
  const result = new Float32Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) {
        const at = y * stride + (x * channels + c) * bytes;
        const value =
          bytes === 2
            ? THREE.DataUtils.fromHalfFloat(data.getUint16(at, true))
            : bytes === 4
              ? data.getFloat32(at, true)
              : data.getUint8(at) / 255;
        result[(y * width + x) * 4 + c] = value;
      }
    }
  }
  buffer.destroy();
  return result;
}
