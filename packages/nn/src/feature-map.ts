import { FrameloomError, type ResourcePool, show } from '@frameloom/gpu';
import type { Format } from './precision.ts';
import { bufferUsage as usage } from './usage.ts';

/**
 * Channels of a picture in a buffer. Four channels make a block; blocks lie one after the other, each row by row:
 * element `(block · height + y) · width + x` holds channels 4·block … 4·block + 3 of pixel (x, y), as four halves
 * (8 bytes, `vec4h` or two words for `unpack2x16float`) or four floats (16 bytes). Channels that fill up the last
 * block must be finite. Width and height are said where the map is used, so that a large buffer serves smaller frames.
 */
export type FeatureMap = {
  readonly buffer: GPUBuffer;
  readonly channels: number;
  readonly format: MapFormat;
};

/**
 * How a map lies in memory: numbers as above, or one whole number for each pixel (then `channels` is 1), row by row, as
 * 32-bit words or as bytes (filled up to whole words).
 */
export type MapFormat = Format | 'u8' | 'u32';

/** What {@link featureMapBytes} needs to know. `format` is `'f16'` where nothing is said. */
export type FeatureMapSize = { width: number; height: number; channels: number; format?: MapFormat };

/**
 * Makes a feature map large enough for the size given, to write and to read in shaders and to copy.
 *
 * @throws FrameloomError `invalid-size`, `invalid-argument`, `device-lost`, `disposed`.
 */
export function createFeatureMap(
  pool: ResourcePool,
  options: FeatureMapSize & { label: string },
): FeatureMap {
  const { label, channels, format = 'f16' } = options;
  const buffer = pool.buffer({
    label,
    size: featureMapBytes(options),
    usage: usage.storage | usage.copySrc | usage.copyDst,
  });
  return { buffer, channels, format };
}

/** Bytes of a feature map. Throws `invalid-size` for what is not a size. */
export function featureMapBytes(size: FeatureMapSize): number {
  const { width, height, channels } = size;
  for (const [name, value] of Object.entries({ width, height, channels })) requireCount(name, value);
  return mapBytes(size);
}

/** The same without a look at the sizes: for frames that nothing is made for. */
export function mapBytes({ width, height, channels, format = 'f16' }: FeatureMapSize): number {
  if (format === 'u8') return Math.ceil((height * width) / 4) * 4;
  if (format === 'u32') return height * width * 4;
  return Math.ceil(channels / 4) * height * width * (format === 'f32' ? 16 : 8);
}

/**
 * Throws unless `map` can hold `channels` in `format` at this size.
 *
 * @throws FrameloomError `invalid-argument`, `invalid-size`.
 */
export function requireFeatureMap(
  where: string,
  map: FeatureMap | undefined,
  wanted: Required<FeatureMapSize>,
): void {
  const { width, height, channels, format } = wanted;
  const fail = (code: 'invalid-argument' | 'invalid-size', fact: string): never => {
    throw new FrameloomError(code, `${where} ${fact}`);
  };
  if (typeof map?.buffer?.size !== 'number') {
    fail('invalid-argument', `must be a feature map of ${channels} channels, got ${show(map)}.`);
  } else if (map.channels !== channels) {
    fail('invalid-argument', `must have ${channels} channels, got ${map.channels}.`);
  } else if (map.format !== format) {
    fail(
      'invalid-argument',
      `must be ${format}, got ${show(map.format)}. Make it with the format of this precision.`,
    );
  } else if (map.buffer.size < featureMapBytes(wanted)) {
    fail(
      'invalid-size',
      `is too small for ${width}×${height}: ${featureMapBytes(wanted)} bytes are needed, it has ${map.buffer.size}.`,
    );
  }
}

function requireCount(name: string, value: unknown): void {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65536) return;
  throw new FrameloomError(
    'invalid-size',
    `feature map: ${name} must be a whole number from 1 to 65536, got ${show(value)}.`,
  );
}
