import { readFileSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Where Debian puts it; `CHROMIUM` names another. */
const chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Debian's browser for pages that are reviewed: no network of its own. */
export const openReviewBrowser = (...more: readonly string[]): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', ...more],
  });

/** The camera pages look through a picture that Chromium draws. */
export const fakeCamera = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'] as const;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
};

/**
 * Answers everything that a page asks of an address, without a server.
 * @param origin  such as `https://stories.local`
 * @param read    a file by its path; undefined = there is none
 */
export async function serve(page: Page, origin: string, read: (path: string) => Buffer | undefined): Promise<void> {
  await page.route(`${origin}/**`, (route) => {
    const path = normalize(new URL(route.request().url()).pathname).slice(1) || 'index.html';
    const body = read(path);
    if (body === undefined) return route.abort();
    return route.fulfill({ body, contentType: types[extname(path)] ?? 'application/octet-stream' });
  });
}

/** Files of a built folder, for `serve`. */
export const filesIn =
  (folder: string) =>
  (path: string): Buffer =>
    readFileSync(join(folder, path));
