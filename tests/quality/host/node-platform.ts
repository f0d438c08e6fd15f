// Dawn in Node, with the canvas that three.js wants to hold but never draws to here.
import { nodeGpu } from '../../support/node-gpu.ts';
import { takeLavapipe } from '../../support/take-lavapipe.ts';
import { createPlatform, type Platform, type Size } from '../engine/platform.ts';

/** The platform of this Node process. */
export function createNodePlatform(): Promise<Platform & { assertHealthy(): void }> {
  takeLavapipe();
  return createPlatform(nodeGpu, canvasStub);
}

function canvasStub(size: Size): HTMLCanvasElement {
  const canvas = {
    width: size.width,
    height: size.height,
    style: {},
    addEventListener: () => {},
    removeEventListener: () => {},
    getContext: () => null,
  };
  return canvas as unknown as HTMLCanvasElement;
}
