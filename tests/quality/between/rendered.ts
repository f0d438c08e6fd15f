// Plays a scene at a fraction of its rate: what a renderer with frame generation would draw.
import * as THREE from 'three/webgpu';
import type { Platform } from '../engine/platform.ts';
import { halfToNumber } from '../engine/half.ts';
import { readTexture } from '../engine/readback.ts';
import { openPlay, renderSizeOf, type RunSpec } from '../engine/play.ts';
import { createMotionPass } from '../engine/motion-pass.ts';
import type { PictureFile } from '../host/picture-cache.ts';
import type { SceneSource } from '../sequences/types.ts';
import type { Hud } from './hud.ts';
import type { Rendered } from './types.ts';

/** Renders every `factor`-th frame; colour comes from the reference pictures. The textures of a frame hold until the next but one. */
export async function playRendered(
  platform: Platform,
  source: SceneSource,
  spec: RunSpec,
  factor: number,
  reference: PictureFile,
  hud: Hud | undefined,
  onFrame: (frame: Rendered) => Promise<void>,
): Promise<void> {
  const play = await openPlay(platform, source, spec);
  const { stage, built } = play;
  const pass = createMotionPass(stage, renderSizeOf(spec), built.camera);
  const { width, height } = spec.size;
  const picture = (): GPUTexture =>
    platform.device.createTexture({
      label: 'quality/rendered colour',
      size: [width, height],
      format: 'rgba8unorm',
      usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST,
    });
  const write = (texture: GPUTexture, pixels: Uint8Array<ArrayBuffer>): void =>
    platform.device.queue.writeTexture({ texture }, pixels, { bytesPerRow: width * 4 }, [width, height]);
  const color = picture();
  const mask = createMask(platform.device, renderSizeOf(spec));
  const hudless = hud && picture();
  try {
    for (let index = 0; index < spec.frames; index += factor) {
      let cut = false;
      for (let i = Math.max(0, index - factor + 1); i < index; i++) cut ||= built.sequence(i).cut;
      cut = play.pose(index).cut || cut;
      pass.render(built.scene, cut || index === 0);
      const plain = await reference.read(index);
      const pixels = hud?.draw(plain) ?? plain;
      write(color, pixels);
      if (hudless) write(hudless, plain);
      const velocity = stage.gpuTexture(pass.target.textures[1]!);
      await onFrame({
        index,
        pixels,
        color,
        hudless,
        depth: stage.gpuTexture(pass.target.depthTexture!),
        velocity,
        additive: await mask.of(velocity),
        camera: cameraOf(built.camera),
        cut: cut || index === 0,
      });
    }
  } finally {
    color.destroy();
    mask.destroy();
    hudless?.destroy();
    pass.dispose();
    play.dispose();
  }
}

/** How often more than once a pixel is covered, which added light alone does; see SceneMotionNode. */
function createMask(device: GPUDevice, { width, height }: RunSpec['size']) {
  const texture = device.createTexture({
    label: 'quality/additive',
    size: [width, height],
    format: 'r8unorm',
    usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST,
  });
  return {
    async of(velocity: GPUTexture): Promise<GPUTexture> {
      const halves = new Uint16Array((await readTexture(device, velocity)).buffer);
      const bytes = Uint8Array.from({ length: width * height }, (_, i) =>
        Math.round(255 * Math.min(Math.max(halfToNumber(halves[4 * i + 3]!) - 1, 0), 1)),
      );
      device.queue.writeTexture({ texture }, bytes, { bytesPerRow: width }, [width, height]);
      return texture;
    },
    destroy: () => texture.destroy(),
  };
}

function cameraOf(camera: THREE.PerspectiveCamera): Rendered['camera'] {
  return { projection: camera.projectionMatrix.toArray(), view: camera.matrixWorldInverse.toArray() };
}
