/** What the page plays: the clip of its own, a file of the visitor's, or a camera. */
export type VideoSource = {
  readonly name: string;
  /** What it is called in a sentence. */
  readonly title: string;
  /** The file, where there is one to convert. */
  readonly file: Blob | undefined;
  /** Puts it into the element. */
  attach(video: HTMLVideoElement): void;
  /** Takes it out again and frees what it held. */
  release(video: HTMLVideoElement): void;
};

const clipUrl = new URL('./clip/market.webm', import.meta.url).href;

/** The clip that the page brings along, fetched whole so that it can be converted, too. */
export async function openClip(): Promise<VideoSource> {
  const response = await fetch(clipUrl);
  if (!response.ok) throw new Error(`The clip could not be loaded (HTTP ${response.status}).`);
  const file = new File([await response.blob()], 'night-market.webm', { type: 'video/webm' });
  return { ...openFile(file), name: 'The night market, 480×270 at 700 kbit/s', title: 'The clip' };
}

/** A file from the visitor's computer. It stays there. */
export function openFile(file: File): VideoSource {
  const address = URL.createObjectURL(file);
  return {
    name: file.name,
    title: `“${file.name}”`,
    file,
    attach: (video) => void (video.src = address),
    release(video) {
      video.removeAttribute('src');
      URL.revokeObjectURL(address);
    },
  };
}

/** The camera, mirrored by nobody. Asks the visitor. */
export async function openCamera(): Promise<VideoSource> {
  if (!navigator.mediaDevices)
    throw new Error('Browsers offer the camera on https:// and on localhost only.');
  const stream = await navigator.mediaDevices
    .getUserMedia({ video: { width: { ideal: 640 } } })
    .catch(explain);
  return {
    name: 'Camera',
    title: 'The camera',
    file: undefined,
    attach: (video) => void (video.srcObject = stream),
    release(video) {
      video.srcObject = null;
      for (const track of stream.getTracks()) track.stop();
    },
  };
}

function explain(error: unknown): never {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError')
    throw new Error('The camera was not allowed. Allow it beside the address, then try again.', {
      cause: error,
    });
  if (name === 'NotFoundError')
    throw new Error('This computer has no camera that the browser can see.', { cause: error });
  throw error;
}
