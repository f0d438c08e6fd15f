import { FrameloomError } from '@frameloom/gpu';
import { failValue } from './fail.ts';
import type { ImageModel } from './model/image-model.ts';
import type { GivenImage, ImageAliases, ImageOptions } from './model/options.ts';

/** What `images.generate` takes: OpenAI's parameters, and all that {@link ImageModel.generate} knows. */
export type ImageGenerateParameters = Omit<ImageOptions, 'image' | 'mask' | 'strength'> &
  ImageAliases & {
    /** Pictures. Default 1. */
    n?: number;
    /** Like `'512x512'`. Default: what the model was trained on. */
    size?: string;
    /** `'url'` gives a `data:` address. Default `'b64_json'`. */
    response_format?: 'b64_json' | 'url';
    /** JPEG and WebP in browsers only. Default `'png'`. */
    output_format?: 'png' | 'jpeg' | 'webp';
    /** Comes back in the answer; there is one model. */
    model?: string;
  };

/** What `images.edit` takes. */
export type ImageEditParameters = ImageGenerateParameters &
  Pick<ImageOptions, 'strength'> & {
    /** A file, in browsers, or pixels. */
    image: Blob | GivenImage;
    /** What is transparent in it is made anew. Default: everything, see `strength`. */
    mask?: Blob | GivenImage;
  };

/** An answer. */
export type ImagesResponse = {
  /** Seconds since 1970. */
  created: number;
  /** One for each picture, as `response_format` asked for it. */
  data: { b64_json?: string; url?: string }[];
};

/** A model behind OpenAI's interface. */
export interface OpenAiFace {
  images: {
    /** Makes pictures of words. Throws as {@link ImageModel.generate}. */
    generate(parameters: ImageGenerateParameters): Promise<ImagesResponse>;
    /** Makes pictures of a picture, with a mask of parts of it. */
    edit(parameters: ImageEditParameters): Promise<ImagesResponse>;
  };
}

/** Lets code that was written for OpenAI's client use a model: `openAiFace(model).images.generate({ prompt, n: 2 })`. */
export function openAiFace(model: ImageModel): OpenAiFace {
  async function make(given: ImageGenerateParameters, more: Partial<ImageOptions>): Promise<ImagesResponse> {
    const {
      n = 1,
      size,
      response_format: wanted = 'b64_json',
      output_format: format = 'png',
      model: _,
      ...options
    } = given;
    const pictures = await model.generate({ ...options, ...readSize(size), ...more, numImages: n });
    try {
      const data = [];
      for (const picture of pictures) {
        const blob = await picture.toBlob({ type: `image/${format}` });
        const text = toBase64(new Uint8Array(await blob.arrayBuffer()));
        data.push(wanted === 'url' ? { url: `data:${blob.type};base64,${text}` } : { b64_json: text });
      }
      return { created: Math.floor(Date.now() / 1000), data };
    } finally {
      pictures.forEach((picture) => picture.dispose());
    }
  }
  return {
    images: {
      generate: (parameters) => make(parameters, {}),
      async edit({ image, mask, ...parameters }) {
        const pixels = await readPixels(image);
        return make(parameters, { image: pixels, ...(mask && { mask: toMask(await readPixels(mask)) }) });
      },
    },
  };
}

function readSize(size: string | undefined): { width?: number; height?: number } {
  if (size === undefined || size === 'auto') return {};
  const found = /^(\d+)x(\d+)$/.exec(size);
  if (!found) failValue('images', 'size', size, "one like '512x512'");
  return { width: Number(found[1]), height: Number(found[2]) };
}

async function readPixels(image: Blob | GivenImage): Promise<GivenImage> {
  if (!(image instanceof Blob)) return image;
  if (typeof OffscreenCanvas === 'undefined') {
    throw new FrameloomError(
      'unsupported',
      'images: files are read in browsers only. Give { width, height, data }.',
    );
  }
  const bitmap = await createImageBitmap(image);
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}

/** White where a picture is transparent. */
function toMask({ width, height, data }: GivenImage): GivenImage {
  return {
    width,
    height,
    data: Uint8Array.from({ length: width * height }, (_, i) => 255 - data[4 * i + 3]!),
  };
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
