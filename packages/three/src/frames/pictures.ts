import {
  HalfFloatType,
  RenderPipeline,
  RenderTarget,
  type Node,
  type Renderer,
  type Texture,
} from 'three/webgpu';
import { texture } from 'three/tsl';
import type { Size } from '@frameloom/upscale';
import { createOutputTexture } from '../output-texture.ts';

/** The last two rendered pictures and the generated one, as finished as they are shown: tone-mapped and encoded. */
export type Pictures = {
  readonly current: Texture;
  readonly previous: Texture;
  readonly generated: Texture;
  readonly bytes: number;
  /** Renders a picture: it becomes the current one. */
  render(pipeline: RenderPipeline): void;
  /** Draws a picture to where the renderer draws. */
  show(picture: Texture): void;
  /** Whether the size changed, and with it everything. */
  setSize(size: Size): boolean;
  dispose(): void;
};

/** Makes the pictures of one renderer; three allocates them when they are first drawn. */
export function createPictures(renderer: Renderer): Pictures {
  const made = [0, 1].map((i) => {
    const target = new RenderTarget(1, 1, { type: HalfFloatType, depthBuffer: false });
    target.texture.name = `Frames.rendered${i}`;
    return target;
  }) as [RenderTarget, RenderTarget];
  const generated = createOutputTexture();
  const shown = texture(made[0].texture);
  const screen = new RenderPipeline(renderer as never, shown as unknown as Node);
  screen.outputColorTransform = false;
  let newest: 0 | 1 = 0;
  const at = (index: 0 | 1): Texture => made[index].texture;
  return {
    get current() {
      return at(newest);
    },
    get previous() {
      return at(newest === 0 ? 1 : 0);
    },
    generated,
    get bytes() {
      return 3 * made[0].width * made[0].height * 8;
    },
    render(pipeline) {
      newest = newest === 0 ? 1 : 0;
      const target = renderer.getRenderTarget();
      renderer.setRenderTarget(made[newest]);
      try {
        pipeline.render();
      } finally {
        renderer.setRenderTarget(target);
      }
    },
    show(picture) {
      shown.value = picture;
      screen.render();
    },
    setSize({ width, height }) {
      if (made[0].width === width && made[0].height === height) return false;
      for (const target of made) target.setSize(width, height);
      generated.setSize(width, height);
      return true;
    },
    dispose() {
      screen.dispose();
      for (const target of made) target.dispose();
      generated.dispose();
    },
  };
}
