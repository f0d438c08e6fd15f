// Draws the night market's flight frame by frame, three samples per pixel and axis, and encodes it as a web video: small,
// with the losses that such videos have. Run by make.mjs.
import { BufferTarget, CanvasSource, Output, WebMOutputFormat } from 'mediabunny';
import * as THREE from 'three/webgpu';
import { buildScene } from '@frameloom/scenes';

/** What the clip is. */
export type ClipOptions = {
  width: number;
  height: number;
  fps: number;
  /** Seconds of the flight at which each shot starts. */
  shots: readonly number[];
  /** Seconds of a shot. */
  length: number;
  /** Bits per second. */
  bitrate: number;
  shadows: boolean;
  /** Rendered samples per pixel and axis. */
  samples: number;
};

async function renderClip(options: ClipOptions, report: (text: string) => void): Promise<Uint8Array> {
  const { width, height, fps, shots, length, bitrate, samples } = options;
  const canvas = document.querySelector('canvas')!;
  const renderer = new THREE.WebGPURenderer({ canvas, antialias: false });
  await renderer.init();
  renderer.setPixelRatio(1);
  renderer.setSize(width * samples, height * samples, false);
  renderer.toneMapping = THREE.ACESFilmicToneMapping;
  renderer.shadowMap.enabled = options.shadows;
  const world = await buildScene('market', { shadows: options.shadows });
  world.camera.aspect = width / height;
  world.camera.updateProjectionMatrix();

  const small = new OffscreenCanvas(width, height);
  const context = small.getContext('2d', { alpha: false })!;
  context.imageSmoothingQuality = 'high';
  const target = new BufferTarget();
  const output = new Output({ format: new WebMOutputFormat(), target });
  const source = new CanvasSource(small, {
    codec: 'vp9',
    bitrate,
    keyFrameInterval: 2,
    latencyMode: 'quality',
  });
  output.addVideoTrack(source, { frameRate: fps });
  await output.start();
  const perShot = Math.round(length * fps);
  for (let frame = 0; frame < shots.length * perShot; frame++) {
    const seconds = shots[Math.floor(frame / perShot)]! + (frame % perShot) / fps;
    world.animate(seconds);
    world.flight(seconds);
    await renderer.renderAsync(world.scene, world.camera);
    // In the task that drew it: afterwards the canvas is empty.
    context.drawImage(canvas, 0, 0, width, height);
    await source.add(frame / fps, 1 / fps);
    if (frame % 10 === 0) report(`${frame} of ${shots.length * perShot}`);
  }
  await output.finalize();
  world.dispose();
  renderer.dispose();
  return new Uint8Array(target.buffer!);
}

declare global {
  var renderClip: (options: ClipOptions, report: (text: string) => void) => Promise<Uint8Array>;
}

globalThis.renderClip = renderClip;
