/** Bytes per texel of the formats the recorder keeps. */
const texelBytes: Partial<Record<GPUTextureFormat, number>> = {
  rgba16float: 8,
  rg16float: 4,
  rg32float: 8,
  r32float: 4,
  rgba32float: 16,
  depth32float: 4,
};

/** Reads mip 0 of a texture as tight rows, top row first. Depth formats give their depth as f32. */
export async function readTexture(device: GPUDevice, texture: GPUTexture): Promise<Uint8Array<ArrayBuffer>> {
  const perTexel = texelBytes[texture.format];
  if (!perTexel) throw new Error(`quality: no readback for texture format ${texture.format}.`);
  const { width, height } = texture;
  const row = width * perTexel;
  const pitch = Math.ceil(row / 256) * 256;
  const buffer = device.createBuffer({
    label: 'quality/readback',
    size: pitch * height,
    usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
  });
  const encoder = device.createCommandEncoder({ label: 'quality/readback' });
  const aspect = texture.format === 'depth32float' ? 'depth-only' : 'all';
  encoder.copyTextureToBuffer({ texture, aspect }, { buffer, bytesPerRow: pitch }, [width, height]);
  device.queue.submit([encoder.finish()]);
  await buffer.mapAsync(GPUMapMode.READ);
  const padded = new Uint8Array(buffer.getMappedRange());
  const tight = new Uint8Array(row * height);
  for (let y = 0; y < height; y++) tight.set(padded.subarray(y * pitch, y * pitch + row), y * row);
  buffer.unmap();
  buffer.destroy();
  return tight;
}
