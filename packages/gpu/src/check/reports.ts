/** An integration mistake that a checker found. */
export type CheckWarning<Code extends string = string> = {
  code: Code;
  /** What is wrong, what was seen, what to do. */
  message: string;
};

/** Warnings, each code once. */
export type Reports<Code extends string> = {
  readonly warnings: readonly CheckWarning<Code>[];
  /** Returns what ends the listening. */
  onWarning(listener: (warning: CheckWarning<Code>) => void): () => void;
  report(found: readonly CheckWarning<Code>[]): void;
  /** Forgets all listeners. */
  stop(): void;
};

/** Makes an empty list. */
export function createReports<Code extends string>(): Reports<Code> {
  const warnings: CheckWarning<Code>[] = [];
  const listeners = new Set<(warning: CheckWarning<Code>) => void>();
  return {
    warnings,
    onWarning(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    report(found) {
      for (const warning of found) {
        if (warnings.some(({ code }) => code === warning.code)) continue;
        warnings.push(warning);
        for (const listener of listeners) listener(warning);
      }
    },
    stop: () => listeners.clear(),
  };
}
