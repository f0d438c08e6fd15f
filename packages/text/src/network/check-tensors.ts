import { FrameloomError, show } from '@frameloom/gpu';
import type { WeightSource } from '../load/weight-source.ts';
import type { TextShape } from '../model/shape.ts';
import { wantedTensors } from '../model/tensors.ts';

/** Throws `load-failed` unless a source has every tensor of a model in its shape; nothing was read or allocated by then. */
export function checkTensors({ label, shapes }: WeightSource, shape: TextShape): void {
  for (const { name, shape: wanted } of wantedTensors(shape)) {
    const found = shapes.get(name);
    if (found && found.length === wanted.length && found.every((size, i) => size === wanted[i])) continue;
    const fact = found ? `has the shape ${show(found)}` : 'is missing';
    throw new FrameloomError(
      'load-failed',
      `${label}: tensor ${show(name)} ${fact}, its configuration wants ${show(wanted)}. Download the model again.`,
    );
  }
}
