import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the project. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Folder of the site's pages. */
export const docs = join(root, 'docs');

const folders = ['drivers', 'hub', 'release', 'terminal', 'tests', 'updater'];

/** A README that stands beside code and is a page of the site too. */
export type CodePage = {
  /** Folder of the README, from the project's folder: `drivers/core`. Its page is `/code/drivers/core`. */
  readonly folder: string;
  readonly title: string;
  readonly content: string;
};

/** Every README beside code, in order of folders. */
export function codePages(): readonly CodePage[] {
  return folders
    .flatMap((folder) => readmesBelow(join(root, folder)))
    .sort()
    .map((file) => {
      const content = readFileSync(file, 'utf8');
      const folder = relative(root, dirname(file));
      return { folder, title: content.match(/^# (.+)$/m)?.[1] ?? folder, content };
    });
}

function readmesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name === 'README.md' || name.endsWith('/README.md'))
    .map((name) => join(folder, name));
}

/**
 * Folder in which the source of a page stands: relative links are read from there.
 * @param page path of a page in the site, as VitePress names it: `domain/journeys.md`, `code/drivers/core.md`
 */
function sourceFolder(page: string): string {
  const code = page.match(/^code\/(.+)\.md$/)?.[1];
  return code === undefined ? dirname(join(docs, page)) : join(root, code);
}

/** Where a link of a page leads to. */
export type Target =
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'page'; readonly link: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'tree'; readonly path: string }
  | { readonly kind: 'dead' };

/**
 * Looks where a relative link of a page leads to.
 * `page`: a page of this site, `link` from the site's root, anchor included. `file`: a file in `docs/` that is no page, `path` from there.
 * `tree`: a file or folder of the source tree, `path` from the project's folder. `dead`: nothing stands there.
 */
export function targetOf(page: string, href: string): Target {
  if (/^([a-z][a-z+.-]*:|\/|#|$)/i.test(href)) return { kind: 'elsewhere' };
  const [encoded = '', anchor] = href.split('#', 2);
  const absolute = join(sourceFolder(page), decodeURI(encoded.split('?')[0] ?? ''));
  if (!existsSync(absolute)) return { kind: 'dead' };
  const path =
    statSync(absolute).isDirectory() && existsSync(join(absolute, 'README.md'))
      ? join(absolute, 'README.md')
      : absolute;
  const behind = anchor === undefined ? '' : `#${anchor}`;
  const inDocs = relative(docs, path);
  if (!inDocs.startsWith('..')) {
    if (inDocs.endsWith('.md')) return { kind: 'page', link: `/${inDocs}${behind}` };
    return statSync(path).isDirectory() ? { kind: 'tree', path: relative(root, path) } : { kind: 'file', path: inDocs };
  }
  const inTree = relative(root, path);
  const folder = inTree.match(/^(.+)\/README\.md$/)?.[1];
  if (folder !== undefined && folders.some((each) => folder.startsWith(each))) {
    return { kind: 'page', link: `/code/${folder}.md${behind}` };
  }
  return { kind: 'tree', path: inTree };
}
