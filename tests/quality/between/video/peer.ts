// The peer in a Python of its own: a line of JSON in, a frame out.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Makes the frame between two; RGB bytes in base64. */
export type Peer = {
  make(first: string, second: string, width: number, height: number): Promise<string>;
  stop(): void;
};

const script = fileURLToPath(new URL('peer.py', import.meta.url));

/** @param python the interpreter that has the peer's package. */
export function startPeer(python: string): Peer {
  const running = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: running.stdout })[Symbol.asyncIterator]();
  return {
    async make(first, second, width, height) {
      running.stdin.write(`${JSON.stringify({ first, second, width, height })}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`quality: the peer in ${python} ended.`);
      return value;
    },
    stop: () => void running.stdin.end(),
  };
}
