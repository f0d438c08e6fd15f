// What models/upscale ships is what packages/nn and the upscaler can run, at the cost that the card states.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseArchitecture, parseModelConfig, parseSafetensors, toFloat32 } from '@frameloom/nn';
import { expect, test } from 'vitest';
import { mapShape, sizeOf } from '../../../packages/nn/src/network/shape.ts';
import { hasTorch, runPython } from '../../support/python.ts';
import { planNetwork } from '../../../packages/nn/src/network/plan.ts';

const root = join(import.meta.dirname, '../../../models/upscale');
const limits = { standard: 1.4e9, lite: 0.4e9 } as const;
const tiers = (['standard', 'lite'] as const).filter((tier) => existsSync(join(root, tier, 'model.json')));

test('there is a standard model', () => {
  expect(tiers).toContain('standard');
});

test.each(tiers)('%s: files fit each other, the upscaler and its budget', (tier) => {
  const config = parseModelConfig(readFileSync(join(root, tier, 'model.json')));
  expect(config).toMatchObject({ name: `upscale-${tier}`, task: 'upscale' });
  const bytes = readFileSync(join(root, tier, config.weights.file));
  expect(bytes.length).toBe(config.weights.bytes);
  expect(bytes.length).toBeLessThanOrEqual(200_000);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(config.weights.sha256);

  const { tensors } = parseSafetensors(bytes);
  const plan = planNetwork(tier, parseArchitecture(config.architecture), tensors);
  expect([...plan.inputs.values()]).toEqual([mapShape(16)]);
  expect([...plan.outputs.values()]).toEqual([mapShape(32, 1)]);
  for (const tensor of tensors.values()) {
    expect(tensor.dtype).toBe('F16');
    expect(toFloat32(tensor).every((value) => Number.isFinite(value))).toBe(true);
  }
  // Multiply-adds at 960×540, each level rounded up.
  const macs = plan.layers.reduce((sum, { tensors: own, shape }) => {
    const { width, height } = sizeOf(shape, { width: 960, height: 540 });
    return sum + width * height * own.get('weight')!.shape.reduce((product, size) => product * size, 1);
  }, 0);
  expect(macs).toBe(config.metrics['macs_960x540']);
  expect(macs).toBeLessThanOrEqual(limits[tier]);
});

// Recording itself needs a GPU; what is made of the recording does not.
test.skipIf(!hasTorch)(
  'a recorded loss gives its gradients at each replay',
  { timeout: 60_000 },
  async () => {
    const code = `
import contextlib, torch
from models.shared.graphs import Graph
class Nothing:
    def wait_stream(self, other): pass
    def replay(self): pass
for name in ('Stream', 'current_stream', 'CUDAGraph'): setattr(torch.cuda, name, Nothing)
for name in ('synchronize', 'empty_cache'): setattr(torch.cuda, name, lambda: None)
for name in ('stream', 'graph'): setattr(torch.cuda, name, lambda *some, **more: contextlib.nullcontext())
w, x = torch.randn(3, requires_grad=True), torch.randn(3)
graph = Graph(lambda: (w * x).square().sum(), [w], None)
for _ in range(2):
    w.grad = None
    torch.stack([graph()]).sum().backward()
    print('right' if torch.allclose(w.grad, 2 * w * x * x) else 'wrong')`;
    expect((await runPython('-c', [code])).trim()).toBe('right\nright');
  },
);
