// Frame generation on top of the upscaler's pipeline and without it, frames by a clock of our own.
import * as THREE from 'three/webgpu';
import { mrt, output, pass, velocity } from 'three/tsl';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LevelTexture, upscale, type LevelPicture } from '@frameloom/three';
import { generateFrames, type FrameGenerator, type GenerateFramesOptions } from '@frameloom/three/frames';
import { estimateMemory } from '@frameloom/interpolate';
import { borrowGpu } from '@frameloom/gpu';
import { createStage, type Stage } from './support.ts';

const size = { width: 128, height: 72 };
const interval = 1000 / 60;
let stage: Stage;
let now = 1000;

beforeAll(async () => {
  stage = await createStage(size);
});
afterAll(() => stage.dispose());

/** A box that moves to the right at a constant speed, over a background of another colour. */
function movingBox(): { scene: THREE.Scene; camera: THREE.PerspectiveCamera; pose(time: number): void } {
  const scene = new THREE.Scene();
  scene.background = new THREE.Color(0, 0.1, 0.5);
  const camera = new THREE.PerspectiveCamera(50, size.width / size.height, 0.1, 50);
  camera.position.z = 5;
  const box = new THREE.Mesh(
    new THREE.PlaneGeometry(1.2, 1.2),
    new THREE.MeshBasicMaterial({ color: 0xff2200 }),
  );
  scene.add(box);
  return {
    scene,
    camera,
    pose(time) {
      // It comes back where a test takes long.
      box.position.x = ((time / 1000) % 1) * 6 - 3;
    },
  };
}

type Parts = { pipeline: THREE.RenderPipeline; options: GenerateFramesOptions; dispose(): void };

/** The upscaler's pipeline, and one of three's own nodes. */
const pipelines = {
  upscale(scene: THREE.Scene, camera: THREE.PerspectiveCamera): Parts {
    const node = upscale(scene, camera, { quality: 'quality' });
    const pipeline = new THREE.RenderPipeline(stage.renderer, node as unknown as THREE.Node);
    return { pipeline, options: { node }, dispose: () => node.dispose() };
  },
  own(scene: THREE.Scene, camera: THREE.PerspectiveCamera): Parts {
    const scenePass = pass(scene, camera, { samples: 0 });
    scenePass.setMRT(mrt({ output, velocity }));
    const pipeline = new THREE.RenderPipeline(stage.renderer, scenePass.getTextureNode('output'));
    const [depth, motion] = [scenePass.getTextureNode('depth'), scenePass.getTextureNode('velocity')];
    const options = { camera, depth, velocity: motion } as unknown as GenerateFramesOptions;
    return { pipeline, options, dispose: () => scenePass.dispose() };
  },
};

/** Centre of what is red, in pixels. */
async function redCentre(): Promise<number> {
  const data = await stage.readTarget();
  let [sum, weight] = [0, 0];
  for (let i = 0; i < data.length / 4; i++) {
    const red = Math.max(data[i * 4]! - 0.1, 0);
    sum += red * (i % size.width);
    weight += red;
  }
  return sum / weight;
}

/** Runs callbacks of the display; returns the times of updates and the box's place after each callback. */
async function play(
  frames: FrameGenerator,
  pose: (time: number) => void,
  callbacks: number,
): Promise<{ updates: number[]; places: number[] }> {
  const updates: number[] = [];
  const places: number[] = [];
  const callback = frames.loop((time) => {
    updates.push(time);
    pose(time);
  });
  for (let i = 0; i < callbacks; i++) {
    now += interval;
    stage.frame(() => callback(now));
    places.push(await redCentre());
  }
  return { updates, places };
}

