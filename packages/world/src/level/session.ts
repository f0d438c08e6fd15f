import { FrameloomError, type Gpu } from '@frameloom/gpu';
import type { Engine, EngineOptions, LevelFiles } from '../engine/engine.ts';
import { createJournal, type Journal, type Mark } from './journal.ts';
import { readWords } from './read-buffer.ts';

/** A level's engine on the current device, and the journal of its game. */
export interface Session {
  readonly files: LevelFiles;
  readonly label: string;
  /** After a loss the one of the lost device, until there is another. */
  readonly engine: Engine;
  readonly device: GPUDevice;
  readonly journal: Journal;
  readonly isLost: boolean;
  /** Throws while the device is lost. */
  requireDevice(): void;
  submit(work: (encoder: GPUCommandEncoder) => void): void;
  /** Continues from a point of a game, and draws it; while the device is lost, once there is a new one. */
  begin(mark: Mark): GPUTexture;
  /** Notes that a step was recorded, and from time to time reads the state back. */
  note(action: number): void;
  readState(): Promise<Uint32Array<ArrayBuffer>>;
  onRebuild(listener: () => void): () => void;
  dispose(): void;
}

/** Steps between two readbacks of the state: at most about as many are replayed after a loss. */
const stepsBetweenReads = 64;

/** Steps of a replay in one submit. */
const stepsPerSubmit = 16;

/** Makes a session at the level's first start. */
export async function createSession(
  gpu: Gpu,
  files: LevelFiles,
  { precision, label }: EngineOptions,
): Promise<Session> {
  let engine = await files.createEngine(gpu, { precision, label });
  let { device } = gpu;
  let isDisposed = false;
  const journal = createJournal(files.starts[0]!, !gpu.borrowed);
  const listeners = new Set<() => void>();
  const isLost = (): boolean => gpu.isLost || gpu.device !== device;
  const readState = (): Promise<Uint32Array<ArrayBuffer>> =>
    readWords(device, engine.state, files.stateWords, `${label} state`);
  const confirm = createConfirmer(journal, readState);

  const stopListening = gpu.onRebuild(async () => {
    const next = await files.createEngine(gpu, { precision: engine.precision, label });
    if (isDisposed) return next.dispose();
    engine.dispose();
    engine = next;
    ({ device } = gpu);
    replay(device, engine, journal.mark(), label);
    for (const listener of listeners) listener();
  });

  return {
    files,
    label,
    get engine() {
      return engine;
    },
    get device() {
      return device;
    },
    journal,
    get isLost() {
      return isLost();
    },
    requireDevice() {
      if (isLost()) throw lostError(label, gpu.borrowed);
    },
    submit(work) {
      const encoder = device.createCommandEncoder({ label });
      work(encoder);
      device.queue.submit([encoder.finish()]);
    },
    begin(mark) {
      if (gpu.borrowed && isLost()) throw lostError(label, true);
      journal.begin(mark);
      if (!isLost()) replay(device, engine, mark, label);
      return engine.picture;
    },
    note(action) {
      journal.add(action);
      if (journal.pending >= stepsBetweenReads) confirm();
    },
    readState,
    onRebuild(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    dispose() {
      isDisposed = true;
      stopListening();
      listeners.clear();
      engine.dispose();
    },
  };
}

/** A function that reads the state back, one reading at a time, and lets the journal forget what led there. */
function createConfirmer(journal: Journal, read: () => Promise<Uint32Array<ArrayBuffer>>): () => void {
  let isReading = false;
  const confirm = async (): Promise<void> => {
    const { game } = journal;
    try {
      journal.confirm(await read(), game);
    } catch {
      // Lost or disposed meanwhile: the state before this one and more actions do as well.
    }
    isReading = false;
  };
  return () => {
    if (isReading) return;
    isReading = true;
    void confirm();
  };
}

/** Loads a state into an engine, plays the actions that follow it, and draws the result. */
function replay(device: GPUDevice, engine: Engine, { words, actions }: Mark, label: string): void {
  device.queue.writeBuffer(engine.state, 0, words);
  for (let first = 0; first <= actions.length; first += stepsPerSubmit) {
    const encoder = device.createCommandEncoder({ label });
    for (const action of actions.slice(first, first + stepsPerSubmit)) engine.step(encoder, action);
    if (first + stepsPerSubmit > actions.length) engine.draw(encoder);
    device.queue.submit([encoder.finish()]);
  }
}

function lostError(label: string, isBorrowed: boolean): FrameloomError {
  return new FrameloomError(
    'device-lost',
    isBorrowed
      ? `${label}: the GPU device that the level lived on went away, and the level with it. Load the level again.`
      : `${label}: the GPU device was lost, and there is no other yet. The level goes on by itself: wait for onRebuild().`,
  );
}
