/** RGBA bytes of an rgba8unorm texture, row by row. */
export async function readPicture(device: GPUDevice, texture: GPUTexture): Promise<Uint8Array> {
  const { width, height } = texture;
  const bytesPerRow = Math.ceil((width * 4) / 256) * 256;
  const staging = device.createBuffer({
    size: bytesPerRow * height,
    usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
  });
  const encoder = device.createCommandEncoder();
  encoder.copyTextureToBuffer({ texture }, { buffer: staging, bytesPerRow }, { width, height });
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const rows = new Uint8Array(staging.getMappedRange().slice(0));
  staging.destroy();
  const picture = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    picture.set(rows.subarray(y * bytesPerRow, y * bytesPerRow + width * 4), y * width * 4);
  }
  return picture;
}
