// Decodes a panorama away from the page, so that a file that takes for ever can be given up.
import { EXRLoader } from 'three/addons/loaders/EXRLoader.js';
import { HDRLoader } from 'three/addons/loaders/HDRLoader.js';

/** What the worker is sent. */
export type PanoramaRequest = { bytes: ArrayBuffer; isExr: boolean };

/** What the worker answers: three's description of a data texture, or what was wrong. */
export type PanoramaAnswer = { picture: PanoramaPicture } | { error: string };

/** What both loaders give. */
export type PanoramaPicture = ReturnType<HDRLoader['parse']>;

self.addEventListener('message', ({ data: { bytes, isExr } }: MessageEvent<PanoramaRequest>) => {
  try {
    const parsed: PanoramaPicture = (isExr ? new EXRLoader() : new HDRLoader()).parse(bytes);
    const { data, width, height, format, type, colorSpace, flipY } = parsed;
    const picture = { data, width, height, format, type, colorSpace, flipY } as PanoramaPicture;
    answer({ picture }, [data!.buffer as ArrayBuffer]);
  } catch (error) {
    answer({ error: error instanceof Error ? error.message : String(error) });
  }
});

function answer(message: PanoramaAnswer, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}
