export { botNames, createBot, type Bot, type BotName } from './bots.ts';
export { actions, drive, placeCar, stepsPerSecond, topSpeed, type CarState } from './car.ts';
export {
  createCircuit,
  createCircuitAt,
  createCircuitAtStart,
  type Circuit,
  type CircuitOptions,
} from './circuit.ts';
export { colorNames, numberOf, palette, type ColorName } from './palette.ts';
export { dashboard } from './dashboard.ts';
export { createPainter, frameHeight, frameWidth, type Painter } from './picture.ts';
export { createPilot, poseAt, type Aim, type Pilot, type Pose } from './pilot.ts';
export { lap, locate, pieces, pointAt, wrap, type Place } from './track.ts';
export { createLitPainter, litScale, type LitPainter } from './lit/lit-painter.ts';
