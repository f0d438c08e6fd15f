import * as THREE from 'three/webgpu';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { upscale } from '@frameloom/three';
import { content, expectBox, height, play, width } from './content.ts';
import { createStage, type Stage } from './support.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage({ width, height });
});
afterAll(() => stage.dispose());
afterEach(() => vi.restoreAllMocks());

describe('memory', () => {
  test('dispose() gives everything back, to us and to three', async () => {
    const { scene, camera } = content();
    const pipeline = new THREE.RenderPipeline(stage.renderer);
    const cycle = async (): Promise<{ textures: number; created: number }> => {
      const node = upscale(scene, camera);
      pipeline.outputNode = node;
      pipeline.needsUpdate = true;
      await play(stage, node, pipeline, 2);
      expect(node.stats.memoryBytes).toBeGreaterThan(width * height * 8);
      node.dispose();
      expect(node.stats.memoryBytes).toBe(0);
      return { textures: stage.renderer.info.memory.textures, created: live.size };
    };
    // Every texture made and destroyed on the device, whoever asks.
    const live = new Set<GPUTexture>();
    const create = stage.device.createTexture.bind(stage.device);
    vi.spyOn(stage.device, 'createTexture').mockImplementation((descriptor) => {
      const texture = create(descriptor);
      live.add(texture);
      const destroy = texture.destroy.bind(texture);
      texture.destroy = () => {
        live.delete(texture);
        destroy();
      };
      return texture;
    });
    await cycle();
    const before = await cycle();
    const after = await cycle();
    expect(after).toEqual(before);
    pipeline.dispose();
  });

  test('random sizes, ratios, switches and resets end where they began', async () => {
    const { scene, camera } = content();
    const pipeline = new THREE.RenderPipeline(stage.renderer);
    const node = upscale(scene, camera, { ratio: 1 });
    pipeline.outputNode = node;
    await play(stage, node, pipeline, 1);
    const { memoryBytes } = node.stats;
    let state = 11;
    const random = (): number => (state = (state * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
    for (let i = 0; i < 60; i++) {
      const pick = random();
      if (pick < 0.4) stage.setSize(16 + Math.floor(random() * 80), 9 + Math.floor(random() * 60));
      else if (pick < 0.8) node.ratio = 1 + random() * 2;
      else if (pick < 0.9) node.reset();
      else node.enabled = !node.enabled;
      stage.frame(() => pipeline.render());
      // As between the frames of a page: what was submitted gets known.
      if (i % 8 === 7) await stage.device.queue.onSubmittedWorkDone();
    }
    node.enabled = true;
    stage.setSize(width, height);
    node.ratio = 1;
    for (let i = 0; i < 3; i++) stage.frame(() => pipeline.render());
    expectBox(await stage.readTarget());
    expect(node.stats.memoryBytes).toBe(memoryBytes);
    node.dispose();
  });

  test('a node that is disposed but still in a pipeline says so', async () => {
    const { scene, camera } = content();
    const pipeline = new THREE.RenderPipeline(stage.renderer);
    const node = upscale(scene, camera);
    pipeline.outputNode = node;
    await play(stage, node, pipeline, 1);
    node.dispose();
    expect(() => stage.frame(() => pipeline.render())).toThrow(/disposed and is still in a pipeline/);
  });

  test('a lost device stops the picture, not the page', async () => {
    const set = await createStage({ width, height });
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const { scene, camera } = content();
    const pipeline = new THREE.RenderPipeline(set.renderer);
    const node = upscale(scene, camera);
    pipeline.outputNode = node;
    await play(set, node, pipeline, 1);
    set.device.destroy();
    await set.device.lost;
    expect(() => set.frame(() => pipeline.render())).not.toThrow();
    node.dispose();
  });
});
