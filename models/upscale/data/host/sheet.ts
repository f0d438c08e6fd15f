// A picture of what was rendered: for every sequence its reference, input, motion, depth and reactive mask.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pngAddress } from '../../../../tests/quality/report/png.ts';
import { decodeDistance, decodeHalf, decodeRgb9e5 } from '../format/encodings.ts';
import { decodeSequence } from '../format/sequence-file.ts';
import type { Tensor } from '../format/safetensors.ts';
import { UsageError, type SheetArguments } from './arguments.ts';

type Rgb = readonly [number, number, number];
type Panel = (x: number, y: number) => Rgb;

/** Sequences that a sheet shows at most: spread over those in the folder. */
const mostRows = 24;
const gap = 4;

/** Writes the sheet as a PNG. */
export function drawSheet({ folder, out, ratio }: SheetArguments): void {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.safetensors'))
    .toSorted();
  if (files.length === 0) throw new UsageError(`--sheet: ${folder} holds no .safetensors file.`);
  const step = Math.max(1, files.length / mostRows);
  const chosen = Array.from(
    { length: Math.min(mostRows, files.length) },
    (_, i) => files[Math.floor(i * step)]!,
  );
  const rows = chosen.map((name) => panelsOf(join(folder, name), ratio));
  const width = Math.max(...rows.map((row) => row.width * row.panels.length + gap * (row.panels.length - 1)));
  const height = rows.reduce((sum, row) => sum + row.height + gap, 0);
  const pixels = new Uint8Array(width * height * 4).fill(24);
  let top = 0;
  for (const row of rows) {
    for (const [i, panel] of row.panels.entries()) {
      const left = i * (row.width + gap);
      for (let y = 0; y < row.height; y++) {
        for (let x = 0; x < row.width; x++) pixels.set(panel(x, y), 4 * ((top + y) * width + left + x));
      }
    }
    top += row.height + gap;
  }
  const address = pngAddress(width, height, pixels);
  writeFileSync(out, Buffer.from(address.slice(address.indexOf(',') + 1), 'base64'));
  console.log(
    `${out}: ${chosen.length} of ${files.length} sequences; from left to right: reference at two times, input ×${ratio}, motion, depth, reactive.`,
  );
  console.log(chosen.map((name, i) => `${i + 1}. ${name}: ${rows[i]!.summary}`).join('\n'));
}

function panelsOf(
  path: string,
  ratio: number,
): { width: number; height: number; panels: Panel[]; summary: string } {
  const { tensors, metadata } = decodeSequence(readFileSync(path));
  const reference = tensors['reference']!;
  const [count, height, width] = reference.shape as [number, number, number];
  const near = Number(metadata.near);
  const far = Number(metadata.far);
  const color = tensors[`color_${ratio}`];
  if (!color) throw new UsageError(`--ratio: ${path} holds ratios ${metadata.ratios}, not ${ratio}.`);
  const [, inputHeight, inputWidth] = color.shape as [number, number, number];
  const colors = words(color);
  const references = words(reference);
  const motion = halves(tensors[`motion_${ratio}`]!);
  const depth = halves(tensors[`depth_${ratio}`]!);
  const reactive = tensors[`reactive_${ratio}`]!.data;
  const frame = Math.floor(count / 2);
  const at = (x: number, y: number): number =>
    (frame * inputHeight + Math.floor(y / ratio)) * inputWidth + Math.floor(x / ratio);
  const display =
    (t: number): Panel =>
    (x, y) =>
      shown(decodeRgb9e5(references[(t * height + y) * width + x]!));
  return {
    width,
    height,
    summary: `${metadata.camera_path} (${count} frames at ${Math.round(Number(metadata.frame_time_ms))} ms)`,
    panels: [
      display(Math.floor(count / 8)),
      display(frame),
      (x, y) => shown(decodeRgb9e5(colors[at(x, y)]!)),
      (x, y) => {
        const i = 2 * at(x, y);
        return motionColor(decodeHalf(motion[i]!) * width, decodeHalf(motion[i + 1]!) * height);
      },
      (x, y) => {
        const distance = decodeDistance(depth[at(x, y)]!, near, far);
        const tone =
          distance === Number.POSITIVE_INFINITY
            ? 0
            : 255 * (1 - Math.log(distance / near) / Math.log(far / near));
        return [tone, tone, tone];
      },
      (x, y) => {
        const tone = reactive[at(x, y)]!;
        return [tone, tone, tone];
      },
    ],
  };
}

/** Grey stands still; 16 display pixels a frame reach full colour, small motion is stretched. */
function motionColor(x: number, y: number): Rgb {
  const tone = (pixels: number): number =>
    128 + 127 * Math.sign(pixels) * Math.min(1, Math.sqrt(Math.abs(pixels) / 16));
  return [tone(x), tone(y), 128];
}

function shown([r, g, b]: Rgb): Rgb {
  const tone = (x: number): number => {
    const mapped = Math.min(1, (x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14));
    return 255 * (mapped <= 0.0031308 ? 12.92 * mapped : 1.055 * mapped ** (1 / 2.4) - 0.055);
  };
  return [tone(r), tone(g), tone(b)];
}

function words({ data }: Tensor): Uint32Array {
  return new Uint32Array(new Uint8Array(data).buffer);
}

function halves({ data }: Tensor): Uint16Array {
  return new Uint16Array(new Uint8Array(data).buffer);
}
