import type { Size } from './platform.ts';
import code from './present.wgsl?raw';

/** Turns a method's output texture into the 8-bit picture that is measured. */
export type Presenter = {
  /** RGBA bytes, top row first. `displayReferred` images are quantised only, linear ones are tone-mapped and encoded. */
  read(image: GPUTexture, displayReferred?: boolean): Promise<Uint8Array<ArrayBuffer>>;
  dispose(): void;
};

/** Creates a presenter of one image size. */
export function createPresenter(device: GPUDevice, size: Size): Presenter {
  const module = device.createShaderModule({ label: 'quality/present', code });
  const pipelines = [0, 1].map((displayReferred) =>
    device.createComputePipeline({
      label: 'quality/present',
      layout: 'auto',
      compute: { module, entryPoint: 'present', constants: { displayReferred } },
    }),
  );
  const bytes = size.width * size.height * 4;
  const pixels = device.createBuffer({
    label: 'quality/present pixels',
    size: bytes,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC,
  });
  const readback = device.createBuffer({
    label: 'quality/present readback',
    size: bytes,
    usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
  });
  return {
    async read(image, displayReferred = false) {
      if (image.width !== size.width || image.height !== size.height) {
        throw new Error(
          `quality: a method returned ${image.width}×${image.height} instead of ${size.width}×${size.height}.`,
        );
      }
      const pipeline = pipelines[displayReferred ? 1 : 0]!;
      const encoder = device.createCommandEncoder({ label: 'quality/present' });
      const pass = encoder.beginComputePass({ label: 'quality/present' });
      pass.setPipeline(pipeline);
      pass.setBindGroup(
        0,
        device.createBindGroup({
          layout: pipeline.getBindGroupLayout(0),
          entries: [
            { binding: 0, resource: image.createView({ baseMipLevel: 0, mipLevelCount: 1 }) },
            { binding: 1, resource: { buffer: pixels } },
          ],
        }),
      );
      pass.dispatchWorkgroups(Math.ceil(size.width / 8), Math.ceil(size.height / 8));
      pass.end();
      encoder.copyBufferToBuffer(pixels, 0, readback, 0, bytes);
      device.queue.submit([encoder.finish()]);
      await readback.mapAsync(GPUMapMode.READ);
      const copy = new Uint8Array(readback.getMappedRange()).slice();
      readback.unmap();
      return copy;
    },
    dispose() {
      pixels.destroy();
      readback.destroy();
    },
  };
}
