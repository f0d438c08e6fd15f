import type { Gpu } from '@frameloom/gpu';
import type { Network } from '@frameloom/nn';
import type { Ends } from './ends.ts';
import { createCapacity, featuresBindings, type NetworkFrame } from './maps.ts';

/** The inner layers of a network between enter.wgsl and leave.wgsl. */
export function createNarrowed(gpu: Gpu, label: string, network: Network, ends: Ends): NetworkFrame {
  const [input, output] = [network.inputs[0]!, network.outputs[0]!];
  const maps = createCapacity(gpu, label, (pool, { render }) => {
    const { width, height } = render.capacity;
    const pixels = Math.ceil(width / 2) * Math.ceil(height / 2);
    // Of this frame's passes only those before the network read the depth of the last one.
    network.resize(render.capacity, [render.previousNearness]);
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
    const make = (name: string, channels: number): GPUBuffer =>
      pool.buffer({ label: `${label}/${name}`, size: Math.ceil(channels / 4) * pixels * 8, usage });
    const entered = make(
      'entered',
      ends.sharesBuffer ? Math.max(input.channels, output.channels) : input.channels,
    );
    return { entered, last: ends.sharesBuffer ? entered : make('last', output.channels) };
  });
  return {
    get bytes() {
      return maps.bytes;
    },
    record(encoder, resources, timer) {
      const { parameters, more } = maps.get(resources);
      const { renderSize } = resources.frame;
      const half = { width: Math.ceil(renderSize.width / 2), height: Math.ceil(renderSize.height / 2) };
      const bindings = {
        ...featuresBindings(resources, parameters),
        ...ends.enterWeights,
        entered: more.entered,
      };
      ends.enter.record(encoder, bindings, half, timer);
      const format = 'f16' as const;
      network.record(
        encoder,
        { [input.name]: { buffer: more.entered, channels: input.channels, format } },
        { [output.name]: { buffer: more.last, channels: output.channels, format } },
        renderSize,
        timer,
      );
      const params = resources.fixed.params.buffer;
      const quads = { width: Math.ceil(half.width / 4), height: half.height, depth: 4 };
      ends.leave.record(
        encoder,
        { params, last: more.last, ...ends.leaveWeights, ...parameters },
        quads,
        timer,
      );
      return parameters;
    },
    dispose: () => maps.dispose(),
  };
}
