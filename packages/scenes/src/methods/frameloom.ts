import { upscale, type UpscaleNode, type UpscaleStats } from '@frameloom/three';
import { plainMethod, type Method, type MethodInput } from './method.ts';
import type { MethodId } from './names.ts';

/** Path and network behind each of our own names. */
export const frameloomOptions: Readonly<Record<FrameloomId, FrameloomOptions>> = {
  spatial: { path: 'spatial' },
  analytic: { path: 'temporal', model: 'none' },
  standard: { path: 'temporal', model: 'standard' },
  lite: { path: 'temporal', model: 'lite' },
};

export type FrameloomId = Extract<MethodId, 'spatial' | 'analytic' | 'standard' | 'lite'>;

/** What `upscale()` and `createUpscaler()` are told. */
export type FrameloomOptions = { path: 'spatial' | 'temporal'; model?: 'standard' | 'lite' | 'none' };

/** Fewer pixels through `upscale()`, driven as an app drives it. */
export function createFrameloom(id: FrameloomId, input: MethodInput): Method {
  const { scene, camera, ratio, sharpness, frameTimeDelta } = input;
  const options = frameloomOptions[id];
  const node = upscale(scene, camera, { ratio, ...(sharpness !== undefined && { sharpness }), ...options });
  if (frameTimeDelta !== undefined) node.frameTimeDelta = frameTimeDelta;
  const modelState = new Promise<UpscaleStats['model']>((resolve) => {
    node.addEventListener('model', (event) => resolve(event.state));
  });
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
    async complete() {
      await node.ready;
      if ((options.model ?? 'none') !== 'none' && (await modelState) !== 'ready')
        throw new Error(`${id}: the network failed to load.`);
    },
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
