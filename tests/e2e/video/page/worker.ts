// createUpscaleTransform() in a worker: makes four frames, upscales them, tells what came out.
import { createUpscaleTransform } from '@frameloom/video';

const answer = new BroadcastChannel('upscale transform');

async function run(): Promise<{ width: number; height: number; timestamp: number }[]> {
  const { readable, writable } = createUpscaleTransform({ model: 'none', scale: 1.5, live: false });
  const seen: { width: number; height: number; timestamp: number }[] = [];
  const read = readable.pipeTo(
    new WritableStream({
      write(frame) {
        seen.push({ width: frame.displayWidth, height: frame.displayHeight, timestamp: frame.timestamp });
        frame.close();
      },
    }),
  );
  const writer = writable.getWriter();
  for (let i = 0; i < 4; i++) {
    const canvas = new OffscreenCanvas(32, 18);
    canvas.getContext('2d')!.fillRect(0, 0, 32, 18);
    await writer.write(new VideoFrame(canvas, { timestamp: i * 1000 }));
  }
  await writer.close();
  await read;
  return seen;
}

// A broadcast has no target; the rule takes it for a window's message.
// oxlint-disable unicorn/require-post-message-target-origin
void run().then(
  (seen) => answer.postMessage(seen),
  (error: unknown) => answer.postMessage(String(error)),
);
