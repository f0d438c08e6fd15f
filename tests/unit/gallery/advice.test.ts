import { expect, test } from 'vitest';
import { adviseOnWebGpu, type Situation } from '../../../examples/shared/ui/advice.ts';

const agents = {
  chromeLinux:
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36',
  edgeWindows:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/112.0 Safari/537.36 Edg/112.0',
  firefoxLinux: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
  safariMac:
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15',
  chromeAndroid:
    'Mozilla/5.0 (Linux; Android 11; Pixel 4) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/110.0 Mobile Safari/537.36',
};
const situation = (userAgent: string, rest: Partial<Situation> = {}): Situation => ({
  userAgent,
  isSecure: true,
  hasApi: false,
  hasTouch: false,
  ...rest,
});

test.each([
  ['chromeLinux', /this version of Chrome on Linux/, /--enable-unsafe-webgpu/],
  ['edgeWindows', /this version of Edge on Windows/, /Chrome or Edge 113/],
  ['firefoxLinux', /Firefox on Linux/, /On Linux use Chrome or Edge/],
  ['safariMac', /Safari on macOS/, /Safari 26/],
  ['chromeAndroid', /Chrome on Android/, /Android 12/],
] as const)('%s is told what to do in that browser', (name, why, todo) => {
  const advice = adviseOnWebGpu(situation(agents[name]));
  expect(advice.why).toMatch(why);
  expect(advice.todo).toMatch(todo);
});

test('an iPad, which calls itself a Mac, is sent to its update, whatever the browser', () => {
  expect(adviseOnWebGpu(situation(agents.safariMac, { hasTouch: true })).todo).toMatch(/iPadOS 26/);
});

test('a browser without an adapter is sent to its settings, and an insecure address to a secure one', () => {
  expect(adviseOnWebGpu(situation(agents.edgeWindows, { hasApi: true })).todo).toMatch(/edge:\/\/settings/);
  expect(adviseOnWebGpu(situation(agents.safariMac, { isSecure: false })).why).toMatch(/https/);
});
