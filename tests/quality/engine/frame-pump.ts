// three.js counts frames by its own requestAnimationFrame loop, and nodes that update "once per frame" are keyed to that
// count: rendering twice within one of its frames renders the scene once. So the harness owns requestAnimationFrame and
// steps it by hand, exactly once per frame of the sequence.

/** Steps the animation frame callbacks that were requested since the last step. */
export type FramePump = { step(): void };

type FrameCallback = (time: number) => void;
type AnimationScope = {
  requestAnimationFrame: (callback: FrameCallback) => number;
  cancelAnimationFrame: (handle: number) => void;
};

let installed: FramePump | undefined;

/** Replaces the global requestAnimationFrame for good (once per process or page) and returns the pump. */
export function installFramePump(): FramePump {
  if (installed) return installed;
  const pending = new Map<number, FrameCallback>();
  let handles = 0;
  const scope = globalThis as unknown as AnimationScope;
  scope.requestAnimationFrame = (callback) => {
    handles += 1;
    pending.set(handles, callback);
    return handles;
  };
  scope.cancelAnimationFrame = (handle) => void pending.delete(handle);
  installed = {
    step() {
      const callbacks = [...pending.values()];
      pending.clear();
      for (const callback of callbacks) callback(performance.now());
    },
  };
  return installed;
}
