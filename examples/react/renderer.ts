import type { CanvasProps } from '@react-three/fiber';
import { WebGPURenderer } from 'three/webgpu';

/** Makes the renderer of a `<Canvas>`. One sample per pixel: the upscaler anti-aliases. */
export const createRenderer: Extract<CanvasProps['gl'], (...args: never[]) => unknown> = async (props) => {
  const renderer = new WebGPURenderer({ canvas: props.canvas as HTMLCanvasElement, antialias: false });
  await renderer.init();
  return renderer;
};
