// Colour for black-and-white frames: what the passes around the network do, with networks whose answer is known.
import type { Model } from '@frameloom/nn';
import { expect, test } from 'vitest';
import { createColouriser, type Colouriser } from '../../../packages/video/src/colour/colouriser.ts';
import type { Picture } from '../../../packages/video/src/passes/picture.ts';
import { useGpu } from '../../support/gpu-test.ts';
import { download, largestDifference, makeVideoModel, noise, painted, upload } from './pictures.ts';

const fixture = useGpu();
const luma = [0.2126, 0.7152, 0.0722] as const;
const lumaOf = ({ data }: Picture, i: number): number =>
  luma.reduce((sum, part, channel) => sum + part * data[i * 3 + channel]!, 0);
const redOf = ({ data }: Picture, i: number): number => data[i * 3]!;
const pixels = ({ width, height }: Picture): number[] => Array.from({ length: width * height }, (_, i) => i);

/** Grey of a smooth pattern, between 0.2 and 0.8. */
const grey = (width: number, height: number, of: (x: number, y: number) => number): Picture =>
  painted(width, height, (x, y) => {
    const value = of(x, y);
    return [value, value, value];
  });
const waves = grey(40, 24, (x, y) => 0.5 + 0.2 * Math.sin(x / 6) * Math.cos(y / 5));

/** A network that answers (cb, cr), and `gain` times luma around 0.5 in Cr. */
function answering(cb: number, cr: number, gain = 0): Model {
  const model = makeVideoModel(() => 0);
  const set = (name: string, index: number, value: number): void => {
    (model.tensors.get(name)!.data as Float32Array)[index] = value;
  };
  // The middle of the first feature's kernel reads luma; the head's second channel takes it.
  set('first.weight', 4, 1);
  set('head.bias', 0, cb);
  set('head.bias', 1, cr - gain / 2);
  set('head.weight', 8 * 9 + 4, gain);
  return model;
}

async function withColouriser<T>(model: Model, run: (colouriser: Colouriser) => Promise<T>): Promise<T> {
  const { gpu } = fixture;
  const before = gpu.memory.bytes;
  const colouriser = await createColouriser(gpu, 'test', model, 'rgba8unorm');
  const result = await run(colouriser);
  expect(colouriser.bytes).toBeGreaterThan(0);
  colouriser.dispose();
  expect(gpu.memory.bytes).toBe(before);
  return result;
}

async function colour(colouriser: Colouriser, picture: Picture, strength = 1): Promise<Picture> {
  const { device } = fixture;
  const encoder = device.createCommandEncoder();
  const tinted = colouriser.record(encoder, upload(device, picture), strength);
  const target = device.createTexture({
    size: [picture.width, picture.height],
    format: 'rgba8unorm',
    usage: GPUTextureUsage.COPY_SRC | GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.TEXTURE_BINDING,
  });
  device.queue.submit([encoder.finish()]);
  return copyOf(tinted, target);
}

/** The coloured frame is for shaders; this draws it where it can be copied from. */
async function copyOf(source: GPUTexture, target: GPUTexture): Promise<Picture> {
  const { device } = fixture;
  const module = device.createShaderModule({
    code: `@group(0) @binding(0) var source: texture_2d<f32>;
@vertex fn v(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f { return vec4f(f32(i & 1u) * 4.0 - 1.0, f32(i >> 1u) * 4.0 - 1.0, 0.0, 1.0); }
@fragment fn f(@builtin(position) at: vec4f) -> @location(0) vec4f { return textureLoad(source, vec2i(at.xy), 0); }`,
  });
  const pipeline = device.createRenderPipeline({
    layout: 'auto',
    vertex: { module },
    fragment: { module, targets: [{ format: target.format }] },
  });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginRenderPass({
    colorAttachments: [{ view: target.createView(), loadOp: 'clear', storeOp: 'store' }],
  });
  pass.setPipeline(pipeline);
  const entries = [{ binding: 0, resource: source.createView() }];
  pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
  pass.draw(3);
  pass.end();
  device.queue.submit([encoder.finish()]);
  return download(device, target);
}

test('gives the colour that the network says, leaves luma as it is, and does as much of it as it is told', async () => {
  await withColouriser(answering(-0.1, 0.12), async (colouriser) => {
    const full = await colour(colouriser, waves, 1);
    const half = await colour(colouriser, waves, 0.5);
    const none = await colour(colouriser, waves, 0);
    for (const i of pixels(waves)) {
      const y = lumaOf(waves, i);
      expect(lumaOf(full, i)).toBeCloseTo(y, 1.9);
      expect(redOf(full, i) - y).toBeCloseTo(1.5748 * 0.12, 1.7);
      expect(full.data[i * 3 + 2]! - y).toBeCloseTo(-1.8556 * 0.1, 1.7);
      expect(redOf(half, i) - y).toBeCloseTo((1.5748 * 0.12) / 2, 1.7);
      expect(redOf(none, i)).toBeCloseTo(y, 1.9);
    }
  });
});

