import type { JsonObject } from '@frameloom/gpu/files';
import { failValue } from '../fail.ts';
import { schedulerClasses, type SchedulerKind } from './config.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';

/** A sampler by diffusers' name or this package's. */
export type SchedulerName = keyof typeof schedulerClasses | SchedulerKind;

/**
 * A model's sampler, or another one: a name takes the settings of the model's `scheduler_config.json`, as `from_config` of
 * diffusers does.
 *
 * @throws FrameloomError `invalid-argument`, `unsupported`.
 */
export function chooseScheduler(own: Scheduler, json: JsonObject, wanted: unknown): Scheduler {
  if (wanted === undefined) return own;
  const classes = Object.entries(schedulerClasses);
  const named =
    typeof wanted === 'string' ? classes.find((names) => names.includes(wanted as never))?.[0] : undefined;
  if (typeof wanted === 'string' && named === undefined)
    failValue('generate', 'scheduler', wanted, `one of ${classes.flat().join(', ')}`);
  const chosen = createScheduler(
    // As diffusers' pipelines have it: samples beyond ±1 are usual for latents.
    named === undefined ? wanted : { clip_sample: false, ...json, _class_name: named },
  );
  const isFlow = (one: Scheduler): boolean => one.config.kind === 'flow-match';
  if (isFlow(chosen) !== isFlow(own)) {
    const fitting = isFlow(own)
      ? 'FlowMatchEulerDiscreteScheduler: the model was trained by flow matching'
      : 'another one: the model was not trained by flow matching';
    failValue('generate', 'scheduler', chosen.config.kind, fitting);
  }
  return chosen;
}
