// The smallest level there can be: an engine that counts and mixes actions, to test what all kinds of levels share.
import { createPass, createPool, type Gpu } from '@frameloom/gpu';
import type { ModelConfig } from '@frameloom/nn';
import type { Engine, LevelFiles } from '../../../packages/world/src/engine/engine.ts';

/** State: step, seed, and a number that every action changes. The picture is one pixel of it. */
const stateWords = 3;

const code = `
@group(0) @binding(0) var<storage, read_write> state: array<u32>;
@group(0) @binding(1) var<uniform> action: vec4u;
@compute @workgroup_size(1)
fn step() {
  state[2] = (state[2] ^ state[1]) * 1664525u + action.x + 1013904223u;
  state[0] += 1u;
}
@group(0) @binding(2) var picture: texture_storage_2d<rgba8unorm, write>;
@compute @workgroup_size(1)
fn draw() { textureStore(picture, vec2u(0u), unpack4x8unorm(state[2])); }`;

export const countingFiles: LevelFiles = {
  config: { name: 'counting', metrics: {} } as unknown as ModelConfig,
  spec: {
    frame: { width: 1, height: 1 },
    fps: 30,
    actions: ['none', 'one', 'two'].map((name) => ({ name, keys: [] })),
    starts: [{ name: 'zero' }, { name: 'nine' }],
  },
  stateWords,
  starts: [Uint32Array.of(0, 0, 0), Uint32Array.of(0, 0, 9)],
  requireState(words, where) {
    if (words.length !== stateWords) throw new Error(where);
  },
  estimateMemory: () => 4096,
  createEngine: createCountingEngine,
};

async function createCountingEngine(gpu: Gpu): Promise<Engine> {
  const pool = createPool(gpu, 'counting');
  const [step, draw] = await Promise.all(
    ['step', 'draw'].map((entryPoint) =>
      createPass(gpu, { label: `counting/${entryPoint}`, code, entryPoint }),
    ),
  );
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const state = pool.buffer({ label: 'state', size: 16, usage });
  const actions = [0, 1, 2].map((action) => {
    const buffer = pool.buffer({
      label: `action ${action}`,
      size: 16,
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    });
    gpu.device.queue.writeBuffer(buffer, 0, Uint32Array.of(action));
    return buffer;
  });
  const picture = pool.texture({
    label: 'picture',
    width: 1,
    height: 1,
    format: 'rgba8unorm',
    usage: GPUTextureUsage.STORAGE_BINDING | GPUTextureUsage.COPY_SRC,
  });
  return {
    state,
    picture,
    memoryPicture: picture,
    precision: 'f32',
    macs: 0,
    get bytes() {
      return pool.bytes;
    },
    step: (encoder, action) => step!.record(encoder, { state, action: actions[action]! }, { width: 1 }),
    draw: (encoder) => draw!.record(encoder, { state, picture }, { width: 1 }),
    drawMemory: (encoder) => draw!.record(encoder, { state, picture }, { width: 1 }),
    dispose: () => pool.dispose(),
  };
}
