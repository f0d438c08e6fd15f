import { requireInteger, requireOptions, requireText } from './arguments.ts';
import { show } from './show.ts';
import { FrameloomError } from './errors.ts';
import { canStore, formatBlock } from './formats.ts';
import type { Gpu } from './gpu.ts';
import { internalsOf, liveDevice } from './internals.ts';
import { originOf, setOrigin } from './origin.ts';

/** A texture to make: 2D, one layer, one sample. */
export type TextureOptions = {
  /** Name in errors and tools; the owner of the pool comes before it. */
  label: string;
  /** Texels. */
  width: number;
  /** Texels. */
  height: number;
  /** A format whose size is known to {@link textureBytes}. */
  format: GPUTextureFormat;
  /** Flags of `GPUTextureUsage`. */
  usage: GPUTextureUsageFlags;
  /** Default 1. */
  mipLevelCount?: number;
};

/** A buffer to make. */
export type BufferOptions = {
  /** Name in errors and tools; the owner of the pool comes before it. */
  label: string;
  /** Bytes. */
  size: number;
  /** Flags of `GPUBufferUsage`. */
  usage: GPUBufferUsageFlags;
};

/** The textures and buffers of one owner: labelled, counted in `gpu.memory`, freed together. */
export interface ResourcePool {
  /** Bytes held now. */
  readonly bytes: number;
  /** Makes a texture. Throws `invalid-size`, `invalid-argument`, `unsupported`, `device-lost`, `disposed`. */
  texture(options: TextureOptions): GPUTexture;
  /** Makes a buffer. Throws `invalid-size`, `invalid-argument`, `device-lost`, `disposed`. */
  buffer(options: BufferOptions): GPUBuffer;
  /** Destroys one resource of this pool; a second time does nothing. Throws `invalid-argument` for one from elsewhere. */
  free(resource: GPUTexture | GPUBuffer): void;
  /** Destroys everything the pool made. Safe to call twice. */
  dispose(): void;
}

/**
 * Makes a pool. Its resources are labelled `owner/label`. When the device is lost they are gone and no longer counted;
 * the pool itself then works on the rebuilt device.
 *
 * @param owner The name in `gpu.memory.byOwner()`, usually the package; pools may share one.
 * @throws FrameloomError `invalid-argument`.
 */
export function createPool(gpu: Gpu, owner: string): ResourcePool {
  requireText('createPool', 'owner', owner);
  const { ledger, gone } = internalsOf('createPool', gpu);
  const held = createHoldings((change) => ledger.add(owner, change));
  let isDisposed = false;

  function start(where: string): GPUDevice {
    if (!isDisposed) return liveDevice(where, gpu);
    throw new FrameloomError('disposed', `${where}: its pool was disposed. Create a new pool.`);
  }

  const stopListening = gone.add(() => held.forget());

  return {
    get bytes() {
      return held.bytes;
    },
    texture(options) {
      requireOptions(`${owner}: texture`, options);
      const label = labelOf(owner, options.label);
      const device = start(label);
      requireTexture(label, device, options);
      const { width, height, format, usage, mipLevelCount = 1 } = options;
      const texture = device.createTexture({ label, size: [width, height], format, usage, mipLevelCount });
      return held.keep(texture, textureBytes(options), device);
    },
    buffer(options) {
      requireOptions(`${owner}: buffer`, options);
      const label = labelOf(owner, options.label);
      const device = start(label);
      const { size, usage } = options;
      requireInteger(label, 'size', size, 1, device.limits.maxBufferSize, deviceLimit);
      requireUsage(label, usage);
      return held.keep(device.createBuffer({ label, size, usage }), size, device);
    },
    free(resource) {
      if (held.destroy(resource)) return;
      if (typeof resource === 'object' && resource !== null && originOf(resource) === 'freed') return;
      throw new FrameloomError(
        'invalid-argument',
        `${owner}: free() got ${show(resource)} that this pool did not make. Whoever made it must destroy it.`,
      );
    },
    dispose() {
      isDisposed = true;
      stopListening();
      held.destroyAll();
    },
  };
}

