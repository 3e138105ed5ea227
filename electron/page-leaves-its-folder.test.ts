import { sep } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy, isPageUrl, resolveAsset } from './assets.ts';

const root = '/srv/app/renderer';
const get = (url: string) => resolveAsset(root, { method: 'GET', url });

describe('files of the page', () => {
  it('serves the page and its files', () => {
    expect(get('app://kiosk/')).toEqual({
      ok: true,
      value: { path: `${root}/index.html`, contentType: 'text/html; charset=utf-8' },
    });
    expect(get('app://kiosk/assets/index-D_4-x.js?v=1#top')).toMatchObject({
      ok: true,
      value: { path: `${root}/assets/index-D_4-x.js` },
    });
  });

  it.each([
    ['app://kiosk/..%2fmain.js', 'badPath'],
    ['app://kiosk/assets%5c..%5cmain.js', 'badPath'],
    ['app://kiosk/.stamp', 'badPath'],
    ['app://kiosk/assets/.env.json', 'badPath'],
    ['app://kiosk//etc/passwd.json', 'badPath'],
    ['app://kiosk/a%00.js', 'badPath'],
    ['app://kiosk/assets/', 'badPath'],
    ['app://kiosk/passwd', 'badType'],
    ['app://kiosk/main.cjs', 'badType'],
    ['app://other/index.html', 'foreignOrigin'],
    ['app://kiosk:80/index.html', 'foreignOrigin'],
    ['app://me@kiosk/index.html', 'foreignOrigin'],
    ['file:///etc/passwd', 'foreignOrigin'],
    ['https://kiosk/index.html', 'foreignOrigin'],
    ['no url', 'foreignOrigin'],
  ])('refuses %s', (url, error) => {
    expect(get(url)).toEqual({ ok: false, error });
  });

  it('only reads', () => {
    expect(resolveAsset(root, { method: 'POST', url: 'app://kiosk/' })).toEqual({ ok: false, error: 'badMethod' });
  });

  it('stays below its folder, whatever is asked', () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '%2e',
      '%2E%2e',
      '/',
      '\\',
      '%2f',
      '%5c',
      'a',
      'b.js',
      '%00',
      '~',
      ' ',
      '一',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece).map((parts) => parts.join('')),
          fc.webPath(),
          fc.string(),
        ),
        (path) => {
          const answer = get(`app://kiosk/${path}`);
          if (!answer.ok) return;
          expect(answer.value.path.startsWith(root + sep)).toBe(true);
          expect(answer.value.path.split(sep)).not.toContain('..');
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('allows no inline code, no network, no form, no dialog', () => {
    expect(contentSecurityPolicy).not.toMatch(/unsafe|\*|https?:|allow-(modals|popups|downloads|forms|top)/);
    for (const rule of ["default-src 'none'", "connect-src 'none'", "form-action 'none'", "base-uri 'none'"]) {
      expect(contentSecurityPolicy).toContain(rule);
    }
  });

  it('knows its own address from look-alikes', () => {
    expect(isPageUrl('app://kiosk/')).toBe(true);
    for (const other of ['app://kiosk.example/', 'app://', 'about:blank', 'data:text/html,app://kiosk/']) {
      expect(isPageUrl(other)).toBe(false);
    }
  });
});
