export { createTrainer, type Trainer, type TrainerOptions, type TrainingFigures } from './trainer.ts';
export type { TrainerTargets } from './arguments.ts';
export type { OptimiserOptions } from './optimiser/optimiser.ts';
