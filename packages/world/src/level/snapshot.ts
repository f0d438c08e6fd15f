import { FrameloomError } from '@frameloom/gpu';
import type { LevelFiles } from '../engine/engine.ts';
import type { Mark } from './journal.ts';
import type { LevelSnapshot } from './level.ts';
import { readWords } from './read-buffer.ts';
import type { Session } from './session.ts';

/** A copy on the GPU, and how to make it again on another device. */
type Kept = LevelSnapshot & {
  readonly files: LevelFiles;
  readonly mark: Mark;
  readonly device: GPUDevice;
  readonly buffer: GPUBuffer;
};

/** GPUBufferUsage, spelled out because Node has no such globals of its own. */
const usage = { copySrc: 0x04, copyDst: 0x08 } as const;

/** Copies the state of a session on the GPU. */
export function takeSnapshot({ device, engine, files, label, journal, submit }: Session): LevelSnapshot {
  const { size } = engine.state;
  const buffer = device.createBuffer({
    label: `${label} snapshot`,
    size,
    usage: usage.copySrc | usage.copyDst,
  });
  submit((encoder) => encoder.copyBufferToBuffer(engine.state, 0, buffer, 0, size));
  const kept: Kept = {
    stepCount: journal.stepCount,
    files,
    mark: journal.mark(),
    device,
    buffer,
    async read() {
      const words = await readWords(device, buffer, files.stateWords, `${label} snapshot`);
      return new Uint8Array(words.buffer);
    },
    dispose: () => buffer.destroy(),
  };
  return kept;
}

/**
 * Goes back to a snapshot, or to the bytes of one, and draws it.
 *
 * @throws FrameloomError `invalid-argument` for a snapshot of other files, `load-failed` for bytes that are no state.
 */
export function restoreSnapshot(session: Session, state: LevelSnapshot | Uint8Array): GPUTexture {
  const { files, label, journal } = session;
  if (state instanceof Uint8Array) {
    const words = new Uint32Array(state.slice().buffer, 0, Math.floor(state.length / 4));
    files.requireState(words, `${label}: the state to restore`);
    return session.begin({ words, actions: [], stepCount: words[0]! });
  }
  const { files: from, mark, device, buffer } = state as Kept;
  const isHere = device === session.device && !session.isLost;
  const isWhole = mark.words[0]! + mark.actions.length === mark.stepCount;
  if (from !== files || !(isHere || isWhole)) {
    throw new FrameloomError(
      'invalid-argument',
      `${label}: the snapshot to restore is of another level. Use one of this level's snapshots, or their bytes.`,
    );
  }
  if (!isHere) return session.begin(mark);
  journal.begin(mark);
  const { engine } = session;
  session.submit((encoder) => {
    encoder.copyBufferToBuffer(buffer, 0, engine.state, 0, engine.state.size);
    engine.draw(encoder);
  });
  return engine.picture;
}
