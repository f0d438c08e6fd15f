/** Something that runs all networks of a step once per call. */
export type Runner = {
  name: string;
  run(): Promise<void>;
  /** Outputs of the last run by `<network>/<map>`, channel by channel. */
  read(): Promise<Map<string, Float32Array>>;
  dispose(): Promise<void>;
};

/** Median milliseconds from a call to the end of its work on the GPU. */
export async function timeRuns(
  device: GPUDevice,
  count: number,
  run: () => Promise<void> | void,
): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < count + 2; i++) {
    const start = performance.now();
    await run();
    await device.queue.onSubmittedWorkDone();
    times.push(performance.now() - start);
  }
  // The first ones touch everything for the first time.
  return times.slice(2).toSorted((a, b) => a - b)[count >> 1]!;
}
