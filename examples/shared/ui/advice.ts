/** Why there is no WebGPU here, and what to do about it in this browser. */
export type Advice = { title: string; why: string; todo: string };

/** What decides about the advice; {@link readSituation} gives that of this page. */
export type Situation = {
  userAgent: string;
  isSecure: boolean;
  /** Whether `navigator.gpu` exists; where it does, no adapter was found. */
  hasApi: boolean;
  /** An iPad calls itself a Mac. */
  hasTouch: boolean;
};

export function readSituation(): Situation {
  return {
    userAgent: navigator.userAgent,
    isSecure: isSecureContext,
    hasApi: 'gpu' in navigator && Boolean(navigator.gpu),
    hasTouch: navigator.maxTouchPoints > 1,
  };
}

export function adviseOnWebGpu(situation: Situation): Advice {
  if (!situation.isSecure)
    return {
      title: 'This address is not secure',
      why: 'Browsers offer WebGPU on https:// and on localhost only.',
      todo: 'Open this page at one of those.',
    };
  const { browser, system } = identify(situation);
  if (situation.hasApi)
    return {
      title: 'No GPU was found',
      why: `${browser} has WebGPU, but no graphics processor that it may use.`,
      todo: adapterAdvice(browser, system),
    };
  return {
    title: 'WebGPU is not available here',
    why: `This page draws with WebGPU, which ${nameOf(browser, system)} does not offer.`,
    todo: browserAdvice(browser, system),
  };
}

type Browser = 'Chrome' | 'Edge' | 'Safari' | 'Firefox' | 'browser';
type System = 'Windows' | 'macOS' | 'Linux' | 'Android' | 'iOS' | '';

function identify({ userAgent, hasTouch }: Situation): { browser: Browser; system: System } {
  const has = (word: RegExp): boolean => word.test(userAgent);
  let system: System = '';
  if (has(/iPhone|iPad|iPod/) || (has(/Macintosh/) && hasTouch)) system = 'iOS';
  else if (has(/Android/)) system = 'Android';
  else if (has(/Windows/)) system = 'Windows';
  else if (has(/Macintosh/)) system = 'macOS';
  else if (has(/Linux|X11|CrOS/)) system = 'Linux';
  let browser: Browser = 'browser';
  if (has(/Firefox|FxiOS/)) browser = 'Firefox';
  else if (has(/Edg/)) browser = 'Edge';
  else if (has(/Chrom|CriOS/)) browser = 'Chrome';
  else if (has(/Safari/)) browser = 'Safari';
  return { browser, system };
}

function nameOf(browser: Browser, system: System): string {
  const name = browser === 'browser' ? 'this browser' : `this version of ${browser}`;
  return system === '' ? name : `${name} on ${system}`;
}

function browserAdvice(browser: Browser, system: System): string {
  // On iOS every browser is Safari inside.
  if (system === 'iOS') return 'Update to iOS or iPadOS 26, which has it in every browser.';
  if (system === 'Android') return 'Use Chrome 121 or newer on Android 12 or newer.';
  if (browser === 'Firefox')
    return system === 'Linux'
      ? 'Firefox has it on Windows (141) and macOS (145). On Linux use Chrome or Edge.'
      : 'Update Firefox: version 141 has it on Windows, 145 on macOS. Chrome and Edge have it, too.';
  if (browser === 'Safari') return 'Update to Safari 26, or use Chrome or Edge.';
  if (system === 'Linux')
    return 'Start it with --enable-unsafe-webgpu --enable-features=Vulkan, or switch on chrome://flags/#enable-unsafe-webgpu.';
  return 'Use Chrome or Edge 113, Safari 26, Firefox 141 (Windows) or 145 (macOS), or newer.';
}

function adapterAdvice(browser: Browser, system: System): string {
  if (browser !== 'Chrome' && browser !== 'Edge') return 'Update the graphics driver, or try Chrome or Edge.';
  const scheme = browser === 'Edge' ? 'edge' : 'chrome';
  const settings =
    system === 'Linux'
      ? `On Linux, start it with --enable-unsafe-webgpu --enable-features=Vulkan, or switch on ${scheme}://flags/#enable-unsafe-webgpu.`
      : `Switch on graphics acceleration in ${scheme}://settings/system and update the graphics driver.`;
  return `${settings} ${scheme}://gpu says what was found.`;
}
