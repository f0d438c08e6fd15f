import { FrameloomError } from '@frameloom/gpu';
import { checkDocument, type Refuse } from './check-gltf.ts';

const glbMagic = 0x46546c67;
const jsonChunk = 0x4e4f534a;

/**
 * Looks at a model file's first bytes before a loader does, since loaders say little about what is wrong.
 * @throws FrameloomError `load-failed` saying what the file is instead and what to do.
 */
export function checkModel(name: string, bytes: ArrayBuffer): void {
  const refuse: Refuse = (got, advice) => {
    throw new FrameloomError('load-failed', `“${name}” could not be read: ${got}. ${advice}`);
  };
  if (bytes.byteLength === 0) refuse('the file is empty', 'Export or download it again.');
  if (/\.gltf$/i.test(name)) {
    checkText(new TextDecoder().decode(bytes), refuse);
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
  checkText(documentOf(bytes, refuse), refuse);
}

/** The document in the first chunk of a GLB. */
function documentOf(bytes: ArrayBuffer, refuse: Refuse): string {
  const view = new DataView(bytes);
  const length = view.getUint32(12, true);
  if (view.getUint32(16, true) !== jsonChunk || length > bytes.byteLength - 20) {
    refuse('it does not begin with its document', 'Export it again.');
  }
  return new TextDecoder().decode(new Uint8Array(bytes, 20, length));
}

function checkText(text: string, refuse: Refuse): void {
  let json: { asset?: { version?: unknown } } | undefined;
  try {
    json = JSON.parse(text) as typeof json;
  } catch (error) {
    refuse(`it is not JSON (${error instanceof Error ? error.message : 'syntax error'})`, 'Export it again.');
  }
  const version = json?.asset?.version;
  if (version === undefined) refuse('it has no “asset.version”', 'It is JSON, but not a glTF document.');
  if (!String(version).startsWith('2'))
    refuse(`it is glTF version ${String(version).slice(0, 20)}`, 'Export it as glTF 2.0.');
  checkDocument(json as Record<string, unknown>, refuse);
}

function start(bytes: ArrayBuffer): string {
  const first = [...new Uint8Array(bytes, 0, Math.min(4, bytes.byteLength))];
  const text = String.fromCharCode(...first);
  return /^[\x20-\x7e]+$/.test(text)
    ? `“${text}”`
    : first.map((value) => value.toString(16).padStart(2, '0')).join(' ');
}
