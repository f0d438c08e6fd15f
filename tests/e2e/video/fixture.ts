// One page of sources for the tests of a file; what a test leaves on it, or in its console, fails the test.
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { startHarness, type Harness, type Opened } from './harness.ts';

/** What {@link useVideoPage} hands out; filled before the first test runs. */
export type VideoPage = { readonly harness: Harness; readonly opened: Opened };

/** Opens the page in which `tools` of page.ts is there, and disposes what each test made. */
export function useVideoPage(): VideoPage {
  let harness: Harness | undefined;
  let opened: Opened | undefined;
  beforeAll(async () => {
    harness = await startHarness();
    opened = await harness.open();
  }, 120_000);
  afterAll(() => harness?.close());
  afterEach(async () => {
    const left = await opened!.page.evaluate(() => {
      for (const upscaled of globalThis.made.splice(0)) upscaled.dispose();
      const count = document.querySelectorAll('[data-frameloom], canvas').length;
      document.querySelector('#place')!.replaceChildren();
      return count;
    });
    expect(left).toBe(0);
    expect(opened!.errors.splice(0)).toEqual([]);
  });
  return {
    get harness() {
      return harness!;
    },
    get opened() {
      return opened!;
    },
  };
}
