import type { Gpu } from '@frameloom/gpu';
import { createSpatialUpscaler, type SpatialUpscaler } from '@frameloom/upscale';
import { createCanvasView, type CanvasView, type Level } from '@frameloom/world';
import type { Look } from '../shared/level/looks.ts';

/** The pictures through the spatial upscaler, which knows no motion: it follows edges where own pixels are stairs. */
export const upscaled: Look = { name: 'upscaled', title: 'Upscaled', create: createUpscaledView };

/** It enlarges at most three times: so it does it twice. */
const [factor, times] = [3, 2];
const sharpness = 0.5;

async function createUpscaledView(gpu: Gpu, canvas: HTMLCanvasElement, level: Level): Promise<CanvasView> {
  const create = (): Promise<SpatialUpscaler[]> => {
    const sizes = Array.from({ length: times }, (_, i) => enlarged(level.info, factor ** (i + 1)));
    return Promise.all(
      sizes.map((displaySize) =>
        createSpatialUpscaler(gpu, { displaySize, hdr: false, label: 'drive upscaler' }),
      ),
    );
  };
  let stages = await create();
  let { device } = gpu;
  const dispose = (): void => {
    for (const stage of stages) stage.dispose();
  };
  const stopListening = gpu.onRebuild(async () => {
    dispose();
    stages = await create();
    ({ device } = gpu);
  });
  const view = await createCanvasView(gpu, canvas, () => stages.at(-1)!.output, 'drive upscaler');
  return {
    draw() {
      if (gpu.isLost || gpu.device !== device) return;
      const encoder = device.createCommandEncoder({ label: 'drive upscaler' });
      let [color, renderSize] = [level.output, enlarged(level.info, 1)];
      for (const stage of stages) {
        stage.record(encoder, { color, renderSize, sharpness });
        [color, renderSize] = [stage.output, stage.displaySize];
      }
      device.queue.submit([encoder.finish()]);
      view.draw();
    },
    dispose() {
      stopListening();
      view.dispose();
      dispose();
    },
  };
}

function enlarged(
  { width, height }: { width: number; height: number },
  by: number,
): { width: number; height: number } {
  return { width: width * by, height: height * by };
}
