import { extname, join, sep } from 'node:path';
import { err, ok, type Result } from '../contract/result.ts';

/** Origin of the page: a scheme of our own, so that no address of the network or of the file system is ever a page here. */
export const pageScheme = 'app';
const pageHost = 'kiosk';
export const pageUrl = `${pageScheme}://${pageHost}/`;

/** The kinds of file that a built page consists of. Anything else is not served. */
const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
  '.opus': 'audio/ogg',
};

/**
 * Sent with every answer. `sandbox` without `allow-modals`, `allow-popups`, `allow-downloads` and `allow-top-navigation` also takes
 * alert, print, new windows and downloads away from the page. Source: Content Security Policy Level 3, HTML "sandboxing flags".
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "media-src 'self'",
  "connect-src 'none'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  // Named although `default-src` holds for them: workers would fall back to `script-src`.
  "worker-src 'none'",
  "frame-src 'none'",
  "object-src 'none'",
  // No text ever becomes markup or code: React sets nodes, and nothing here sets `innerHTML`.
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
  'sandbox allow-scripts allow-same-origin',
].join('; ');

export type AssetRefusal = 'foreignOrigin' | 'badMethod' | 'badPath' | 'badType';

export interface Asset {
  /** Path of the file, surely below the root. */
  readonly path: string;
  readonly contentType: string;
}

/**
 * Which file a request of the page means. Pure; the caller still has to look that the file exists.
 * @param root folder of the built page, absolute
 * Errors: `foreignOrigin`, `badMethod`, `badPath` (leaves the root, hidden files, encoded separators), `badType`.
 */
export function resolveAsset(
  root: string,
  request: { readonly method: string; readonly url: string },
): Result<Asset, AssetRefusal> {
  if (request.method !== 'GET') return err('badMethod');
  const url = parsePageUrl(request.url);
  if (url === undefined) return err('foreignOrigin');
  const pathname = url.pathname === '/' ? '/index.html' : url.pathname;
  // File names of a build are plain; whatever needs decoding was not built by us.
  if (!/^(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/.test(pathname)) return err('badPath');
  const contentType = contentTypes[extname(pathname)];
  if (contentType === undefined) return err('badType');
  const path = join(root, ...pathname.split('/'));
  // Unreachable by the pattern above; kept because this line, not the pattern, is the promise.
  if (!path.startsWith(root + sep)) return err('badPath');
  return ok({ path, contentType });
}

/** Whether an address is one of the page's own. */
export function isPageUrl(address: string): boolean {
  return parsePageUrl(address) !== undefined;
}

/** The address, if it is one of the page's own. (`URL.canParse` is missing in the Node of older Electrons.) */
function parsePageUrl(address: string): URL | undefined {
  try {
    const url = new URL(address);
    const ours =
      url.protocol === `${pageScheme}:` && url.host === pageHost && url.username === '' && url.password === '';
    return ours ? url : undefined;
  } catch {
    return undefined;
  }
}
