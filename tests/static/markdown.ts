import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { anchorOf } from '../../docs/.vitepress/anchor.ts';

/** What does not lead anywhere in a page of Markdown. */
export interface DeadLink {
  readonly href: string;
  readonly why: 'file' | 'heading';
}

/**
 * Looks at every relative link and picture of a page, in Markdown and in plain HTML: the file has to be there, and the heading that is named behind `#` too.
 * @param file path of the page; links are read from its folder
 */
export function deadLinks(file: string, text: string): readonly DeadLink[] {
  return hrefsOf(text).flatMap((href): DeadLink[] => {
    const [path = '', anchor] = href.split('#', 2);
    const target = path === '' ? file : join(dirname(file), decodeURI(path));
    if (!existsSync(target)) return [{ href, why: 'file' }];
    if (anchor === undefined) return [];
    const page = statSync(target).isDirectory() ? join(target, 'README.md') : target;
    if (!page.endsWith('.md')) return [];
    const headings = anchorsOf(page === file ? text : readFileSync(page, 'utf8'));
    return headings.has(decodeURI(anchor)) ? [] : [{ href, why: 'heading' }];
  });
}

/** Relative links and pictures of a page; what stands in code is none. */
export function hrefsOf(text: string): readonly string[] {
  const prose = withoutCode(text);
  const found = [
    ...prose.matchAll(/\]\(([^()\s]+)\)/g),
    ...prose.matchAll(/<(?:a|img|source)\b[^>]*? (?:href|src|srcset)="([^"]+)"/g),
  ];
  return found.map(([, href = '']) => href).filter((href) => !/^([a-z][a-z+.-]*:|\/)/i.test(href));
}

/** Names of the headings of a page; one that comes again gets a number, as GitHub and the site do it. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of withoutFences(text).matchAll(/^#{1,6} +(.+?)\s*$/gm)) {
    const words = heading.replace(/\[([^\]]+)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '');
    const first = anchorOf(words);
    let name = first;
    for (let n = 1; anchors.has(name); n += 1) name = `${first}-${n}`;
    anchors.add(name);
  }
  return anchors;
}

/** Scripts of npm that a page tells the reader to run. */
export function npmScriptsOf(text: string): readonly string[] {
  return [...text.matchAll(/\bnpm run ([a-z][a-z\d:-]*[a-z\d])/g)].map(([, script = '']) => script);
}

/** Test files that a page names with their folder, from the project's folder. */
export function testFilesOf(text: string): readonly string[] {
  return [...text.matchAll(/`((?:[a-z0-9-]+\/)+[a-z0-9.-]+\.test\.tsx?)`/g)].map(([, file = '']) => file);
}

/** Files and folders of the tree that a page names from the project's folder, such as `hub/cli` or `tests/static/docs`; a test or a module may stand without its ending. */
export function pathsOf(text: string): readonly string[] {
  const top =
    'bin|build|console|contract|docs|drivers|electron|hub|kiosk-config|release|renderer|terminal|tests|updater';
  const named = withoutFences(text).matchAll(new RegExp(`\`((?:${top})/[A-Za-z0-9_./-]*)\``, 'g'));
  return [...named].map(([, path = '']) => path.replace(/\/$/, ''));
}

/** Every page below a folder, with its path from there. */
export function pagesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !name.includes('['))
    .sort();
}

const withoutFences = (text: string) => text.replace(/^(```+|~~~+)[\s\S]*?^\1/gm, '');
const withoutCode = (text: string) => withoutFences(text).replace(/(`+)[^`]+?\1/g, '');
