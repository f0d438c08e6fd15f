// `--record DIR`: the inputs of a temporal upscaler, the reference and the bilinear picture as flat files.
import { createWriteStream, mkdirSync, writeFileSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { recordInputs, type RecordedMeta } from '../engine/recorder.ts';
import type { Platform, Size } from '../engine/platform.ts';
import type { RunSpec } from '../engine/play.ts';
import type { Shelf } from './shelf.ts';
import type { SceneSource } from '../sequences/types.ts';

/** Writes the recording of one scene to `directory`; a finished one has a meta.json, written last. */
export async function writeRecording(
  platform: Platform,
  source: SceneSource,
  spec: RunSpec,
  directory: string,
  pictures: Pick<Shelf, 'open'>,
): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const open = (name: string): WriteStream => createWriteStream(join(directory, name));
  const streams = {
    color: open('color.bin'),
    opaque: open('opaque.bin'),
    depth: open('depth.bin'),
    velocity: open('velocity.bin'),
  };
  const frames: RecordedMeta[] = [];
  const recorded = await recordInputs(platform, source, spec, (frame) => {
    for (const name of ['color', 'opaque', 'depth', 'velocity'] as const) streams[name].write(frame[name]);
    frames.push(frame.meta);
    return drained(streams.color);
  });
  await Promise.all(Object.values(streams).map(closed));
  for (const name of ['reference', 'bilinear']) {
    const stream = open(`${name}.bin`);
    const file = await pictures.open(source.name, name);
    for (let index = 0; index < spec.frames; index++) stream.write(await file.read(index));
    await file.close();
    await closed(stream);
  }
  const meta = describe(platform, source, spec, recorded, frames);
  writeFileSync(join(directory, 'meta.json'), JSON.stringify(meta, null, 1));
}

function describe(
  platform: Platform,
  source: SceneSource,
  spec: RunSpec,
  recorded: { renderSize: Size; phases: number; mipBias: number },
  frames: readonly RecordedMeta[],
): object {
  const render = [recorded.renderSize.width, recorded.renderSize.height];
  const display = [spec.size.width, spec.size.height];
  return {
    scene: source.name,
    adapter: platform.adapterName,
    ratio: spec.ratio,
    displaySize: spec.size,
    renderSize: recorded.renderSize,
    frameCount: spec.frames,
    frameTimeDelta: 1000 / 60,
    jitterPhases: recorded.phases,
    mipBias: recorded.mipBias,
    referenceSamples: spec.samples,
    files: {
      'color.bin': { format: 'rgba16float', size: render },
      'opaque.bin': { format: 'rgba16float', size: render },
      'depth.bin': { format: 'float32', size: render },
      'velocity.bin': { format: 'rg16float', size: render },
      'reference.bin': { format: 'rgba8unorm', size: display },
      'bilinear.bin': { format: 'rgba8unorm', size: display },
    },
    frames,
  };
}

function closed(stream: WriteStream): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.once('error', reject);
    stream.end(resolve);
  });
}

function drained(stream: WriteStream): Promise<void> | undefined {
  if (!stream.writableNeedDrain) return undefined;
  return new Promise((resolve) => stream.once('drain', resolve));
}
