import { FrameloomError, type Gpu, type PassTimer } from '@frameloom/gpu';
import type { EngineOptions, LevelFiles } from '../engine/engine.ts';
import { playLevel } from '../play/play.ts';
import type { Play } from '../play/types.ts';
import { findAction, findStart } from './arguments.ts';
import type { Level, LevelInfo, LevelRecording } from './level.ts';
import { createActionRecorder, type ActionRecorder } from './record-actions.ts';
import { createSession, type Session } from './session.ts';
import { restoreSnapshot, takeSnapshot } from './snapshot.ts';

/** What the parts of a level share. */
type Parts = {
  session: Session;
  recorder: ActionRecorder;
  /** Throws after dispose(). */
  requireUndisposed(): void;
  /** Throws also while the device is lost. */
  requireReady(): void;
};

const sessions = new WeakMap<Level, Session>();

/** The engine and the journal behind a level, for what runs beside it on its device. */
export function sessionOf(level: Level): Session | undefined {
  return sessions.get(level);
}

/** `loadLevel` of files that are in memory. */
export async function createLevel(gpu: Gpu, files: LevelFiles, options: EngineOptions): Promise<Level> {
  const session = await createSession(gpu, files, options);
  const { label, journal } = session;
  const playing = new Set<Play>();
  let isDisposed = false;
  const requireUndisposed = (): void => {
    if (isDisposed)
      throw new FrameloomError('disposed', `${label}: used after dispose(). Load the level again.`);
  };
  const requireReady = (): void => {
    requireUndisposed();
    session.requireDevice();
  };
  const recorder = createActionRecorder(files.config.name, label);
  const parts: Parts = { session, recorder, requireUndisposed, requireReady };

  const level: Level = {
    info: describe(files, session),
    get output() {
      return session.engine.picture;
    },
    get stepCount() {
      return journal.stepCount;
    },
    get bytes() {
      return isDisposed ? 0 : session.engine.bytes;
    },
    get isLost() {
      return !isDisposed && session.isLost;
    },
    ...createSteps(parts),
    ...createStates(parts),
    async play(canvas, playOptions = {}) {
      requireReady();
      let play: Play | undefined;
      play = await playLevel(gpu, level, canvas, playOptions, () => play && playing.delete(play));
      if (!playOptions.signal?.aborted) playing.add(play);
      return play;
    },
    onRebuild(listener) {
      requireUndisposed();
      return session.onRebuild(listener);
    },
    dispose() {
      if (isDisposed) return;
      isDisposed = true;
      for (const play of playing) play.stop();
      session.dispose();
    },
  };
  sessions.set(level, session);
  level.reset();
  return level;
}

/** The calls that advance a level. */
function createSteps({
  session,
  recorder,
  requireUndisposed,
  requireReady,
}: Parts): Pick<Level, 'step' | 'record' | 'recordActions'> {
  const { label, files, journal } = session;
  const record = (encoder: GPUCommandEncoder, action: number | string, timer?: PassTimer): GPUTexture => {
    requireReady();
    const number = findAction(label, files.spec, action);
    const { engine } = session;
    engine.step(encoder, number, timer);
    engine.draw(encoder, timer);
    session.note(number);
    recorder.add(number);
    return engine.picture;
  };
  const recordActions = (): (() => LevelRecording) => {
    requireUndisposed();
    return recorder.begin(journal.stepCount);
  };
  return {
    step(action, timer) {
      requireReady();
      session.submit((encoder) => {
        record(encoder, action, timer);
        timer?.resolve(encoder);
      });
      return session.engine.picture;
    },
    record: ((...given: [] | Parameters<typeof record>) =>
      given.length === 0 ? recordActions() : record(...given)) as Level['record'],
    recordActions,
  };
}

/** The calls that set, keep, show and read the state of a level. */
function createStates({
  session,
  recorder,
  requireUndisposed,
  requireReady,
}: Parts): Pick<Level, 'reset' | 'drawMemory' | 'snapshot' | 'restore' | 'readState'> {
  const { label, files } = session;
  return {
    reset(where = {}) {
      requireUndisposed();
      const begun = findStart(label, files.spec, where);
      const words = files.starts[begun.start]!.slice();
      words[1] = begun.seed;
      const picture = session.begin({ words, actions: [], stepCount: 0 });
      recorder.restart(begun);
      return picture;
    },
    drawMemory() {
      requireReady();
      session.submit((encoder) => session.engine.drawMemory(encoder));
      return session.engine.memoryPicture;
    },
    snapshot() {
      requireReady();
      return takeSnapshot(session);
    },
    restore(state) {
      requireUndisposed();
      const picture = restoreSnapshot(session, state);
      recorder.stop();
      return picture;
    },
    async readState() {
      requireReady();
      return session.readState();
    },
  };
}

function describe({ config, spec }: LevelFiles, { engine }: Session): LevelInfo {
  return {
    name: config.name,
    width: spec.frame.width,
    height: spec.frame.height,
    fps: spec.fps,
    actions: spec.actions,
    starts: spec.starts.map(({ name }) => name),
    macs: engine.macs,
    precision: engine.precision,
    metrics: config.metrics,
    training: config.training,
  };
}