describe.each(['upscale', 'own'] as const)('%s', (kind) => {
  test('renders half of the frames and shows even motion', async () => {
    const { scene, camera, pose } = movingBox();
    const { pipeline, options, dispose } = pipelines[kind](scene, camera);
    const frames = generateFrames(pipeline, { ...options, factor: 2 });
    expect(frames.stats.pause).toBe('loading');
    await play(frames, pose, 1);
    await frames.ready;
    now += 1000;
    await play(frames, pose, 24);
    // The box starts at the left edge of its way.
    now = Math.ceil(now / 1000) * 1000;
    await play(frames, pose, 12);
    const { updates, places } = await play(frames, pose, 24);
    expect(updates.length).toBe(12);
    const { stats } = frames;
    expect(stats).toMatchObject({ factor: 2, pause: undefined });
    expect(stats.generated).toBeGreaterThan(15);
    expect(stats.latency).toBeCloseTo(interval, 0);
    // Three pictures, the interpolator at the size of the depth, and the motion.
    const { width, height } = size;
    const render =
      kind === 'own' ? size : { width: Math.round(width / 1.5), height: Math.round(height / 1.5) };
    const least = estimateMemory({ displaySize: size, maxRenderSize: render, ownOutput: false });
    expect(stats.memoryBytes).toBeGreaterThan(least + 24 * width * height);
    expect(stats.memoryBytes).toBeLessThan(least + 24 * width * height + 16 * render.width * render.height);
    const steps = places.slice(1).map((place, i) => place - places[i]!);
    const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;
    expect(mean).toBeGreaterThan(1.2);
    // Edges that are not anti-aliased move by whole pixels.
    const margin = kind === 'own' ? 0.75 : 0.25 * mean;
    for (const step of steps) expect(Math.abs(step - mean)).toBeLessThan(margin);
    frames.dispose();
    pipeline.dispose();
    dispose();
  });
});

test('extrapolated frames go on after the newest one', async () => {
  const { scene, camera, pose } = movingBox();
  const { pipeline, options, dispose } = pipelines.own(scene, camera);
  const frames = generateFrames(pipeline, { ...options, factor: 2, mode: 'extrapolate' });
  await play(frames, pose, 1);
  await frames.ready;
  now = Math.ceil(now / 1000) * 1000;
  await play(frames, pose, 16);
  const { places } = await play(frames, pose, 16);
  for (const [i, place] of places.entries()) if (i > 0) expect(place).toBeGreaterThan(places[i - 1]!);
  expect(frames.stats.latency).toBe(0);
  expect(frames.stats.generated).toBeGreaterThan(8);
  frames.dispose();
  pipeline.dispose();
  dispose();
});

test('switched off, every frame is rendered; a cut is not bridged; a new size begins anew', async () => {
  const { scene, camera, pose } = movingBox();
  const { pipeline, options, dispose } = pipelines.own(scene, camera);
  const frames = generateFrames(pipeline, { ...options, factor: 2 });
  await play(frames, pose, 1);
  await frames.ready;
  await play(frames, pose, 16);
  const generated = await stage.readTarget();
  frames.enabled = false;
  expect(frames.stats.pause).toBe('disabled');
  expect((await play(frames, pose, 6)).updates.length).toBe(6);
  // The same colours: tone-mapped and encoded once.
  const rendered = await stage.readTarget();
  for (let c = 0; c < 3; c++) expect(generated[c]).toBeCloseTo(rendered[c]!, 2);
  frames.enabled = true;
  await play(frames, pose, 16);
  const before = frames.stats.generated;
  for (let i = 0; i < 6; i++) {
    frames.cut();
    await play(frames, pose, 2);
  }
  expect(frames.stats.generated - before).toBeLessThan(2);
  stage.setSize(96, 54);
  await play(frames, pose, 1);
  expect(frames.stats.pause).toBe('measuring');
  await play(frames, pose, 16);
  expect(frames.stats.pause).toBeUndefined();
  stage.setSize(size.width, size.height);
  frames.dispose();
  frames.dispose();
  expect(() => frames.loop(() => {})(now)).toThrow('generateFrames: disposed');
  pipeline.dispose();
  dispose();
});

