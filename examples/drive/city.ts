import type { Gpu } from '@frameloom/gpu';
import { createCanvasView, createLevelPainter, type CanvasView, type Level } from '@frameloom/world';
import type { Look } from '../shared/level/looks.ts';

/** The pictures painted anew, three times as large, by a network that reads their classes: with sun, shadows and haze. */
export const city: Look = { name: 'city', title: 'City', create: createCityView };

async function createCityView(gpu: Gpu, canvas: HTMLCanvasElement, level: Level): Promise<CanvasView> {
  const painter = await createLevelPainter(
    gpu,
    level,
    new URL('../../models/city/town/model.json', import.meta.url),
    {
      weights: new URL('../../models/city/town/town.safetensors', import.meta.url),
      label: 'drive city',
    },
  );
  const view = await createCanvasView(gpu, canvas, () => painter.output, 'drive city');
  return {
    draw() {
      if (level.isLost) return;
      painter.paint();
      view.draw();
    },
    dispose() {
      view.dispose();
      painter.dispose();
    },
  };
}