test('grows paler where a channel would leave its range, so that black stays black and white white', async () => {
  const ramp = grey(32, 8, (x) => x / 31);
  const coloured = await withColouriser(answering(0.3, 0.3), (colouriser) => colour(colouriser, ramp));
  for (const i of pixels(ramp)) expect(Math.abs(lumaOf(coloured, i) - lumaOf(ramp, i))).toBeLessThan(0.012);
  expect(redOf(coloured, 0)).toBeLessThan(0.01);
  expect(redOf(coloured, 31)).toBeGreaterThan(0.99);
});

test('colour of a large frame ends where its things end', async () => {
  // Twice the size that the network sees: dark left, bright right, with an edge.
  const edge = grey(384, 32, (x) => (x < 190 ? 0.3 : 0.7));
  const coloured = await withColouriser(answering(0, 0, 0.5), (colouriser) => colour(colouriser, edge));
  const redAt = (x: number): number => redOf(coloured, 16 * 384 + x) - redOf(edge, 16 * 384 + x);
  expect(redAt(180)).toBeCloseTo(-0.1 * 1.5748, 1.5);
  expect(redAt(200)).toBeCloseTo(0.1 * 1.5748, 1.5);
  // Right beside the edge, already most of it.
  expect(redAt(189)).toBeLessThan(-0.08);
  expect(redAt(191)).toBeGreaterThan(0.08);
});

test('holds still while the picture does, follows what moves, and begins anew at a cut or when told', async () => {
  const grainy = (seed: number): Picture => {
    const { data } = noise(40, 24, seed);
    return grey(
      40,
      24,
      (x, y) => 0.5 + 0.2 * Math.sin(x / 6) * Math.cos(y / 5) + 0.05 * (data[(y * 40 + x) * 3]! - 0.5),
    );
  };
  const chroma = (picture: Picture): number[] =>
    pixels(picture).map((i) => redOf(picture, i) - lumaOf(picture, i));
  const flicker = (a: Picture, b: Picture): number => {
    const [first, second] = [chroma(a), chroma(b)];
    return Math.sqrt(first.reduce((sum, value, i) => sum + (value - second[i]!) ** 2, 0) / first.length);
  };
  const other = grey(40, 24, (x, y) => 0.85 - 0.3 * Math.sin(x / 5) ** 2 * Math.cos(y / 7) ** 2);
  await withColouriser(answering(0, 0, 0.8), async (colouriser) => {
    const frames: Picture[] = [];
    for (let seed = 1; seed <= 6; seed++) frames.push(await colour(colouriser, grainy(seed)));
    const steady = flicker(frames[4]!, frames[5]!);
    const fresh: Picture[] = [];
    for (const seed of [5, 6]) {
      colouriser.reset();
      fresh.push(await colour(colouriser, grainy(seed)));
    }
    const unsteady = flicker(fresh[0]!, fresh[1]!);
    expect(unsteady).toBeGreaterThan(0.01);
    expect(steady).toBeLessThan(unsteady / 2.5);

    // A cut: nothing of the film before is left.
    const after = await colour(colouriser, other);
    colouriser.reset();
    expect(flicker(after, await colour(colouriser, other))).toBeLessThan(0.004);

    // A bar that has moved on: its old place is grey again, as if it had never been there.
    const bar = (left: number): Picture => grey(40, 24, (x) => (x >= left && x < left + 8 ? 0.8 : 0.5));
    colouriser.reset();
    for (const left of [4, 4, 4]) await colour(colouriser, bar(left));
    const moved = await colour(colouriser, bar(20));
    const at = (x: number): number => redOf(moved, 12 * 40 + x) - lumaOf(moved, 12 * 40 + x);
    expect(Math.abs(at(8))).toBeLessThan(0.03);
    expect(at(24)).toBeGreaterThan(0.15);
  });
});

test('refuses a network of another kind', async () => {
  const wrong = makeVideoModel(() => 0, { channels: 8 });
  await expect(createColouriser(fixture.gpu, 'test', wrong, 'rgba8unorm')).rejects.toThrow(
    /"by hand".*is not one for colour/,
  );
});

test('a pixel that is not a number is gone with its frame', async () => {
  const { device } = fixture;
  const { width, height } = waves;
  const halves = (broken: boolean): GPUTexture => {
    const texture = device.createTexture({
      size: [width, height],
      format: 'rgba16float',
      usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST,
    });
    const texels = new Uint16Array(width * height * 4).fill(0x3800);
    if (broken) texels.set([0x7e00, 0x7c00, 0xfc00, 0x3800], (7 * width + 9) * 4);
    device.queue.writeTexture({ texture }, texels, { bytesPerRow: width * 8 }, [width, height]);
    return texture;
  };
  const last = async (broken: boolean): Promise<Picture> =>
    withColouriser(answering(-0.1, 0.12, 0.5), async (colouriser) => {
      const encoder = device.createCommandEncoder();
      colouriser.record(encoder, halves(broken), 1);
      colouriser.record(encoder, halves(false), 1);
      device.queue.submit([encoder.finish()]);
      return colour(colouriser, waves, 1);
    });
  const [clean, after] = [await last(false), await last(true)];
  // The pixel's neighbourhood had another luma for one frame, so its colour may differ a little; no more than that.
  expect(largestDifference(clean, after)).toBeLessThan(6);
});
