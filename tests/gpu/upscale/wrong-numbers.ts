// Frames with a wrong size or number, and what is said about each.
import type { Wrong } from './wrong-textures.ts';

export const wrongNumbers: Wrong[] = [
  [
    'render above display',
    () => ({ renderSize: { width: 65, height: 36 } }),
    'invalid-size',
    /renderSize 65×36 exceeds displaySize 64×36\. Lower/,
  ],
  [
    'ratio above 3',
    () => ({ renderSize: { width: 20, height: 11 } }),
    'invalid-size',
    /renderSize 20×11 is less than a third of displaySize 64×36\. Raise/,
  ],
  [
    'no render size',
    () => ({ renderSize: undefined }),
    'invalid-size',
    /renderSize is undefined\. Give whole/,
  ],
  [
    'half pixels',
    () => ({ renderSize: { width: 32.5, height: 18 } }),
    'invalid-size',
    /renderSize is 32\.5×18\. Give whole/,
  ],
  [
    'NaN jitter',
    () => ({ jitterOffset: { x: Number.NaN, y: 0 } }),
    'invalid-argument',
    /jitterOffset\.x is NaN\. Give a finite number from -1 to 1/,
  ],
  [
    'jitter in NDC of a large screen',
    () => ({ jitterOffset: { x: 0, y: 4 } }),
    'invalid-argument',
    /jitterOffset\.y is 4\./,
  ],
  ['no jitter', () => ({ jitterOffset: undefined }), 'invalid-argument', /jitterOffset\.x is undefined/],
  [
    'scale',
    () => ({ motionVectorScale: { x: 1, y: Number.POSITIVE_INFINITY } }),
    'invalid-argument',
    /motionVectorScale\.y is Infinity/,
  ],
  [
    'no time',
    () => ({ frameTimeDelta: undefined }),
    'invalid-argument',
    /frameTimeDelta \(milliseconds\) is undefined\. Give a finite number of 0 or more/,
  ],
  [
    'negative time',
    () => ({ frameTimeDelta: -1 }),
    'invalid-argument',
    /frameTimeDelta \(milliseconds\) is -1/,
  ],
  [
    'pre-exposure',
    () => ({ preExposure: 0 }),
    'invalid-argument',
    /preExposure is 0\. Give a number above 0/,
  ],
  [
    'sharpness',
    () => ({ sharpness: 1.1 }),
    'invalid-argument',
    /sharpness is 1\.1\. Give a finite number from 0 to 1/,
  ],
  ['frame number', () => ({ frameID: Number.NaN }), 'invalid-argument', /frameID is NaN/],
  ['near plane', () => ({ cameraNear: 0 }), 'invalid-argument', /cameraNear is 0\. Give a distance above 0/],
  [
    'near = far',
    () => ({ cameraNear: 5, cameraFar: 5 }),
    'invalid-argument',
    /cameraFar is 5\. Give a distance beyond cameraNear, 5/,
  ],
  ['near > far', () => ({ cameraNear: 5, cameraFar: 1 }), 'invalid-argument', /cameraFar is 1\./],
  ['NaN far', () => ({ cameraFar: Number.NaN }), 'invalid-argument', /cameraFar is NaN/],
  [
    'degrees',
    () => ({ cameraFovAngleVertical: 60 }),
    'invalid-argument',
    /cameraFovAngleVertical is 60\. Give radians between 0 and π/,
  ],
];
