import { requireInteger, requireOptions, requireText } from './arguments.ts';
import { FrameloomError } from './errors.ts';
import type { Gpu } from './gpu.ts';
import { liveDevice } from './internals.ts';
import type { ResourcePool } from './pool.ts';
import { requireSameDevice } from './shader/compile.ts';

/** Per-frame numbers for shaders, safe for any number of frames that are recorded before a submit. */
export interface UniformRing {
  /** To bind as a uniform buffer, or as read-only storage. It is the same object for ever. */
  readonly buffer: GPUBuffer;
  /** Bytes of GPU memory. */
  readonly bytes: number;
  /**
   * Records that `buffer` holds `data` for what `encoder` records from here on. Call it outside of passes. Frames have
   * to be submitted in the order in which they were recorded.
   *
   * @throws FrameloomError `invalid-argument` where `data` has another size, or where {@link mostFramesAhead} frames
   * were recorded and none of them is known to have been submitted; `device-lost`.
   */
  write(encoder: GPUCommandEncoder, data: ArrayBuffer | ArrayBufferView): void;
}

/** Frames that may be recorded ahead of their submit. */
export const mostFramesAhead = 2048;

/** Slots of a buffer of the ring. */
const slotsPerBuffer = 32;
/** Frames between two looks at how far the queue has come. */
const lookEvery = 16;
/** GPUBufferUsage and GPUMapMode, spelled out because Node has no such globals of its own. */
const usage = { mapRead: 0x01, copySrc: 0x04, copyDst: 0x08, uniform: 0x40, storage: 0x80 } as const;

/** A place for the numbers of one frame; `frame` is the last that used it. */
type Slot = { buffer: GPUBuffer; offset: number; frame: number };

/** Bytes of a new ring for `size` bytes a frame. */
export function uniformRingBytes(size: number): number {
  return targetBytes(size) + slotsPerBuffer * (size + 4) + 4;
}

/**
 * Makes a ring. Each frame's numbers go to a slot of their own and from there, by a copy in the frame's encoder, to
 * `buffer`. With them travels the number of the frame; from time to time it is read back, which tells which slots are
 * free. Where none is known to be, the ring grows.
 *
 * @param pool Owns the buffers and frees them.
 * @param options.size Bytes of one frame's numbers, a multiple of 4, at most 65,536.
 * @throws FrameloomError `invalid-size`, `invalid-argument`, `device-lost`, `disposed`.
 */
export function createUniformRing(
  gpu: Gpu,
  pool: ResourcePool,
  options: { label: string; size: number },
): UniformRing {
  requireOptions('createUniformRing', options);
  const { label, size } = options;
  requireText('createUniformRing', 'label', label);
  requireInteger(label, 'size', size, 4, 65536);
  if (size % 4 !== 0) {
    throw new FrameloomError('invalid-size', `${label}: size must be a multiple of 4 bytes, got ${size}.`);
  }
  const device = liveDevice(label, gpu);
  const { copySrc, copyDst, uniform, storage } = usage;
  const buffer = pool.buffer({
    label,
    size: targetBytes(size),
    usage: uniform | storage | copyDst | copySrc,
  });
  const position = createPosition(device, pool, label, { buffer, offset: size });
  const staging = new Uint8Array(size + 4);
  const frameNumber = new DataView(staging.buffer, size);
  const slots: Slot[] = [];
  let next = 0;
  let frame = 0;

  const takeSlot = (): Slot => {
    if (slots.length === 0 || slots[next]!.frame > position.submitted) {
      requireRoom(label, slots.length);
      slots.splice(next, 0, ...createSlots(pool, label, size + 4));
    }
    const slot = slots[next]!;
    next = (next + 1) % slots.length;
    slot.frame = frame += 1;
    return slot;
  };
  slots.push(...createSlots(pool, label, size + 4));

  return {
    buffer,
    get bytes() {
      return buffer.size + 4 + slots.length * (size + 4);
    },
    write(encoder, data) {
      if (data.byteLength !== size) {
        throw new FrameloomError(
          'invalid-argument',
          `${label}: a frame has ${size} bytes, got ${data.byteLength}.`,
        );
      }
      requireSameDevice(label, gpu, device);
      const slot = takeSlot();
      staging.set(
        data instanceof ArrayBuffer
          ? new Uint8Array(data)
          : new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
      );
      frameNumber.setUint32(0, frame, true);
      device.queue.writeBuffer(slot.buffer, slot.offset, staging);
      encoder.copyBufferToBuffer(slot.buffer, slot.offset, buffer, 0, size + 4);
      if (frame % lookEvery === 0) position.update();
    },
  };
}

function createSlots(pool: ResourcePool, label: string, stride: number): Slot[] {
  const buffer = pool.buffer({
    label: `${label} slots`,
    size: slotsPerBuffer * stride,
    usage: usage.copySrc | usage.copyDst,
  });
  return Array.from({ length: slotsPerBuffer }, (_, index) => ({
    buffer,
    offset: index * stride,
    frame: 0,
  }));
}

function requireRoom(label: string, slots: number): void {
  if (slots < mostFramesAhead) return;
  throw new FrameloomError(
    'invalid-argument',
    `${label}: ${slots} frames were recorded and none of them is known to have been submitted. ` +
      'Submit the encoders, and let the event loop run between frames.',
  );
}

/** The last frame that the queue is known to have run. */
type Position = { readonly submitted: number; update(): void };

/** @param at Where the queue leaves the number of the frame that it has run. */
function createPosition(
  device: GPUDevice,
  pool: ResourcePool,
  label: string,
  at: { buffer: GPUBuffer; offset: number },
): Position {
  const readback = pool.buffer({
    label: `${label} position`,
    size: 4,
    usage: usage.mapRead | usage.copyDst,
  });
  let submitted = 0;
  let isReading = false;
  const read = async (): Promise<void> => {
    isReading = true;
    try {
      const encoder = device.createCommandEncoder({ label: `${label} position` });
      encoder.copyBufferToBuffer(at.buffer, at.offset, readback, 0, 4);
      device.queue.submit([encoder.finish()]);
      await readback.mapAsync(usage.mapRead);
      submitted = new DataView(readback.getMappedRange()).getUint32(0, true);
      readback.unmap();
    } catch {
      // Disposed or lost meanwhile: nobody writes any more.
    }
    isReading = false;
  };
  return {
    get submitted() {
      return submitted;
    },
    update() {
      if (!isReading) void read();
    },
  };
}

/** The numbers, the frame's own number, rounded up to what a uniform buffer may be bound as. */
function targetBytes(size: number): number {
  return Math.ceil((size + 4) / 16) * 16;
}
