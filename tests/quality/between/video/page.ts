// In the page: every second frame of a clip is dropped, made again by each method, and compared.
import { createGpu, withErrorScopes, type Gpu } from '@frameloom/gpu';
import { createVideoInterpolator, type ShippedVideoModel } from '@frameloom/interpolate';
import { createPresenter } from '../../engine/presenter.ts';
import { flipReference } from '../../metrics/flip.ts';
import type { Picture } from '../../metrics/picture.ts';
import { psnr } from '../../metrics/psnr.ts';
import { ssimReference } from '../../metrics/ssim.ts';
import { readOriginal } from '../../video/page/source.ts';
import { createTally, type Truth } from '../tally.ts';
import type { VideoBetweenRequest, VideoBetweenResult } from './types.ts';

declare global {
  interface Window {
    /** Of the host: the frame between two by the peer, RGB bytes in base64. */
    makeByPeer?: (first: string, second: string, width: number, height: number) => Promise<string>;
  }
}

type Make = (first: Picture, second: Picture) => Promise<Picture>;

/** Decibels between two frames: above, there is no motion; below, there is a cut. */
const still = 38;
const cut = 13;

/** Measures one clip. */
export async function measureBetween(request: VideoBetweenRequest): Promise<VideoBetweenResult> {
  const gpu = await createGpu({ label: 'quality' });
  const { frames } = await readOriginal({
    ...request,
    kind: 'video',
    degradation: { kind: 'none' } as never,
    restoration: 0,
    peers: { websr: undefined, anime4k: undefined },
  });
  const { width, height } = frames[0]!;
  const competitors = await Promise.all(
    request.methods.map(async (name) => ({
      name,
      make: await makerOf(name, gpu, frames[0]!),
      tally: createTally(),
    })),
  );
  let counted = 0;
  for (let i = 0; i + 2 < frames.length; i += 2) {
    const [first, between, second] = [frames[i]!, frames[i + 1]!, frames[i + 2]!];
    const change = psnr(first, second);
    if (change > still || change < cut) continue;
    counted += 1;
    const truth: Truth = {
      picture: between,
      forSsim: ssimReference(between),
      forFlip: flipReference(between),
      regions: {},
    };
    for (const { name, make, tally } of competitors) {
      await withErrorScopes(gpu.device, `quality/${name}`, async () => {
        const made = await make(first, second);
        tally.add(made, truth);
        tally.addStep([first, made], [first, between]);
        tally.addStep([made, second], [between, second]);
      });
    }
  }
  gpu.dispose();
  const methods = Object.fromEntries(competitors.map(({ name, tally }) => [name, tally.score()]));
  return { width, height, counted, methods };
}

async function makerOf(name: string, gpu: Gpu, size: Picture): Promise<Make> {
  switch (name) {
    case 'repeat':
      return async (first) => first;
    case 'blend':
      return async (first, second) => ({
        ...first,
        pixels: Uint8Array.from(first.pixels, (value, i) => Math.round((value + second.pixels[i]!) / 2)),
      });
    case 'rife':
      return byPeer;
    case 'standard':
    case 'lite':
      return interpolated(gpu, size, name);
    default:
      return interpolated(gpu, size, 'none');
  }
}

async function interpolated(
  gpu: Gpu,
  { width, height }: Picture,
  model: 'none' | ShippedVideoModel,
): Promise<Make> {
  const { device } = gpu;
  const interpolator = await createVideoInterpolator(gpu, { size: { width, height }, model });
  await interpolator.modelReady;
  if (interpolator.modelState === 'failed') throw new Error(`quality: the network ${model} did not load.`);
  const presenter = createPresenter(device, { width, height });
  const usage = GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST;
  const color = device.createTexture({ size: [width, height], format: 'rgba8unorm', usage });
  return async (first, second) => {
    for (const [i, { pixels }] of [first, second].entries()) {
      device.queue.writeTexture(
        { texture: color },
        pixels as Uint8Array<ArrayBuffer>,
        { bytesPerRow: 4 * width },
        [width, height],
      );
      const encoder = device.createCommandEncoder();
      interpolator.addFrame(encoder, { color, reset: i === 0 });
      if (i === 1) interpolator.generate(encoder, { t: 0.5 });
      device.queue.submit([encoder.finish()]);
    }
    return { width, height, pixels: await presenter.read(interpolator.output, true) };
  };
}

/** Hands both frames to the host, whose Python holds the peer. */
async function byPeer(first: Picture, second: Picture): Promise<Picture> {
  const { width, height } = first;
  const made = await window.makeByPeer!(encode(first), encode(second), width, height);
  const rgb = Uint8Array.from(atob(made), (letter) => letter.codePointAt(0)!);
  const pixels = new Uint8Array(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) pixels.set(rgb.subarray(3 * i, 3 * i + 3), 4 * i);
  return { width, height, pixels };
}

function encode({ pixels }: Picture): string {
  let text = '';
  for (let i = 0; i < pixels.length; i += 4)
    text += String.fromCodePoint(pixels[i]!, pixels[i + 1]!, pixels[i + 2]!);
  return btoa(text);
}
