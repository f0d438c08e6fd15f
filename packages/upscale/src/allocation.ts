import type { Gpu } from '@frameloom/gpu';
import type { Size } from '@frameloom/gpu/frame';
import type { ShaderVariant } from './libraries.ts';
import {
  createDisplayResources,
  createFixedResources,
  createRenderResources,
  type DisplayResources,
  type FixedResources,
  type RenderResources,
} from './resources.ts';

/** The GPU objects of one upscaler, at the sizes that came. */
export type Allocation = {
  readonly displaySize: Size;
  readonly fixed: FixedResources;
  readonly display: DisplayResources;
  readonly bytes: number;
  /** The objects for frames of `size`. Grows with what comes: only a frame larger than every one before makes new ones. */
  render(size: Size): { resources: RenderResources; isNew: boolean };
  /** Makes everything for another output size. */
  resize(displaySize: Size, maxRenderSize?: Size): void;
  /** Ends a frame: what it wrote is what the next one reads. */
  swap(): void;
  dispose(): void;
};

/** Allocates what has the display's size; the rest follows with the first frame. */
export function createAllocation(
  gpu: Gpu,
  label: string,
  { alpha }: ShaderVariant,
  sizes: { displaySize: Size; maxRenderSize?: Size | undefined },
): Allocation {
  const fixed = createFixedResources(gpu, label);
  let displaySize = { ...sizes.displaySize };
  let least = sizes.maxRenderSize;
  let display = createDisplayResources(gpu, label, displaySize, alpha);
  let render: RenderResources | undefined;

  return {
    fixed,
    get displaySize() {
      return displaySize;
    },
    get display() {
      return display;
    },
    get bytes() {
      return (render?.bytes ?? 0) + display.bytes + fixed.bytes;
    },
    render(size) {
      const has = render?.capacity ?? least ?? { width: 0, height: 0 };
      if (render && has.width >= size.width && has.height >= size.height) {
        return { resources: render, isNew: false };
      }
      render?.dispose();
      render = createRenderResources(gpu, label, {
        width: Math.max(has.width, size.width),
        height: Math.max(has.height, size.height),
      });
      return { resources: render, isNew: true };
    },
    resize(size, maxRenderSize) {
      display.dispose();
      render?.dispose();
      render = undefined;
      displaySize = { ...size };
      least = maxRenderSize;
      display = createDisplayResources(gpu, label, displaySize, alpha);
    },
    swap() {
      display.history.swap();
      display.state.swap();
      render?.surface.swap();
      render?.luma.swap();
      render?.traces.swap();
      render?.shading.swap();
    },
    dispose() {
      render?.dispose();
      display.dispose();
      fixed.dispose();
    },
  };
}
