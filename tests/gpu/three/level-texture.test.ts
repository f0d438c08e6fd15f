// A level as a texture: its pixels on a plane are the level's own, steps show, the upscaler is told, nothing is left behind.
import { borrowGpu, createPool } from '@frameloom/gpu';
import { LevelTexture, upscale, type LevelPicture } from '@frameloom/three';
import * as THREE from 'three/webgpu';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStage, type Stage } from './support.ts';

const [width, height] = [24, 16];
let stage: Stage;
beforeAll(async () => {
  stage = await createStage({ width, height });
  stage.renderer.toneMapping = THREE.NoToneMapping;
});
afterAll(() => stage.dispose());

/** A level that shows numbers: bytes of step `n` at pixel i. */
const byteAt = (step: number, i: number, channel: number): number => (i * 7 + channel * 50 + step * 31) % 256;

function createPicture(byte: typeof byteAt = byteAt): LevelPicture & { bytes(): number; dispose(): void } {
  const gpu = borrowGpu(stage.device);
  const pool = createPool(gpu, 'test');
  const { COPY_DST, COPY_SRC, TEXTURE_BINDING } = GPUTextureUsage;
  const usage = COPY_DST | COPY_SRC | TEXTURE_BINDING;
  const output = pool.texture({ label: 'level', width, height, format: 'rgba8unorm', usage });
  let step = 0;
  const { device } = stage;
  const pixels = (): Uint8Array<ArrayBuffer> =>
    Uint8Array.from({ length: width * height * 4 }, (_, j) =>
      j % 4 === 3 ? 255 : byte(step, Math.floor(j / 4), j % 4),
    );
  device.queue.writeTexture({ texture: output }, pixels(), { bytesPerRow: width * 4 }, { width, height });
  return {
    output,
    record(encoder) {
      step++;
      const { buffer, bytesPerRow } = upload(device, pixels());
      encoder.copyBufferToTexture({ buffer, bytesPerRow }, { texture: output }, { width, height });
      return output;
    },
    bytes: () => pool.bytes,
    dispose: () => pool.dispose(),
  };
}

/** A buffer with the rows of a picture. */
function upload(device: GPUDevice, data: Uint8Array): { buffer: GPUBuffer; bytesPerRow: number } {
  const bytesPerRow = Math.ceil((width * 4) / 256) * 256;
  const buffer = device.createBuffer({
    size: bytesPerRow * height,
    usage: GPUBufferUsage.COPY_SRC,
    mappedAtCreation: true,
  });
  const rows = new Uint8Array(buffer.getMappedRange());
  for (let y = 0; y < height; y++)
    rows.set(data.subarray(y * width * 4, (y + 1) * width * 4), y * bytesPerRow);
  buffer.unmap();
  return { buffer, bytesPerRow };
}

function screenScene(map: THREE.Texture): { scene: THREE.Scene; camera: THREE.OrthographicCamera } {
  const scene = new THREE.Scene();
  scene.add(new THREE.Mesh(new THREE.PlaneGeometry(2, 2), new THREE.MeshBasicMaterial({ map })));
  const camera = new THREE.OrthographicCamera(-1, 1, 1, -1, 0.1, 10);
  camera.position.z = 2;
  return { scene, camera };
}

const toLinear = (byte: number): number => {
  const v = byte / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
};

async function expectStep(step: number): Promise<void> {
  const pixels = await stage.readTarget();
  let worst = 0;
  for (let i = 0; i < width * height; i++) {
    for (let channel = 0; channel < 3; channel++) {
      worst = Math.max(worst, Math.abs(pixels[i * 4 + channel]! - toLinear(byteAt(step, i, channel))));
    }
  }
  expect(worst).toBeLessThan(0.002);
}

test('shows the level pixel by pixel, first row on top, and every step of it', async () => {
  const level = createPicture();
  const texture = new LevelTexture(borrowGpu(stage.device), level);
  const { scene, camera } = screenScene(texture);
  stage.frame(() => stage.renderer.render(scene, camera));
  await expectStep(0);
  for (const step of [1, 2]) {
    texture.step('left');
    stage.frame(() => stage.renderer.render(scene, camera));
    await expectStep(step);
  }
  // Two steps that share a submit of the caller.
  const encoder = stage.device.createCommandEncoder();
  texture.record(encoder, 'left');
  texture.record(encoder, 'left');
  stage.device.queue.submit([encoder.finish()]);
  stage.frame(() => stage.renderer.render(scene, camera));
  await expectStep(4);
  texture.dispose();
  // The level is not the texture's to free.
  level.record(stage.device.createCommandEncoder(), 'left');
  level.dispose();
  expect(level.bytes()).toBe(0);
});

test('tells the upscaler not to trust the past of its screen', async () => {
  const level = createPicture();
  const reactivity = async (map: THREE.Texture): Promise<number> => {
    const { scene, camera } = screenScene(map);
    const pipeline = new THREE.RenderPipeline(stage.renderer);
    const node = upscale(scene, camera, { quality: 'nativeAA' });
    pipeline.outputNode = node as unknown as THREE.Node;
    stage.frame(() => pipeline.render());
    await node.ready;
    stage.frame(() => pipeline.render());
    const velocity = node.scenePass!.getTextureNode('velocity').value;
    const pixels = await stage.read(velocity);
    node.dispose();
    pipeline.dispose();
    return pixels[(8 * width + 12) * 4 + 2]!;
  };
  const gpu = borrowGpu(stage.device);
  const [texture, calm] = [new LevelTexture(gpu, level), new LevelTexture(gpu, level, { reactive: 0 })];
  expect(await reactivity(texture)).toBeCloseTo(0.9, 2);
  expect(await reactivity(calm)).toBe(0);
  for (const one of [texture, calm, level]) one.dispose();
});

test('what scrolls on an upscaled screen is not smeared', async () => {
  // Bars that move by a third of their period each step: an average over steps is grey.
  const bars = (step: number, i: number): number =>
    128 + 110 * Math.cos(((i % width) / 12 + step / 3) * 2 * Math.PI);
  const level = createPicture(bars);
  let steps = 0;
  const errorWith = async (options: { reactive?: number }): Promise<number> => {
    const map = new LevelTexture(borrowGpu(stage.device), level, options);
    const { scene, camera } = screenScene(map);
    const pipeline = new THREE.RenderPipeline(stage.renderer);
    const node = upscale(scene, camera, { quality: 'performance' });
    pipeline.outputNode = node as unknown as THREE.Node;
    const draw = (): void => stage.frame(() => pipeline.render());
    draw();
    await node.ready;
    for (let i = 0; i < 20; i++) {
      map.step('left');
      draw();
    }
    steps += 20;
    const row = (await stage.readTarget()).subarray(8 * width * 4, 9 * width * 4);
    for (const one of [node, pipeline, map]) one.dispose();
    const errors = Array.from({ length: width }, (_, x) =>
      Math.abs(row[x * 4]! - toLinear(Math.floor(bars(steps, x)))),
    );
    return errors.reduce((sum, error) => sum + error, 0) / width;
  };
  const [smeared, clear] = [await errorWith({ reactive: 0 }), await errorWith({})];
  expect(clear).toBeLessThan(0.75 * smeared);
  level.dispose();
});

test('refuses a picture of another format', () => {
  const output = stage.device.createTexture({ size: [4, 4], format: 'rgba16float', usage: 4 });
  const make = (): LevelTexture =>
    new LevelTexture(borrowGpu(stage.device), { output, record: () => output });
  expect(make).toThrow(/must be rgba8unorm, got rgba16float/);
  output.destroy();
});
