import { useFrame } from '@react-three/fiber';
import { useEffect, useRef, useState } from 'react';
import { createPace, paceSteps, type Pace } from '../shared/pace.ts';

/** Canvas pixels per device pixel, or `'auto'`: as many as move at a pleasant rate. */
export type Scale = number | 'auto';

/** The scale that the canvas is drawn at now. `frame` is to be called for each frame that moves. */
export function useResolution(chosen: Scale, isSoftware: boolean): { scale: number; frame(): void } {
  const first = isSoftware ? 0.25 : 1;
  const [automatic, setAutomatic] = useState(first);
  const pace = useRef<Pace>(undefined);
  useEffect(() => {
    setAutomatic(first);
    pace.current = chosen === 'auto' ? createPace(first, setAutomatic) : undefined;
  }, [chosen, first]);
  return {
    scale: chosen === 'auto' ? automatic : chosen,
    frame: () => pace.current?.drawn(performance.now()),
  };
}

/** Tells of each frame of the canvas that it is in. */
export function FrameWatch({ onFrame }: { onFrame(): void }): null {
  useFrame(onFrame);
  return null;
}

/** The control, and what `'auto'` has come to. */
export function ResolutionControl(props: {
  chosen: Scale;
  scale: number;
  choose(scale: Scale): void;
}): React.JSX.Element {
  const percent = (scale: number): string => `${Math.round(scale * 100)} %`;
  return (
    <label>
      Resolution
      <select
        value={props.chosen}
        onChange={({ target: { value } }) => props.choose(value === 'auto' ? 'auto' : Number(value))}
      >
        <option value="auto">Automatic, now {percent(props.scale)}</option>
        {[...new Set([...paceSteps, ...(props.chosen === 'auto' ? [] : [props.chosen])])].map((step) => (
          <option key={step} value={step}>
            {percent(step)}
          </option>
        ))}
      </select>
    </label>
  );
}
