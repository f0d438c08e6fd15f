// <upscaled-video> in a real page.
import { describe, expect, it } from 'vitest';
import { useVideoPage } from './fixture.ts';

const fixture = useVideoPage();

describe('<upscaled-video>', () => {
  it('upscales its video, mirrors attributes, and cleans up when removed', async () => {
    const result = await fixture.opened.page.evaluate(async () => {
      const { clips } = globalThis.tools;
      const url = URL.createObjectURL(await clips.makeClip({ frames: 2 }));
      const place = document.querySelector('#place')!;
      place.innerHTML = `<upscaled-video model="none" scale="2"><video muted src="${url}" style="width:240px;height:135px"></video></upscaled-video>`;
      const element = place.querySelector('upscaled-video')!;
      const events: string[] = [];
      for (const name of ['ready', 'statechange', 'unsupported'])
        element.addEventListener(name, () => events.push(name));
      await clips.until(() => element.state === 'active');
      const first = { scale: element.scale, size: element.upscaled!.stats.displaySize };
      element.scale = 3;
      element.sharpness = 0.5;
      const { upscaled: shown } = element;
      const restorations: unknown[] = [element.restoration, shown!.restoration];
      element.restoration = 0.25;
      restorations.push(element.getAttribute('restoration'), shown!.restoration);
      element.setAttribute('restoration', 'auto');
      restorations.push(element.restoration, shown!.restoration);
      element.setAttribute('restoration', 'a lot');
      restorations.push(element.restoration, shown!.restoration);
      const second = {
        attribute: element.getAttribute('scale'),
        size: element.upscaled!.stats.displaySize,
        sharpness: element.upscaled!.sharpness,
      };
      element.disabled = true;
      const off = element.state;
      element.removeAttribute('disabled');
      await clips.until(() => element.state === 'active');
      const { upscaled } = element;
      const again = document.createElement('video');
      element.querySelector('video')!.replaceWith(again);
      await clips.until(() => upscaled!.state === 'disposed' && element.upscaled !== upscaled);
      element.remove();
      await clips.until(() => element.upscaled === undefined);
      return {
        first,
        second,
        restorations,
        off,
        events: [...new Set(events)],
        left: document.querySelectorAll('[data-frameloom]').length,
      };
    });
    expect(result.first).toEqual({ scale: 2, size: { width: 192, height: 108 } });
    expect(result.second).toEqual({ attribute: '3', size: { width: 288, height: 162 }, sharpness: 0.5 });
    expect(result.restorations).toEqual(['auto', 'auto', '0.25', 0.25, 'auto', 'auto', 'auto', 'auto']);
    expect(result.off).toBe('off');
    expect(result.events).toEqual(expect.arrayContaining(['ready', 'statechange']));
    expect(result.left).toBe(0);
  });
});
