/** By device: pipelines under way or in use, by what they are made of. */
const byDevice = new WeakMap<GPUDevice, Map<string, WeakRef<Promise<GPUComputePipeline>>>>();
/** Keeps a promise for as long as its pipeline is in use. */
const promises = new WeakMap<GPUComputePipeline, Promise<GPUComputePipeline>>();

/**
 * The pipeline of `key` on a device: one that is in use or compiles already, else what `make` makes. Layers of one shape,
 * two upscalers or a new one after a resize compile once. What nobody uses any more is collected as ever.
 */
export function sharePipeline(
  device: GPUDevice,
  key: string,
  make: () => Promise<GPUComputePipeline>,
): Promise<GPUComputePipeline> {
  let pipelines = byDevice.get(device);
  if (!pipelines) byDevice.set(device, (pipelines = new Map()));
  const known = pipelines.get(key)?.deref();
  if (known) return known;
  for (const [name, held] of pipelines) if (!held.deref()) pipelines.delete(name);
  const made = make();
  pipelines.set(key, new WeakRef(made));
  made.then(
    (pipeline) => promises.set(pipeline, made),
    () => pipelines.delete(key),
  );
  return made;
}
