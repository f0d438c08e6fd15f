import { expect, test } from 'vitest';
import { formatReport } from '../../bench/print.ts';
import { runBench } from '../../bench/run.ts';
import { canvasStub } from '../../bench/canvas-stub.ts';

test('a tiny run measures ours and TAAUNode, with the bytes that their formats imply', async () => {
  const displaySize = { width: 64, height: 48 };
  const report = await runBench(
    { size: displaySize, ratio: 2, frames: 2 },
    { gpu: navigator.gpu, createCanvas: canvasStub, peer: undefined, progress: () => {} },
  );
  expect(report.renderSize).toEqual({ width: 32, height: 24 });
  expect(report.bandwidth.copy).toBeGreaterThan(1e6);
  expect(report.bandwidth.compute).toBeGreaterThan(1e6);
  expect(report.methods.map(({ name }) => name)).toEqual(['analytic', 'standard', 'lite', 'taau']);
  for (const method of report.methods) {
    expect(method.memory).toBeGreaterThan(64 * 48 * 8);
    expect(method.wall.best).toBeGreaterThan(0);
    expect(method.cpu.best).toBeGreaterThan(0);
    if (!report.hasTimestamps) continue;
    expect(method.span?.best).toBeGreaterThan(0);
    const passes = method.passes.map(({ timing }) => timing?.p50 ?? Number.NaN);
    // Of two frames: the slower time of every pass may come from the other one.
    expect(passes.reduce((sum, ms) => sum + ms)).toBeLessThanOrEqual(2.01 * method.span!.p95);
  }
  const [ours, , , taau] = report.methods;
  const trafficOf = (passes: typeof taau, label: string): unknown =>
    passes?.passes.find((pass) => pass.label.includes(label))?.traffic;
  const display = 64 * 48 * 8;
  const render = 32 * 24;
  expect(trafficOf(taau, 'copy TAAUNode.resolve')).toEqual({ read: display, written: display });
  expect(trafficOf(taau, 'copy depth32float')).toEqual({ read: render * 4, written: render * 4 });
  // Colour, velocity, depth, previous depth, history and lock in; the resolved picture out; and some uniforms.
  const resolve = trafficOf(taau, 'pass') as { read: number; written: number };
  expect(resolve.written).toBe(display);
  expect(resolve.read - (render * (8 + 4 + 4 + 4) + 2 * display)).toBeGreaterThanOrEqual(0);
  expect(resolve.read - (render * (8 + 4 + 4 + 4) + 2 * display)).toBeLessThan(1024);
  expect(trafficOf(ours, 'upscale/sharpen')).toMatchObject({ written: display });
  expect(formatReport(report)).toMatch(/analytic \/ taau +\d/);
}, 120_000);