/** Pixels of a red bar that each step moves to the right by 5 of 64 texels. */
function createBar(): { size: [number, number]; next(): Uint8Array<ArrayBuffer> } {
  const [width, height] = [64, 36];
  let step = 0;
  const isBar = (x: number): boolean => Math.abs(x - 10 - 5 * (step % 9)) < 5;
  return {
    size: [width, height],
    next() {
      step += 1;
      return Uint8Array.from({ length: width * height * 4 }, (_, i) => {
        const [x, y] = [(i >> 2) % width, Math.floor((i >> 2) / width)];
        return isBar(x) ? [255, 8 * (y % 8), 0, 255][i % 4]! : [0, 30, 120, 255][i % 4]!;
      });
    },
  };
}

type Screen = { map: THREE.Texture; step(): void; dispose(): void };

/** A level's texture, and one whose picture the page replaces, as that of a video. */
const screens = {
  level(): Screen {
    const { size, next } = createBar();
    const usage = GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST | GPUTextureUsage.COPY_SRC;
    const output = stage.device.createTexture({ size, format: 'rgba8unorm', usage });
    const level: LevelPicture = {
      output,
      record() {
        stage.device.queue.writeTexture({ texture: output }, next(), { bytesPerRow: size[0] * 4 }, size);
        return output;
      },
    };
    const map = new LevelTexture(borrowGpu(stage.device), level);
    const dispose = (): void => {
      map.dispose();
      output.destroy();
    };
    return { map, step: () => map.step('right'), dispose };
  },
  video(): Screen {
    const { size, next } = createBar();
    const map = new THREE.DataTexture(next(), ...size);
    const step = (): void => {
      (map.image.data as Uint8Array).set(next());
      map.needsUpdate = true;
    };
    return { map, step, dispose: () => map.dispose() };
  },
};

test.each(['level', 'video'] as const)(
  'what a %s shows on a surface moves evenly, also where the resolution of the scene changes',
  async (kind) => {
    const { map, step, dispose } = screens[kind]();
    const scene = new THREE.Scene();
    scene.add(new THREE.Mesh(new THREE.PlaneGeometry(2, 2), new THREE.MeshBasicMaterial({ map })));
    const camera = new THREE.OrthographicCamera(-1, 1, 1, -1, 0.1, 10);
    camera.position.z = 2;
    // One frame a second is no effort, so that the governor goes from the coarsest ratio to finer ones.
    const node = upscale(scene, camera, kind === 'level' ? { quality: 'quality' } : { targetFps: 1 });
    const ratios: number[] = [];
    node.addEventListener('ratio', ({ ratio }) => void ratios.push(ratio));
    const pipeline = new THREE.RenderPipeline(stage.renderer, node as unknown as THREE.Node);
    const frames = generateFrames(pipeline, { node, factor: 2 });
    await play(frames, step, 1);
    await frames.ready;
    await play(frames, step, 16);
    const { places } = await play(frames, step, 16);
    const steps = places.slice(1).map((place, i) => place - places[i]!);
    const even = steps.filter((length) => Math.abs(length - 5) < 2);
    expect(even.length).toBeGreaterThan(10);
    if (kind === 'level') node.quality = 'performance';
    const before = frames.stats.generated;
    await play(frames, step, 8);
    expect(frames.stats.generated).toBe(before + 4);
    if (kind === 'video') expect(ratios.length).toBeGreaterThan(0);
    for (const one of [frames, pipeline, node, { dispose }]) one.dispose();
  },
);

test('what is missing is told', () => {
  const pipeline = new THREE.RenderPipeline(stage.renderer);
  expect(() => generateFrames(pipeline, {})).toThrow(
    'generateFrames: there is no node. Give node, or camera',
  );
  expect(() => generateFrames(null as never, {})).toThrow('generateFrames: pipeline is null');
  pipeline.dispose();
});