type Resource = GPUTexture | GPUBuffer;

/** Resources with their bytes. */
type Holdings = {
  readonly bytes: number;
  keep<T extends Resource>(resource: T, size: number, device: GPUDevice): T;
  /** All of them are gone with their device. */
  forget(): void;
  /** Whether it was one of them. */
  destroy(resource: Resource): boolean;
  destroyAll(): void;
};

function createHoldings(account: (change: number) => void): Holdings {
  const sizes = new Map<Resource, number>();
  let bytes = 0;
  const change = (by: number): void => {
    bytes += by;
    account(by);
  };
  const forget = (resource: Resource): void => {
    setOrigin(resource, 'freed');
    change(-(sizes.get(resource) ?? 0));
    sizes.delete(resource);
  };
  const destroy = (resource: Resource): boolean => {
    if (!sizes.has(resource)) return false;
    forget(resource);
    resource.destroy();
    return true;
  };
  return {
    get bytes() {
      return bytes;
    },
    keep(resource, size, device) {
      setOrigin(resource, device);
      sizes.set(resource, size);
      change(size);
      return resource;
    },
    forget: () => sizes.forEach((_, resource) => forget(resource)),
    destroy,
    destroyAll: () => sizes.forEach((_, resource) => destroy(resource)),
  };
}

/**
 * Bytes of a texture with all its mip levels. Compressed formats count whole blocks; depth formats count what common
 * drivers store (`depth24plus` 4, `depth32float-stencil8` 8).
 *
 * @throws FrameloomError `invalid-size`, `invalid-argument`.
 */
export function textureBytes(
  options: Pick<TextureOptions, 'width' | 'height' | 'format' | 'mipLevelCount'>,
): number {
  const { width, height, format, mipLevelCount = 1 } = options;
  requireInteger('textureBytes', 'width', width, 1, 2 ** 31);
  requireInteger('textureBytes', 'height', height, 1, 2 ** 31);
  requireInteger('textureBytes', 'mipLevelCount', mipLevelCount, 1, 32);
  const block = formatBlock('textureBytes', format);
  let sum = 0;
  for (let mip = 0; mip < mipLevelCount; mip++) {
    const across = Math.ceil(Math.max(1, Math.floor(width / 2 ** mip)) / block.width);
    const down = Math.ceil(Math.max(1, Math.floor(height / 2 ** mip)) / block.height);
    sum += across * down * block.bytes;
  }
  return sum;
}

function labelOf(owner: string, label: string): string {
  requireText(owner, 'label', label);
  return label.startsWith(`${owner}/`) ? label : `${owner}/${label}`;
}

function requireUsage(where: string, usage: number): void {
  if (Number.isInteger(usage) && usage > 0) return;
  throw new FrameloomError(
    'invalid-argument',
    `${where}: usage must hold at least one flag, got ${show(usage)}.`,
  );
}

const deviceLimit = 'the limit of this device';

/** GPUTextureUsage.STORAGE_BINDING, spelled out because Node has no such global of its own. */
const storageBinding = 0x08;

function requireTexture(where: string, device: GPUDevice, options: TextureOptions): void {
  const { width, height, format, usage, mipLevelCount = 1 } = options;
  const max = device.limits.maxTextureDimension2D;
  requireInteger(where, 'width', width, 1, max, deviceLimit);
  requireInteger(where, 'height', height, 1, max, deviceLimit);
  requireInteger(
    where,
    'mipLevelCount',
    mipLevelCount,
    1,
    1 + Math.floor(Math.log2(Math.max(width, height))),
    'the number of mip levels down to one texel',
  );
  requireUsage(where, usage);
  formatBlock(where, format);
  if ((usage & storageBinding) !== 0 && !canStore(format, device.features)) {
    throw new FrameloomError(
      'unsupported',
      `${where}: shaders can't write ${format} on this device. Use rgba16float, r32float or another storage format.`,
    );
  }
}
