import { createGpu } from '@frameloom/gpu';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { stills } from '../shared/stills.ts';
import { showStartError } from '../shared/ui/message.ts';
import { App } from './app.tsx';

const page = document.querySelector<HTMLElement>('#page')!;
void start();

/** The canvas makes a device of its own; this one tells whether there is any. */
async function start(): Promise<void> {
  let isSoftware = false;
  try {
    const gpu = await createGpu({ label: 'react page' });
    isSoftware = gpu.tier === 'software';
    gpu.dispose();
  } catch (error) {
    return showStartError({ page, still: stills.react }, error, () => void start());
  }
  createRoot(page).render(
    <StrictMode>
      <App isSoftware={isSoftware} />
    </StrictMode>,
  );
}
