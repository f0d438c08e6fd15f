import { useFrame, useThree } from '@react-three/fiber';
import { useEffect, useEffectEvent, useImperativeHandle, useLayoutEffect, useMemo, useState } from 'react';
import type { Camera, Renderer, Scene } from 'three/webgpu';
import type { UpscaleNode } from '../upscale-node.ts';
import { createUpscalePipeline, type UpscalePipeline } from './pipeline.ts';
import { fixedOptions, readOptions, type UpscaleProps } from './props.ts';
import { createSettling } from './settling.ts';

/**
 * Upscales the scene of a react-three-fiber `<Canvas>`: put it anywhere inside. It takes over drawing, as `useFrame` with a priority
 * does, and gives it back when it is unmounted. With `frameloop="demand"` it asks for 32 frames after the last change, so
 * that the picture converges.
 *
 * ```tsx
 * <Canvas gl={async (props) => {
 *   const renderer = new WebGPURenderer(props as WebGPURendererParameters);
 *   await renderer.init();
 *   return renderer;
 * }}>
 *   <Upscale quality="performance" />
 * </Canvas>
 * ```
 *
 * `quality`, `ratio`, `sharpness`, `preExposure`, `camera`, `enabled` and `debug` change in place; any other prop makes a new node,
 * without history. Options that `upscale()` refuses throw while React commits: an error boundary gets them.
 */
export function Upscale(props: UpscaleProps): null {
  const renderer = useThree((state) => state.gl) as unknown as Renderer;
  const ownScene = useThree((state) => state.scene) as Scene;
  const ownCamera = useThree((state) => state.camera) as Camera;
  const { scene = ownScene, camera = ownCamera, renderPriority = 1 } = props;
  const pipeline = usePipeline(renderer, scene, camera, props);
  useChanges(pipeline?.node, camera, props);
  useEvents(pipeline?.node, props);
  useImperativeHandle<UpscaleNode | null, UpscaleNode | null>(props.ref, () => pipeline?.node ?? null, [
    pipeline,
  ]);

  const settling = useMemo(createSettling, [pipeline]);
  useFrame(
    ({ frameloop, invalidate }) => {
      if (!pipeline) return;
      pipeline.render();
      if (frameloop === 'demand' && settling.needsAnother(camera)) invalidate();
    },
    // A priority of 0 leaves drawing to the canvas.
    pipeline ? Math.max(renderPriority, Number.MIN_VALUE) : 0,
  );
  return null;
}

function usePipeline(
  renderer: Renderer,
  scene: Scene,
  camera: Camera,
  props: UpscaleProps,
): UpscalePipeline | undefined {
  const [pipeline, setPipeline] = useState<UpscalePipeline>();
  const invalidate = useThree((state) => state.invalidate);
  const create = useEffectEvent(() =>
    createUpscalePipeline(renderer, scene, camera, readOptions(props), props.effects),
  );
  useLayoutEffect(() => {
    const made = create();
    setPipeline(made);
    invalidate();
    return () => {
      setPipeline(undefined);
      made?.dispose();
    };
  }, [renderer, scene, props.effects, invalidate, ...fixedOptions(props)]);
  return pipeline;
}

/** Props that a node takes at any time. */
function useChanges(node: UpscaleNode | undefined, camera: Camera, props: UpscaleProps): void {
  const { ratio, quality, targetFps, sharpness, preExposure = 1, enabled = true, debug = 'none' } = props;
  const invalidate = useThree((state) => state.invalidate);
  useLayoutEffect(() => {
    if (!node) return;
    if (ratio !== undefined) node.ratio = ratio;
    else if (quality !== undefined) node.quality = quality;
    // The governor has chosen a ratio by itself.
    else if (targetFps === undefined) node.quality = 'performance';
  }, [node, ratio, quality, targetFps]);
  useLayoutEffect(() => {
    if (!node) return;
    Object.assign(node, { camera, sharpness, preExposure, enabled, debug });
    invalidate();
  }, [node, camera, sharpness, preExposure, enabled, debug, ratio, quality, invalidate]);
}

function useEvents(node: UpscaleNode | undefined, props: UpscaleProps): void {
  const invalidate = useThree((state) => state.invalidate);
  const onReady = useEffectEvent(() => {
    invalidate();
    props.onReady?.();
  });
  const onError = useEffectEvent((error: unknown) => props.onError?.(error));
  const onRatio = useEffectEvent<NonNullable<UpscaleProps['onRatio']>>((event) => props.onRatio?.(event));
  const onWarning = useEffectEvent<NonNullable<UpscaleProps['onWarning']>>((event) =>
    props.onWarning?.(event),
  );
  const onModel = useEffectEvent<NonNullable<UpscaleProps['onModel']>>((event) => {
    invalidate();
    props.onModel?.(event);
  });
  const onFallback = useEffectEvent<NonNullable<UpscaleProps['onFallback']>>((event) =>
    props.onFallback?.(event),
  );
  useEffect(() => {
    if (!node) return;
    let isMounted = true;
    node.ready.then(
      () => isMounted && onReady(),
      (error: unknown) => isMounted && onError(error),
    );
    node.addEventListener('ratio', onRatio);
    node.addEventListener('warning', onWarning);
    node.addEventListener('model', onModel);
    node.addEventListener('fallback', onFallback);
    return () => void (isMounted = false);
  }, [node]);
}
