import { show } from './show.ts';
import { FrameloomError } from './errors.ts';
import { hasDepth } from './formats.ts';
import { originOf } from './origin.ts';

/** What {@link Kernel.bind} takes. */
export type KernelResource = GPUTexture | GPUTextureView | GPUSampler | GPUBuffer | GPUBufferBinding;

/** Views are immutable, as the textures are; one each is enough. */
const views: WeakMap<GPUTexture, GPUTextureView> = /* @__PURE__ */ new WeakMap();

/** Turns a resource into what createBindGroup takes. */
export function toBinding(
  where: string,
  device: GPUDevice,
  resource: KernelResource | GPUExternalTexture,
): GPUBindingResource {
  if (typeof resource !== 'object' || resource === null) {
    throw new FrameloomError(
      'invalid-argument',
      `${where}: expected a texture, view, sampler or buffer, got ${show(resource)}.`,
    );
  }
  if ('createView' in resource) {
    requireOrigin(where, device, resource);
    return defaultView(resource);
  }
  if ('mapAsync' in resource) {
    requireOrigin(where, device, resource);
    return { buffer: resource };
  }
  if ('buffer' in resource) requireOrigin(where, device, resource.buffer);
  return resource;
}

function defaultView(texture: GPUTexture): GPUTextureView {
  let view = views.get(texture);
  if (!view) {
    view = texture.createView({
      label: texture.label,
      baseMipLevel: 0,
      mipLevelCount: 1,
      aspect: hasDepth(texture.format) ? 'depth-only' : 'all',
    });
    views.set(texture, view);
  }
  return view;
}

/** WebGPU objects don't tell their device; those that a pool made are known. */
function requireOrigin(where: string, device: GPUDevice, resource: GPUTexture | GPUBuffer): void {
  const origin = originOf(resource);
  if (!origin || origin === device) return;
  if (origin === 'freed') {
    throw new FrameloomError(
      'disposed',
      `${where}: ${show(resource.label)} was freed. Bind again after re-creating a resource.`,
    );
  }
  throw new FrameloomError(
    'wrong-device',
    `${where}: ${show(resource.label)} was made on another device, or before the device was lost. ` +
      'Create it on the device of this kernel.',
  );
}
