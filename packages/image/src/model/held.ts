/** A component that is on the GPU while it is used, or for good. */
export type Held<Part> = {
  /** Makes it, unless it is there. */
  get(): Promise<Part>;
  /** Gives its memory back, unless it stays for good. */
  release(): void;
  dispose(): void;
  /** The part, where it is there. */
  readonly now: Part | undefined;
  /** GPU memory held, bytes. */
  readonly bytes: number;
};

/** `stays`: whether `release` leaves it where it is. */
export function createHeld<Part extends { bytes: number; dispose(): void }>(
  stays: boolean,
  make: () => Promise<Part>,
): Held<Part> {
  let part: Part | undefined;
  const dispose = (): void => {
    part?.dispose();
    part = undefined;
  };
  return {
    get: async () => (part ??= await make()),
    release: () => (stays ? undefined : dispose()),
    dispose,
    get now() {
      return part;
    },
    get bytes() {
      return part?.bytes ?? 0;
    },
  };
}
