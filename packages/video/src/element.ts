import type { Restoration } from './looks.ts';
import { requireScale } from './size.ts';
import { upscaleVideo } from './upscale-video.ts';
import type { UpscaledVideo, UpscaledVideoState } from './upscaled-video.ts';

/** Base class outside of a browser (server-side rendering), where nothing is registered. */
const Base: typeof HTMLElement = globalThis.HTMLElement ?? (Object as unknown as typeof HTMLElement);

/**
 * `<upscaled-video><video src="…" controls></video></upscaled-video>`: upscales the video in it. Without script or WebGPU
 * the video plays unchanged. Importing `@frameloom/video/element` registers it.
 *
 * Attributes, each with a property of the same name: `scale` (`fit` or 1.1 … 4), `model` (`small`, `medium`, `large`,
 * `none` or an address), `sharpness` (0 … 1), `restoration` (`auto` or 0 … 1), `colourise` (alone, or with a strength of 0 … 1),
 * `disabled`. Events: `ready`, `statechange`, and `unsupported` (a CustomEvent whose `detail` is the error) where there is no
 * WebGPU.
 */
export class UpscaledVideoElement extends Base {
  static readonly observedAttributes: readonly string[] = [
    'scale',
    'model',
    'sharpness',
    'restoration',
    'colourise',
    'disabled',
  ];

  #upscaled: UpscaledVideo | undefined;
  #video: HTMLVideoElement | undefined;
  #watcher: MutationObserver | undefined;
  /** Number of the latest attempt; a superseded one disposes itself. */
  #turn = 0;

  /** The video being upscaled: `stats`, `problem` and more. Undefined until the event `ready`. */
  get upscaled(): UpscaledVideo | undefined {
    return this.#upscaled;
  }

  /** State of {@link upscaled}; `'waiting'` before it exists. */
  get state(): UpscaledVideoState {
    return this.#upscaled?.state ?? 'waiting';
  }

  /** Enlargement per axis, 1.1 to 4, or `'fit'`. Other values count as `'fit'`. */
  get scale(): number | 'fit' {
    const value = Number(this.getAttribute('scale') ?? Number.NaN);
    try {
      requireScale('upscaled-video', value);
      return value;
    } catch {
      return 'fit';
    }
  }
  set scale(value: number | 'fit') {
    requireScale('upscaled-video', value);
    this.setAttribute('scale', String(value));
  }

  /** Name or address of the network; undefined is the default of `upscaleVideo`. */
  get model(): string | undefined {
    return this.getAttribute('model') ?? undefined;
  }
  set model(value: string | undefined) {
    if (value === undefined) this.removeAttribute('model');
    else this.setAttribute('model', value);
  }

  /** 0 … 1; undefined uses the model's default. */
  get sharpness(): number | undefined {
    return this.#share('sharpness');
  }
  set sharpness(value: number | undefined) {
    if (value === undefined) this.removeAttribute('sharpness');
    else this.setAttribute('sharpness', String(value));
  }

  /** Degradation level, 0 … 1, or `'auto'` (default). Other values count as `'auto'`. */
  get restoration(): Restoration {
    return this.#share('restoration') ?? 'auto';
  }
  set restoration(value: Restoration) {
    this.setAttribute('restoration', String(value));
  }

  /** Strength of colourisation, 0 … 1; the attribute without a value is 1. Also accepts true and false. */
  get colourise(): number {
    if (!this.hasAttribute('colourise')) return 0;
    return this.getAttribute('colourise') === '' ? 1 : (this.#share('colourise') ?? 1);
  }
  set colourise(value: boolean | number) {
    const strength = Number(value);
    if (strength > 0) this.setAttribute('colourise', strength === 1 ? '' : String(strength));
    else this.removeAttribute('colourise');
  }

  #share(name: string): number | undefined {
    const value = Number.parseFloat(this.getAttribute(name) ?? '');
    return value >= 0 && value <= 1 ? value : undefined;
  }

  /** Shows the plain video. */
  get disabled(): boolean {
    return this.hasAttribute('disabled');
  }
  set disabled(value: boolean) {
    this.toggleAttribute('disabled', value);
  }

  /** Called by the browser. */
  connectedCallback(): void {
    this.#watcher = new MutationObserver(() => this.#follow());
    this.#watcher.observe(this, { childList: true, subtree: true });
    this.#follow();
  }

  /** Called by the browser. */
  disconnectedCallback(): void {
    this.#watcher?.disconnect();
    this.#release();
    this.#video = undefined;
  }

  /** Called by the browser. */
  attributeChangedCallback(name: string): void {
    const upscaled = this.#upscaled;
    if (!upscaled) return;
    if (name === 'scale') upscaled.scale = this.scale;
    else if (name === 'sharpness') upscaled.sharpness = this.sharpness;
    else if (name === 'disabled') upscaled.enabled = !this.disabled;
    else if (name === 'restoration') upscaled.restoration = this.restoration;
    else if (name === 'colourise')
      upscaled.setColourise(this.colourise).catch((error: unknown) => console.warn(String(error)));
    else upscaled.setModel(this.model ?? 'small').catch((error: unknown) => console.warn(String(error)));
  }

  /** Uses the first video child, also after the children change. */
  #follow(): void {
    const video = this.querySelector('video') ?? undefined;
    if (video === this.#video) return;
    this.#release();
    this.#video = video;
    if (video) void this.#start(video);
  }

  async #start(video: HTMLVideoElement): Promise<void> {
    const turn = ++this.#turn;
    const { scale, model, sharpness, restoration, colourise, disabled } = this;
    const before = { scale, model, sharpness, restoration, colourise, disabled };
    try {
      const options = {
        scale,
        restoration,
        colourise,
        enabled: !disabled,
        ...(model !== undefined && { model }),
        ...(sharpness !== undefined && { sharpness }),
      };
      const upscaled = await upscaleVideo(video, options);
      if (turn !== this.#turn) return upscaled.dispose();
      this.#upscaled = upscaled;
      for (const name of UpscaledVideoElement.observedAttributes) {
        // Applies attribute changes made while the device was created.
        const key = name as keyof typeof before;
        if (before[key] !== this[key]) this.attributeChangedCallback(name);
      }
      upscaled.onChange(() => this.dispatchEvent(new Event('statechange')));
      this.dispatchEvent(new Event('ready'));
    } catch (error) {
      if (turn === this.#turn) this.dispatchEvent(new CustomEvent('unsupported', { detail: error }));
    }
  }

  #release(): void {
    this.#turn += 1;
    this.#upscaled?.dispose();
    this.#upscaled = undefined;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'upscaled-video': UpscaledVideoElement;
  }
}

if (globalThis.customElements && !customElements.get('upscaled-video'))
  customElements.define('upscaled-video', UpscaledVideoElement);
