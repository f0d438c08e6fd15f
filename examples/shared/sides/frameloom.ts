import { upscale, type UpscaleNode, type UpscaleOptions, type UpscaleStats } from '@frameloom/three';
import { plainMethod, type Method, type MethodInput } from './method.ts';

/** Fewer pixels through `upscale()`; the gallery uses nothing that is not public. */
export function createFrameloom(input: MethodInput, options: Pick<UpscaleOptions, 'path' | 'model'>): Method {
  const { scene, camera, ratio, sharpness } = input;
  const node = upscale(scene, camera, { ratio, sharpness, ...options });
  return {
    ...plainMethod,
    output: node,
    renderSize: () => node.stats.renderSize,
    setRatio: (next) => {
      node.ratio = next;
    },
    setSharpness: (next) => {
      node.sharpness = next;
    },
    setDebug: (view) => {
      if (options.path === 'temporal') node.debug = view;
    },
    reset: () => node.reset(),
    ownPasses: () => passTimes(node),
    ownBytes: () => node.stats.memoryBytes,
    note: () => notes[node.stats.model],
    ready: node.ready,
    dispose: () => node.dispose(),
  };
}

const notes: Readonly<Record<UpscaleStats['model'], string>> = {
  none: '',
  ready: '',
  loading: 'network is loading',
  failed: 'network failed to load',
};

function passTimes(node: UpscaleNode): Record<string, number> {
  const times: Record<string, number> = {};
  for (const [label, sample] of Object.entries(node.stats.gpuMs)) times[label] = sample.p50;
  return times;
}
