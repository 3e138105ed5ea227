import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';

/**
 * Links and pictures of the built site that lead nowhere, also those that no page has written: menus, the switch of languages. Headings included.
 * @param folder the built site
 * @param base path under which it will stand, `/…/`
 * @returns `page -> where it leads`
 */
export function deadEnds(folder: string, base: string): readonly string[] {
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'));
  const texts = new Map(pages.map((page) => [page, readFileSync(join(folder, page), 'utf8')]));
  const ids = new Map(
    [...texts].map(([page, text]) => [page, new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))]),
  );
  return [...texts].flatMap(([page, text]) => {
    const hrefs = new Set(
      [...text.matchAll(/<(?:a|img|source|link|script)\b[^>]*? (?:href|src|srcset)="([^"]+)"/g)].map(
        ([, href = '']) => href,
      ),
    );
    return [...hrefs]
      .filter((href) => !/^([a-z][a-z+.-]*:|\/\/)/i.test(href) && !leads(href.replaceAll('&amp;', '&'), page))
      .map((href) => `${page} -> ${href}`);
  });

  function leads(href: string, page: string): boolean {
    const [encoded = '', anchor] = href.split('#', 2);
    const path = decodeURI(encoded.split('?')[0] ?? '');
    if (path.startsWith('/') && !path.startsWith(base)) return false;
    const inside =
      path === '' ? page : path.startsWith('/') ? path.slice(base.length) : posix.join(posix.dirname(page), path);
    const file = inside === '' || inside.endsWith('/') ? `${inside}index.html` : inside;
    if (!existsSync(join(folder, file)) || statSync(join(folder, file)).isDirectory()) return false;
    return anchor === undefined || anchor === '' || ids.get(file)?.has(decodeURIComponent(anchor)) !== false;
  }
}
