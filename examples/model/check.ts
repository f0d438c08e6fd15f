import { FrameloomError } from '@frameloom/gpu';

const glbMagic = 0x46546c67;

/**
 * Looks at a model file's first bytes before a loader does, since loaders say little about what is wrong.
 * @throws FrameloomError `load-failed` saying what the file is instead and what to do.
 */
export function checkModel(name: string, bytes: ArrayBuffer): void {
  const refuse = (got: string, advice: string): never => {
    throw new FrameloomError('load-failed', `“${name}” could not be read: ${got}. ${advice}`);
  };
  if (bytes.byteLength === 0) refuse('the file is empty', 'Export or download it again.');
  if (/\.gltf$/i.test(name)) {
    checkDocument(new TextDecoder().decode(bytes), refuse);
    return;
  }
  const view = new DataView(bytes);
  if (bytes.byteLength < 20 || view.getUint32(0, true) !== glbMagic)
    refuse(
      `a GLB starts with the letters “glTF”, this one starts with ${start(bytes)}`,
      'Check that the download was complete and that the file was not renamed from another format.',
    );
  const version = view.getUint32(4, true);
  if (version !== 2) refuse(`it is glTF version ${version}`, 'Export it as glTF 2.0.');
  const stated = view.getUint32(8, true);
  if (stated > bytes.byteLength)
    refuse(
      `it should be ${stated} bytes long and is ${bytes.byteLength}`,
      'It was cut off: download or copy it again.',
    );
}

function checkDocument(text: string, refuse: (got: string, advice: string) => never): void {
  let version: unknown;
  try {
    const json = JSON.parse(text) as { asset?: { version?: unknown } };
    version = json.asset?.version;
  } catch (error) {
    refuse(`it is not JSON (${error instanceof Error ? error.message : 'syntax error'})`, 'Export it again.');
  }
  if (version === undefined) refuse('it has no “asset.version”', 'It is JSON, but not a glTF document.');
  if (!String(version).startsWith('2'))
    refuse(`it is glTF version ${String(version)}`, 'Export it as glTF 2.0.');
}

function start(bytes: ArrayBuffer): string {
  const first = [...new Uint8Array(bytes, 0, Math.min(4, bytes.byteLength))];
  const text = String.fromCharCode(...first);
  return /^[\x20-\x7e]+$/.test(text)
    ? `“${text}”`
    : first.map((value) => value.toString(16).padStart(2, '0')).join(' ');
}
