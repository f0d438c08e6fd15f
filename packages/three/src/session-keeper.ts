import type { Renderer, Scene } from 'three/webgpu';
import { getRenderSize, type ModelState, type Size } from '@frameloom/upscale';
import { isOrthographic } from './camera.ts';
import { isBlended, type UpscaleInputs } from './inputs.ts';
import type { UpscaleOptions } from './options.ts';
import { createSession, type Session } from './session.ts';
import { getDevice } from './three-gpu.ts';

/** What a keeper tells of its sessions. */
export type SessionEvents = {
  onReady(): void;
  onFailed(reason: unknown): void;
  onWarning(warning: { code: string; message: string }): void;
  onModel(state: ModelState): void;
};

/** The session of one node: another device, kind of camera, depth or background makes a new one. */
export interface SessionKeeper {
  readonly session: Session | undefined;
  /** The session for what is rendered now. A new one compiles while a bilinear picture shows. */
  update(renderer: Renderer, displaySize: Size): { session: Session; isNew: boolean };
  dispose(): void;
}

/** Makes a keeper without a session; the first frame makes one. */
export function createSessionKeeper(
  inputs: UpscaleInputs,
  options: UpscaleOptions,
  events: SessionEvents,
): SessionKeeper {
  const { path = 'temporal', check = false, model, targetFps, minRatio = 1 } = options;
  let session: Session | undefined;
  let sessionKey = '';
  let sessionDevice: GPUDevice | undefined;

  return {
    get session() {
      return session;
    },
    update(renderer, displaySize) {
      const device = getDevice(renderer);
      const depth = renderer.reversedDepthBuffer === true ? 'reversed' : 'normal';
      const camera = isOrthographic(inputs.camera) ? 'orthographic' : 'perspective';
      const alpha = options.alpha ?? isTransparent(inputs, renderer);
      const key = `${depth} ${camera} ${alpha}`;
      if (session !== undefined && sessionKey === key && sessionDevice === device) {
        return { session, isNew: false };
      }
      session?.dispose();
      session = createSession(device, {
        displaySize,
        depth,
        camera,
        path,
        alpha,
        check,
        model,
        onModel: events.onModel,
        blended: isBlended(inputs),
        targetFps,
        maxRenderSize: targetFps === undefined ? undefined : getRenderSize(displaySize, minRatio),
        onWarning: events.onWarning,
      });
      session.ready.then(events.onReady, events.onFailed);
      sessionKey = key;
      sessionDevice = device;
      return { session, isNew: true };
    },
    dispose() {
      session?.dispose();
      session = undefined;
    },
  };
}

/** Whether the page shows through what the scene leaves open. */
function isTransparent({ scenePass, depth }: UpscaleInputs, renderer: Renderer): boolean {
  const scene = (scenePass ?? depth.passNode)?.scene as Scene | undefined;
  return scene !== undefined && scene.background === null && renderer.getClearAlpha() < 1;
}
