// Textures from numbers and back. Values are arrays of floats, `channels` per texel, top row first.
import { fromHalf, toHalf } from './halves.ts';

export type Picture = { width: number; height: number; data: Float32Array };

/** Uploads a picture; rgba16float has four channels per texel, rg32float two, r32float one. */
export function upload(
  device: GPUDevice,
  width: number,
  height: number,
  format: 'rgba16float' | 'rgba32float' | 'rg32float' | 'rg16float' | 'r32float' | 'rgba8unorm',
  data: ArrayLike<number>,
): GPUTexture {
  const texture = device.createTexture({
    size: [width, height],
    format,
    usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST | GPUTextureUsage.COPY_SRC,
  });
  const channels = data.length / (width * height);
  const bytes = format.includes('16') ? 2 : format.includes('32') ? 4 : 1;
  const values =
    bytes === 2
      ? Uint16Array.from(data, toHalf)
      : bytes === 4
        ? Float32Array.from(data)
        : Uint8Array.from(data, (v) => Math.round(v * 255));
  device.queue.writeTexture({ texture }, values, { bytesPerRow: width * channels * bytes }, [width, height]);
  return texture;
}

/** Writes depth through a render pass, the only way in for depth32float. */
export type DepthWriter = (width: number, height: number, depth: ArrayLike<number>) => GPUTexture;

export function createDepthWriter(device: GPUDevice): DepthWriter {
  const module = device.createShaderModule({
    code: `
      @group(0) @binding(0) var source: texture_2d<f32>;
      @vertex fn vertex(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f {
        return vec4f(f32(i & 1u) * 4.0 - 1.0, f32(i >> 1u) * 4.0 - 1.0, 0.0, 1.0);
      }
      @fragment fn fragment(@builtin(position) p: vec4f) -> @builtin(frag_depth) f32 {
        return textureLoad(source, vec2i(p.xy), 0).r;
      }`,
  });
  const pipeline = device.createRenderPipeline({
    layout: 'auto',
    vertex: { module },
    fragment: { module, targets: [] },
    depthStencil: { format: 'depth32float', depthWriteEnabled: true, depthCompare: 'always' },
  });
  return (width, height, depth) => {
    const source = upload(device, width, height, 'r32float', depth);
    const target = device.createTexture({
      size: [width, height],
      format: 'depth32float',
      usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.RENDER_ATTACHMENT,
    });
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginRenderPass({
      colorAttachments: [],
      depthStencilAttachment: {
        view: target.createView(),
        depthClearValue: 0,
        depthLoadOp: 'clear',
        depthStoreOp: 'store',
      },
    });
    pass.setPipeline(pipeline);
    const layout = pipeline.getBindGroupLayout(0);
    const entries = [{ binding: 0, resource: source.createView() }];
    pass.setBindGroup(0, device.createBindGroup({ layout, entries }));
    pass.draw(3);
    pass.end();
    device.queue.submit([encoder.finish()]);
    source.destroy();
    return target;
  };
}

/** Reads rgba16float, rgba32float, rgba8unorm, rg32float or r32uint, all channels. */
export async function readback(device: GPUDevice, texture: GPUTexture): Promise<Picture> {
  const { width, height, data } = await readNumbers(device, texture);
  return { width, height, data: Float32Array.from(data) };
}

/** The same in full precision, for r32uint. */
export async function readNumbers(
  device: GPUDevice,
  texture: GPUTexture,
): Promise<{ width: number; height: number; data: Float64Array }> {
  const { width, height, format } = texture;
  const channels = format.startsWith('rgba') ? 4 : format.startsWith('rg') ? 2 : 1;
  const bytes = format.includes('16') ? 2 : format.includes('32') ? 4 : 1;
  const stride = Math.ceil((width * channels * bytes) / 256) * 256;
  const { COPY_DST, MAP_READ } = GPUBufferUsage;
  const buffer = device.createBuffer({ size: stride * height, usage: COPY_DST | MAP_READ });
  const encoder = device.createCommandEncoder();
  encoder.copyTextureToBuffer({ texture }, { buffer, bytesPerRow: stride }, [width, height]);
  device.queue.submit([encoder.finish()]);
  await buffer.mapAsync(GPUMapMode.READ);
  const view = new DataView(buffer.getMappedRange());
  const read = (offset: number): number =>
    bytes === 2
      ? fromHalf(view.getUint16(offset, true))
      : bytes === 1
        ? view.getUint8(offset) / 255
        : format.endsWith('uint')
          ? view.getUint32(offset, true)
          : view.getFloat32(offset, true);
  const row = width * channels;
  const data = Float64Array.from({ length: row * height }, (_, i) =>
    read(Math.floor(i / row) * stride + (i % row) * bytes),
  );
  buffer.destroy();
  return { width, height, data };
}

/** Uploads two halves a texel as r32uint: motion and surface textures. `pairs` holds two numbers per texel. */
export function uploadHalves(
  device: GPUDevice,
  size: { width: number; height: number },
  pairs: ArrayLike<number>,
): GPUTexture {
  const texture = device.createTexture({
    size,
    format: 'r32uint',
    usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST,
  });
  const words = Uint32Array.from(
    { length: size.width * size.height },
    (_, i) => toHalf(pairs[i * 2]!) | (toHalf(pairs[i * 2 + 1]!) << 16),
  );
  device.queue.writeTexture({ texture }, words, { bytesPerRow: size.width * 4 }, size);
  return texture;
}

/** The two halves of each texel of an r32uint texture. */
export async function readHalves(device: GPUDevice, texture: GPUTexture): Promise<Float64Array> {
  const { data } = await readNumbers(device, texture);
  return Float64Array.from({ length: data.length * 2 }, (_, i) => {
    const word = data[i >> 1]!;
    return fromHalf(i & 1 ? word >>> 16 : word & 0xffff);
  });
}
