// Prints the name of the adapter that Dawn finds in Node, or nothing and exits with 1. Its own process, because a broken
// driver can take a process down.
import { create, globals } from 'webgpu';

Object.assign(globalThis, globals);
globalThis.nodeGpu = create([]);
const adapter = await globalThis.nodeGpu.requestAdapter();
if (adapter) {
  const { vendor, architecture, device, description } = adapter.info;
  console.log(description || [vendor, architecture, device].filter(Boolean).join(' ') || 'unnamed adapter');
}
process.exit(adapter ? 0 : 1);
