// RIFE on the same frames, in a Python of its own: it sees pictures alone.
import { startPeer } from '../video/peer.ts';
import type { BetweenMethod, Rendered } from '../types.ts';

/** @param python the interpreter that has the peer's package. */
export function createPeerMethod(python: string): BetweenMethod {
  return {
    name: 'rife',
    summary: 'RIFE (HDv3): optical flow by a network, the middle of two pictures',
    async create({ size: { width, height } }) {
      const peer = startPeer(python);
      let previous: Rendered['pixels'] | undefined;
      let current: Rendered['pixels'] | undefined;
      return {
        async add({ pixels }) {
          previous = current;
          current = pixels;
        },
        async make() {
          const made = await peer.make(toRgb(previous!), toRgb(current!), width, height);
          const rgb = Buffer.from(made, 'base64');
          const pixels = new Uint8Array(width * height * 4).fill(255);
          for (let i = 0; i < width * height; i++) pixels.set(rgb.subarray(3 * i, 3 * i + 3), 4 * i);
          return pixels;
        },
        dispose: () => peer.stop(),
      };
    },
  };
}

function toRgb(pixels: Rendered['pixels']): string {
  const rgb = Buffer.alloc((pixels.length / 4) * 3);
  for (let i = 0; i < pixels.length / 4; i++) rgb.set(pixels.subarray(4 * i, 4 * i + 3), 3 * i);
  return rgb.toString('base64');
}
