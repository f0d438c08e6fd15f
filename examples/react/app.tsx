import { Canvas } from '@react-three/fiber';
import { Upscale } from '@frameloom/three/react';
import { useRef, useState } from 'react';
import type { UpscaleNode } from '@frameloom/three';
import { Beads } from './beads.tsx';
import { createRenderer } from './renderer.ts';
import { FrameWatch, ResolutionControl, useResolution, type Scale } from './resolution.tsx';

const qualities = ['nativeAA', 'quality', 'balanced', 'performance', 'ultraPerformance'] as const;
const query = new URLSearchParams(location.search);
const asked = Number(query.get('scale'));
const isStill = query.has('still') || matchMedia('(prefers-reduced-motion: reduce)').matches;

/** A scene in a canvas with one component that upscales it, and controls that are its props. */
export function App({ isSoftware }: { isSoftware: boolean }): React.JSX.Element {
  const [quality, setQuality] = useState<(typeof qualities)[number]>('performance');
  const [isUpscaled, setUpscaled] = useState(query.get('plain') === null);
  const [hasNetwork, setNetwork] = useState(false);
  const [isMoving, setMoving] = useState(!isStill);
  const [chosen, setChosen] = useState<Scale>(asked > 0 ? Math.min(asked, 4) : 'auto');
  const { scale, frame } = useResolution(chosen, isSoftware);
  const [state, setState] = useState('compiling');
  const node = useRef<UpscaleNode>(null);

  return (
    <>
      <div className="picture">
        <Canvas
          dpr={scale * (asked > 0 ? 1 : devicePixelRatio)}
          frameloop={isMoving ? 'always' : 'demand'}
          camera={{ position: [0, 0.6, 4.4], fov: 42 }}
          gl={createRenderer}
        >
          <color attach="background" args={['#10131c']} />
          <hemisphereLight args={['#dfe8ff', '#20180f', 1.2]} />
          <directionalLight position={[3, 4, 2]} intensity={2.5} />
          <Beads isMoving={isMoving} />
          {isMoving && <FrameWatch onFrame={frame} />}
          {isUpscaled && (
            <Upscale
              ref={node}
              quality={quality}
              model={hasNetwork ? 'standard' : 'none'}
              onReady={() => setState('upscaled')}
              onModel={({ state }) => setState(`network: ${state}`)}
              onError={(error) => setState(String(error))}
              onFallback={({ reason }) => setState(reason)}
            />
          )}
        </Canvas>
      </div>
      <aside aria-label="Controls">
        <h2>React</h2>
        <p>One component in a react-three-fiber canvas. Its props change while it runs.</p>
        <pre>{sourceOf(isUpscaled, quality, hasNetwork)}</pre>
        <label className="row">
          <input
            type="checkbox"
            checked={isUpscaled}
            onChange={(event) => setUpscaled(event.target.checked)}
          />
          Upscale
        </label>
        <label>
          Quality
          <select
            value={quality}
            onChange={({ target }) => setQuality(qualities.find((name) => name === target.value)!)}
          >
            {qualities.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label className="row">
          <input
            type="checkbox"
            checked={hasNetwork}
            onChange={(event) => setNetwork(event.target.checked)}
          />
          Network
        </label>
        <ResolutionControl chosen={chosen} scale={scale} choose={setChosen} />
        <label className="row">
          <input type="checkbox" checked={isMoving} onChange={(event) => setMoving(event.target.checked)} />
          Turn
        </label>
        <p>
          <output>{isUpscaled ? state : 'all pixels rendered'}</output>
        </p>
      </aside>
    </>
  );
}

/** What the canvas holds now, as it is written. */
function sourceOf(isUpscaled: boolean, quality: string, hasNetwork: boolean): string {
  const upscale = `  <Upscale\n    quality="${quality}"${hasNetwork ? '\n    model="standard"' : ''}\n  />\n`;
  return `<Canvas gl={createRenderer}>\n  <Beads />\n${isUpscaled ? upscale : ''}</Canvas>`;
}
