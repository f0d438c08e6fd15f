import { expect, it } from 'vitest';
import { sliceLimitOf } from '@frameloom/nn';

it('slices are a tenth as large on a software GPU, where they take as long', () => {
  const [software, hardware] = [sliceLimitOf({ tier: 'software' }), sliceLimitOf({ tier: 'standard' })];
  expect(software.bytes).toBeLessThanOrEqual(hardware.bytes / 10);
  expect(software.macs).toBeLessThanOrEqual(hardware.macs / 10);
});
