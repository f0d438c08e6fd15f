import { createGpu, type Gpu } from '@frameloom/gpu';

let shared: Promise<Gpu> | undefined;
let users = 0;

/** The device that all videos of a page share, reference counted. */
export type SharedGpu = { gpu: Gpu; release(): void };

/** Acquires the shared device. Throws FrameloomError `unsupported`. */
export async function acquireSharedGpu(): Promise<SharedGpu> {
  users += 1;
  const mine = (shared ??= createGpu({ label: 'frameloom video' }));
  let released = false;
  const leave = (): void => {
    if (released) return;
    released = true;
    users -= 1;
    if (users > 0 || shared !== mine) return;
    shared = undefined;
    void mine.then(
      (gpu) => gpu.dispose(),
      () => {},
    );
  };
  try {
    return { gpu: await mine, release: leave };
  } catch (error) {
    leave();
    throw error;
  }
}
