import { createPass, type Gpu, type ResourcePool, type Slice } from '@frameloom/gpu';
import type { NetworkSize } from '@frameloom/nn';
import type { Codec } from '../model/codec.ts';
import type { Coder } from '../model/coder.ts';
import { createPresenter, type Picture } from '../picture/picture.ts';
import readCode from '../picture/read-texture.wgsl?raw';
import { toSample } from '../picture/to-sample.ts';
import { createLatent, type Latent } from './latent.ts';
import { isTexture } from './sources.ts';
import type { PictureSource } from './vae.ts';

type Work<Result> = AsyncGenerator<readonly Slice[], Result, undefined>;

/** An autoencoder on the GPU. */
export type VaeParts = { codec: Codec; encoder: Coder; decoder: Coder };

/** Both ways through an autoencoder, in slices. One at a time: they share buffers. */
export type VaeWork = {
  encode(source: PictureSource): Work<Latent>;
  decode(latent: Latent, marked: boolean): Work<Picture>;
};

// GPUBufferUsage: COPY_DST, STORAGE.
const usage = 0x8 | 0x80;

export function createVaeWork(gpu: Gpu, pool: ResourcePool, { codec, encoder, decoder }: VaeParts): VaeWork {
  const { factor, latentChannels, channels } = codec.facts;
  const hasAlpha = channels === 4;
  let room: { size: NetworkSize; picture: GPUBuffer } | undefined;
  /** The picture in floats that a coder reads or writes; pictures mostly have the size of those before. */
  const pictureOf = (size: NetworkSize): GPUBuffer => {
    if (room && room.size.width === size.width && room.size.height === size.height) return room.picture;
    if (room) pool.free(room.picture);
    const bytes = size.width * size.height * 16;
    room = { size, picture: pool.buffer({ label: 'picture', size: bytes, usage }) };
    return room.picture;
  };
  return {
    async *encode(source: PictureSource): Work<Latent> {
      const { width, height } = source;
      const picture = pictureOf({ width, height });
      await encoder.prepare({ width, height });
      const sides = { width: width / factor, height: height / factor };
      const latent = createLatent(gpu, pool, { ...sides, channels: latentChannels });
      let isDone = false;
      try {
        if (isTexture(source)) yield [await readSlice(gpu, source, picture)];
        else gpu.device.queue.writeBuffer(picture, 0, toSample(source, hasAlpha));
        yield encoder.slices(picture, latent.buffer);
        isDone = true;
        return latent;
      } finally {
        if (!isDone) latent.dispose();
      }
    },
    async *decode({ buffer, width, height }: Latent, marked: boolean): Work<Picture> {
      const size = { width: width * factor, height: height * factor };
      const picture = pictureOf(size);
      await decoder.prepare(size);
      const presenter = await createPresenter(gpu, pool, { label: 'image/vae', ...size, hasAlpha });
      const texture = presenter.texture('picture');
      let isDone = false;
      try {
        yield [
          ...decoder.slices(buffer, picture),
          {
            kind: 'image/present',
            bytes: picture.size * 1.25,
            record: (commands) => presenter.record(commands, picture, texture, marked),
          },
        ];
        isDone = true;
        return presenter.picture(texture, 0, marked);
      } finally {
        if (!isDone) presenter.free(texture);
      }
    },
  };
}

async function readSlice(gpu: Gpu, texture: GPUTexture, picture: GPUBuffer): Promise<Slice> {
  const { width, height } = texture;
  const pass = await createPass(gpu, {
    label: 'image/read-texture',
    file: 'read-texture.wgsl',
    code: readCode,
    constants: { width, height },
  });
  return {
    kind: 'image/read-texture',
    bytes: picture.size * 1.25,
    record: (encoder) => pass.record(encoder, { texture, picture }, { width, height }),
  };
}
