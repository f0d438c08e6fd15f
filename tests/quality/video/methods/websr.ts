// WebSR's networks, with their own weights, from a checkout. They draw to a canvas.
import type { Picture } from '../../metrics/picture.ts';
import type { Enlarger, VideoMethod } from './types.ts';

/** The part of their interface that is used here. */
type WebSr = { render(source: ImageBitmap): Promise<void> };
type Weights = { layers: Record<string, { weights?: readonly number[] }> };
type Maker = new (options: {
  network_name: string;
  weights: Weights;
  gpu: GPUDevice;
  canvas: HTMLCanvasElement;
  resolution: { width: number; height: number };
}) => WebSr;

const names = { 'websr-s': 'cnn-2x-s', 'websr-m': 'cnn-2x-m', websr: 'cnn-2x-l' } as const;

/** Their weights for recorded video; those for drawings and for rendered pictures are `an` and `3d`. */
const content = 'rl';

export const websr: readonly VideoMethod[] = Object.entries(names).map(([name, network]) => ({
  name,
  peer: 'websr',
  optional: name !== 'websr',
  async create(gpu, size, peers): Promise<Enlarger> {
    const { default: Maker } = (await import(/* @vite-ignore */ `${peers.websr}/src/main.ts`)) as {
      default: Maker;
    };
    const weights = (await (
      await fetch(`${peers.websr}/weights/anime4k/${network}-${content}.json`)
    ).json()) as Weights;
    const canvas = document.createElement('canvas');
    const shown = new OffscreenCanvas(size.width * 2, size.height * 2);
    const context = shown.getContext('2d', { willReadFrequently: true })!;
    const peer = new Maker({
      network_name: `anime4k/${network}`,
      weights,
      gpu: gpu.device,
      canvas,
      resolution: size,
    });
    let bitmap: ImageBitmap | undefined;
    return {
      macsPerPixel: Object.values(weights.layers)
        .flatMap((layer) => layer.weights ?? [])
        .filter((weight) => weight !== 0).length,
      async load(frame) {
        bitmap?.close();
        const image = new ImageData(Uint8ClampedArray.from(frame.pixels), frame.width, frame.height);
        bitmap = await createImageBitmap(image);
      },
      async run() {
        await peer.render(bitmap!);
      },
      async read(): Promise<Picture> {
        // A canvas shows a frame until its task ends, so it is drawn anew.
        await peer.render(bitmap!);
        context.drawImage(canvas, 0, 0);
        const { width, height, data } = context.getImageData(0, 0, shown.width, shown.height);
        return { width, height, pixels: new Uint8Array(data.buffer) };
      },
      dispose: () => bitmap?.close(),
    };
  },
}));
