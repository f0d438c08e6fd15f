import { repairVelocity } from '@frameloom/three';
import type { Method } from '../methods/types.ts';
import type { SceneSource } from '../sequences/types.ts';
import type { Platform } from './platform.ts';
import { openPlay, renderSizeOf, type RunSpec } from './play.ts';
import { createPresenter } from './presenter.ts';
import type { FrameSink } from './reference.ts';

/** Runs one method over the whole sequence on a stage of its own and hands out its 8-bit pictures. */
export async function runMethod(
  platform: Platform,
  source: SceneSource,
  spec: RunSpec,
  method: Method,
  onFrame: FrameSink,
  loadPeer: (path: string) => Promise<unknown> = noPeer,
): Promise<void> {
  const play = await openPlay(platform, source, spec);
  const presenter = createPresenter(platform.device, spec.size);
  try {
    const run = await method.create({ play, spec, renderSize: renderSizeOf(spec), loadPeer });
    try {
      for (let index = 0; index < spec.frames; index++) {
        const picture = await run.render(play.pose(index));
        await onFrame(index, await presenter.read(picture, run.displayReferred));
      }
    } finally {
      run.dispose();
      // upscale() mends three's velocity for all who render after it; peers are measured with what three gives them.
      const takeBack = repairVelocity();
      takeBack();
    }
  } finally {
    presenter.dispose();
    play.dispose();
  }
}

function noPeer(): Promise<never> {
  throw new Error('quality: this method needs --peer-upscaler DIR, a checkout of @pmndrs/upscaler.');
}
