import { FrameloomError } from '../../errors.ts';
import { show, showAddress } from '../../show.ts';
import { dataSource } from './blob.ts';
import { diskSource } from './disk.ts';
import { httpSource, type HttpOptions } from './http.ts';
import type { ByteSource } from './source.ts';

/** What an address names: over http(s), inside a `data:` address or, in Node, on the disk. */
export function addressSource(url: URL, options: HttpOptions): ByteSource {
  const label = showAddress(url);
  if (url.protocol === 'data:') return dataSource(label, url);
  if (url.protocol === 'file:') return diskSource(label, url);
  return httpSource(label, url, options);
}

/**
 * An address from what a caller gave; relative ones start at the page.
 *
 * @param inFolder What is meant where the address ends with a slash.
 * @throws FrameloomError `invalid-argument`.
 */
export function resolveAddress(where: string, url: string | URL, inFolder = ''): URL {
  const { location } = globalThis as { location?: { href: string } };
  try {
    const address = new URL(url, location?.href);
    const isFolder = address.protocol !== 'data:' && address.pathname.endsWith('/');
    return isFolder ? new URL(inFolder, address) : address;
  } catch (cause) {
    throw new FrameloomError(
      'invalid-argument',
      `${where}: url must be an address, got ${show(url)}. Outside of a page it must be absolute.`,
      { cause },
    );
  }
}
