import { failValue, requireWhole } from '../fail.ts';
import { readSchedulerConfig, type SchedulerConfig, type SchedulerKind } from './config.ts';
import { planDdim } from './ddim.ts';
import { planDpmSolver } from './dpm-solver.ts';
import { planEuler } from './euler.ts';
import { planFlowMatch } from './flow-match.ts';
import { planLcm } from './lcm.ts';
import { firstStep, type PlanOptions, type SchedulerPlan } from './plan.ts';

/** A sampler of a diffusion or flow-matching model. */
export interface Scheduler {
  readonly config: SchedulerConfig;
  /**
   * The steps of one run as numbers, to be run by {@link createSchedulerPass} or by hand.
   *
   * @throws FrameloomError `invalid-argument`.
   */
  plan(options: PlanOptions): SchedulerPlan;
}

const planners: Record<SchedulerKind, (config: SchedulerConfig, options: PlanOptions) => SchedulerPlan> = {
  ddim: planDdim,
  euler: planEuler,
  'euler-ancestral': planEuler,
  'dpm-solver': planDpmSolver,
  lcm: planLcm,
  'flow-match': planFlowMatch,
};

/**
 * Makes the sampler that a `scheduler_config.json` of diffusers describes: DDIM, Euler, Euler ancestral, DPM-Solver++ 2M (Karras),
 * LCM or flow matching by Euler's method.
 *
 * @param json The parsed file.
 * @throws FrameloomError `unsupported`, `invalid-argument`.
 */
export function createScheduler(json: unknown): Scheduler {
  const config = readSchedulerConfig(json);
  return {
    config,
    plan(options) {
      checkOptions(options, config);
      const { steps, initNoiseSigma } = planners[config.kind](config, options);
      // LCM spreads all of its steps over the part that is made.
      const first = config.kind === 'lcm' ? 0 : firstStep(steps.length, options.strength ?? 1);
      return { steps: steps.slice(first), initNoiseSigma };
    },
  };
}

const where = 'scheduler';

function checkOptions(options: PlanOptions, { numTrainTimesteps }: SchedulerConfig): void {
  const { numInferenceSteps, strength = 1, eta = 0, mu = 0 } = options;
  requireWhole(where, 'numInferenceSteps', numInferenceSteps, 1, numTrainTimesteps);
  if (!(strength > 0 && strength <= 1)) failValue(where, 'strength', strength, 'a number above 0, at most 1');
  if (Math.trunc(numInferenceSteps * strength) === 0) {
    const least = (1 / numInferenceSteps).toFixed(3);
    failValue(where, 'strength', strength, `${least} or more: ${numInferenceSteps} steps leave none to make`);
  }
  if (!(eta >= 0 && eta <= 1)) failValue(where, 'eta', eta, 'a number from 0 to 1');
  if (!Number.isFinite(mu)) failValue(where, 'mu', mu, 'a finite number');
  const { sigmas } = options;
  if (sigmas === undefined) return;
  const falls = sigmas.every((sigma, i) => sigma > 0 && sigma <= (sigmas[i - 1] ?? 1));
  if (!falls || sigmas.length !== numInferenceSteps)
    failValue(where, 'sigmas', sigmas, `${numInferenceSteps} falling numbers above 0, at most 1`);
}
