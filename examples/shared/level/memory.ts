import type { Gpu } from '@frameloom/gpu';
import { createCanvasView, type Level } from '@frameloom/world';

/** What the level remembers, on a canvas of its own; returns a function that draws it as it is now. */
export async function createMemory(gpu: Gpu, level: Level, canvas: HTMLCanvasElement): Promise<() => void> {
  const { width, height } = level.drawMemory();
  canvas.height = Math.round((canvas.width * height) / width);
  canvas.style.height = 'auto';
  const view = await createCanvasView(gpu, canvas, () => level.drawMemory(), 'level memory');
  return () => {
    if (canvas.hidden || level.isLost) return;
    level.drawMemory();
    view.draw();
  };
}
