import type { Gpu, ResourcePool } from '@frameloom/gpu';
import { bufferUsage } from './usage.ts';

/** Uniform blocks of numbers, one for each content in use. */
export type Parameters = { get(words: readonly number[]): GPUBufferBinding };

/** Bytes of a slot: the alignment of a uniform binding that every device accepts. */
const slotBytes = 256;
const slotsPerBuffer = 32;
/** Contents kept. */
const mostSlots = 1024;

const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

/** The bits of a single-precision number, to put among whole ones. */
export function floatBits(value: number): number {
  float[0] = value;
  return word[0]!;
}

/**
 * Blocks of at most 64 words by content, so that recording needs neither an encoder outside of passes nor a buffer per
 * call. A slot keeps its content until 1,024 others were asked for: that many different calls of one operator may be
 * recorded ahead of their submit.
 */
export function createParameters(gpu: Gpu, pool: ResourcePool): Parameters {
  const slots = new Map<string, GPUBufferBinding>();
  let buffer: GPUBuffer | undefined;
  let device: GPUDevice | undefined;
  let made = 0;

  function nextSlot(): GPUBufferBinding {
    const [oldest] = slots;
    if (oldest && made >= mostSlots) {
      slots.delete(oldest[0]);
      return oldest[1];
    }
    const index = made++ % slotsPerBuffer;
    if (index === 0) {
      const size = slotBytes * slotsPerBuffer;
      buffer = pool.buffer({ label: 'parameters', size, usage: bufferUsage.uniform | bufferUsage.copyDst });
    }
    return { buffer: buffer!, offset: index * slotBytes, size: slotBytes };
  }

  return {
    get(words) {
      if (device !== gpu.device) {
        slots.clear();
        made = 0;
        ({ device } = gpu);
      }
      const key = words.join(' ');
      let slot = slots.get(key);
      if (slot) {
        slots.delete(key);
      } else {
        slot = nextSlot();
        gpu.device.queue.writeBuffer(slot.buffer, slot.offset ?? 0, Uint32Array.from(words));
      }
      slots.set(key, slot);
      return slot;
    },
  };
}
