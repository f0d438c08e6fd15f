import { createDrawPass, createPass, createPool } from '@frameloom/gpu';
import { describe, expect, test, vi } from 'vitest';
import { useGpu } from '../../support/gpu-test.ts';

const fixture = useGpu();

const scaling = `
// uses: factor
@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read_write> results: array<f32>;
@group(0) @binding(2) var<uniform> unused: vec4f;
@compute @workgroup_size(8)
fn main(@builtin(global_invocation_id) id: vec3u) { results[id.x] = source[id.x] * factor; }`.trim();
const libraries = { factor: 'override factor = 1.0;' };

function buffers(count: number, values?: Float32Array<ArrayBuffer>): GPUBuffer[] {
  const { STORAGE, COPY_DST, COPY_SRC } = GPUBufferUsage;
  return Array.from({ length: count }, () => {
    const buffer = fixture.device.createBuffer({ size: 64, usage: STORAGE | COPY_DST | COPY_SRC });
    if (values) fixture.device.queue.writeBuffer(buffer, 0, values);
    return buffer;
  });
}

async function readFloats(buffer: GPUBuffer): Promise<number[]> {
  const { device } = fixture;
  const { MAP_READ, COPY_DST } = GPUBufferUsage;
  const readback = device.createBuffer({ size: 64, usage: MAP_READ | COPY_DST });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(buffer, 0, readback, 0, 64);
  device.queue.submit([encoder.finish()]);
  await readback.mapAsync(GPUMapMode.READ);
  return [...new Float32Array(readback.getMappedRange())];
}

describe('createPass', () => {
  test('binds by name, and makes a bind group once for the same objects', async () => {
    const { gpu, device } = fixture;
    const pass = await createPass(gpu, {
      label: 'test/scale',
      code: scaling,
      libraries,
      constants: { factor: 3 },
    });
    const values = Float32Array.from({ length: 16 }, (_, i) => i);
    const [source, first, second] = buffers(3, values);
    const made = vi.spyOn(device, 'createBindGroup');
    const encoder = device.createCommandEncoder();
    for (let i = 0; i < 4; i++) {
      pass.record(
        encoder,
        { results: i % 2 === 0 ? first! : second!, source: source! },
        { width: i === 3 ? 8 : 16 },
      );
    }
    device.queue.submit([encoder.finish()]);
    expect(made).toHaveBeenCalledTimes(2);
    made.mockRestore();
    expect(await readFloats(first!)).toEqual([...values].map((value) => 3 * value));
  });

  test('names a missing binding, an unknown one and a size of nothing, and records nothing', async () => {
    const { gpu, device } = fixture;
    const pass = await createPass(gpu, { label: 'test/scale', code: scaling, libraries });
    const [source, results] = buffers(2);
    const encoder = device.createCommandEncoder();
    expect(() => pass.record(encoder, { source: source! }, { width: 16 })).toThrow(
      /"results" is missing. Needed: source, results/,
    );
    const wrong = { source: source!, results: results!, target: source! };
    expect(() => pass.record(encoder, wrong, { width: 16 })).toThrow(/no binding "target"/);
    expect(() => pass.record(encoder, { source: source!, results: results! }, { width: 0 })).toThrow(
      /at least one/,
    );
    device.queue.submit([encoder.finish()]);
  });

  test('refuses what was freed, also where its bind group is kept', async () => {
    const { gpu, device } = fixture;
    const pass = await createPass(gpu, { label: 'test/scale', code: scaling, libraries });
    const pool = createPool(gpu, 'test');
    const usage = GPUBufferUsage.STORAGE;
    const source = pool.buffer({ label: 'source', size: 64, usage });
    const [results] = buffers(1);
    pass.record(device.createCommandEncoder(), { source, results: results! }, { width: 16 });
    pool.dispose();
    expect(() =>
      pass.record(device.createCommandEncoder(), { source, results: results! }, { width: 16 }),
    ).toThrow(expect.objectContaining({ code: 'disposed' }));
  });

  test('quotes an error with the file and line that it stands in', async () => {
    const wrong = { factor: '\nfn broken() -> f32 { return nothing; }\noverride factor = 1.0;' };
    const options = { label: 'test/scale', code: scaling, libraries: wrong };
    await expect(createPass(fixture.gpu, options)).rejects.toMatchObject({
      code: 'compilation',
      message: expect.stringMatching(
        /^test\/scale: factor\.wgsl:2:\d+: .*nothing[^]*\n {2}fn broken\(\) -> f32/,
      ),
    });
  });
});

test('createDrawPass covers a target, or a part of it', async () => {
  const { gpu, device } = fixture;
  const draw = await createDrawPass(gpu, {
    label: 'test/fill',
    code: '// uses: fullscreen\n@group(0) @binding(0) var<uniform> color: vec4f;\n@fragment fn fragment() -> @location(0) vec4f { return color; }',
    format: 'rgba8unorm',
  });
  const { RENDER_ATTACHMENT, COPY_SRC } = GPUTextureUsage;
  const target = device.createTexture({
    size: [4, 4],
    format: 'rgba8unorm',
    usage: RENDER_ATTACHMENT | COPY_SRC,
  });
  const color = device.createBuffer({ size: 16, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
  device.queue.writeBuffer(color, 0, new Float32Array([1, 0, 0, 1]));
  const { MAP_READ, COPY_DST } = GPUBufferUsage;
  const readback = device.createBuffer({ size: 1024, usage: MAP_READ | COPY_DST });
  const encoder = device.createCommandEncoder();
  draw.record(encoder, { color }, target, {
    clearValue: [0, 0, 1, 1],
    viewport: { x: 2, y: 0, width: 2, height: 4 },
  });
  encoder.copyTextureToBuffer({ texture: target }, { buffer: readback, bytesPerRow: 256 }, [4, 4]);
  device.queue.submit([encoder.finish()]);
  await readback.mapAsync(GPUMapMode.READ);
  const row = [...new Uint8Array(readback.getMappedRange()).slice(0, 16)];
  expect(row).toEqual([0, 0, 255, 255, 0, 0, 255, 255, 255, 0, 0, 255, 255, 0, 0, 255]);
});
