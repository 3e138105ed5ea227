import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../build/project.mjs';
import { captions, readingMs, type SceneName, tourLanguages } from '../../build/tour/words.ts';
import { tokenize } from '../../docs/.vitepress/search.ts';
import { chineseSidebar, sidebar } from '../../docs/.vitepress/sidebar.ts';
import { codePages, targetOf } from '../../docs/.vitepress/source-tree.ts';
import { anchorsOf, deadLinks, hrefsOf, npmScriptsOf, pagesBelow, pathsOf, testFilesOf } from './markdown.ts';
import { projectFiles, readText } from './source-files.ts';

/** Pages that people read: what they lead to, name and tell to run has to be there. The site itself is built by `npm run docs`, which takes too long for here. */
const pages = projectFiles().filter((path) => path.endsWith('.md') && !path.includes('['));
const scripts: Readonly<Record<string, string>> = JSON.parse(readText('package.json')).scripts;

describe('pages for people', () => {
  it('every link and picture leads somewhere, heading included', () => {
    const dead = pages.flatMap((path) =>
      deadLinks(join(root, path), readText(path)).map(({ href, why }) => `${path}: ${href} (${why})`),
    );
    expect(dead).toEqual([]);
  });

  it('every script of npm that a page names exists', () => {
    const missing = pages.flatMap((path) =>
      npmScriptsOf(readText(path))
        .filter((script) => !(script in scripts))
        .map((script) => `${path}: npm run ${script}`),
    );
    expect(missing).toEqual([]);
  });

  it('every test that a page names as its proof exists', () => {
    const known = projectFiles();
    const missing = pages.flatMap((path) =>
      testFilesOf(readText(path))
        .filter((file) => !known.some((path) => path === file || path.endsWith(`/${file}`)))
        .map((file) => `${path}: ${file}`),
    );
    expect(missing).toEqual([]);
    expect(testFilesOf(readText('docs/guarantees.md')).length).toBeGreaterThan(60);
  });

  it('every file and folder of the tree that a page names exists', () => {
    const known = new Set(
      projectFiles().flatMap((path) => [path, path.replace(/(\.test)?\.(ts|tsx|mjs)$/, ''), ...foldersOf(path)]),
    );
    // Made by a release; of somebody else's tree; files that the reader of the page makes.
    const elsewhere = ['release/app.tar.gz', 'docs/crt-591', 'docs/protocols/escpos-status.md'];
    const made = ['kiosk-config/catalogue/civil.wheelchair.loan.json', 'kiosk-config/texts/items-wheelchair.json'];
    const named = pages.flatMap((path) => pathsOf(readText(path)).map((name) => ({ path, name })));
    expect(
      named
        .filter(({ name }) => !known.has(name) && ![...elsewhere, ...made].includes(name))
        .map(({ path, name }) => `${path}: ${name}`),
    ).toEqual([]);
    expect(named.length).toBeGreaterThan(900);
  });

  it('both front pages tell the same commands and show the same tour, still for whoever asked for less motion', () => {
    const [english, chinese] = ['README.md', 'README.zh-CN.md'].map((path) => readText(path));
    const commands = (text = '') =>
      [...new Set([...npmScriptsOf(text), ...text.matchAll(/npx yitiji [a-z-]+/g)].map(String))].sort();
    expect(commands(chinese)).toEqual(commands(english));
    expect(
      [english, chinese].map((text = '') => hrefsOf(text).filter((href) => href.includes('tour.')).length),
    ).toEqual([2, 2]);
  });
});

describe('the tour', () => {
  const sceneNames = Object.keys(captions) as SceneName[];

  it('is there in both languages, and together no heavier than 3 MB', () => {
    const bytes = ['en', 'zh-CN'].map((language) => statSync(join(root, `docs/pictures/tour.${language}.webp`)).size);
    expect(Math.min(...bytes)).toBeGreaterThan(100_000);
    expect(bytes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(3_000_000);
  });

  it('stands still long enough for slow readers, at every scene', () => {
    for (const language of tourLanguages) {
      const shown = frameMs(readFileSync(join(root, `docs/pictures/tour.${language}.webp`)));
      const scenes = sceneNames.map((scene) => readingMs(scene, language));
      // A scene's words stand over all its frames; the last picture has no scene.
      const atRest = shown.filter((ms) => ms >= 1000).slice(0, -1);
      expect(atRest.length).toBe(scenes.length);
      for (const [at, ms] of scenes.entries()) expect(atRest[at]).toBeGreaterThanOrEqual(ms - 900);
      expect(atRest.reduce((sum, ms) => sum + ms)).toBeLessThan(75_000);
    }
  });
});

describe('the site', () => {
  const listed = new Set([...sidebar, ...chineseSidebar].flatMap(linksOf));

  it('every page stands in the sidebar; runbooks are reached by their list', () => {
    const hidden = pagesBelow(join(root, 'docs'))
      .filter((page) => !/^runbooks\/(?!README)/.test(page))
      .map((page) => `/${page.replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, '')}`)
      .filter((link) => !listed.has(link));
    expect(hidden).toEqual([]);
  });

  it('what the first pages offer leads to pages and headings', () => {
    const dead = ['docs/index.md', 'docs/zh/index.md'].flatMap((path) => {
      const links = [...readText(path).matchAll(/^ +link: \/(\S+)$/gm)].map(([, link = '']) =>
        link.replace(/(?=#|$)/, '.md'),
      );
      expect(links.length).toBeGreaterThan(5);
      return deadLinks(join(root, 'docs/index.md'), links.map((link) => `[x](${link})`).join('\n'));
    });
    expect(dead).toEqual([]);
  });

  it('the sidebar names no page that is not there', () => {
    const there = new Set([
      ...pagesBelow(join(root, 'docs')).map(
        (page) => `/${page.replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, '')}`,
      ),
      ...codePages().map(({ folder }) => `/code/${folder}`),
    ]);
    expect([...listed].filter((link) => !there.has(link))).toEqual([]);
  });

  it('links that were written for the tree lead to pages of the site, to copied files, or are named', () => {
    expect(targetOf('sync.md', '../tests/chaos/README.md#the-rig')).toEqual({
      kind: 'page',
      link: '/code/tests/chaos.md#the-rig',
    });
    expect(targetOf('code/drivers/core.md', '../../docs/design/device-model.md')).toEqual({
      kind: 'page',
      link: '/design/device-model.md',
    });
    expect(targetOf('guides/operators.md', '../nginx.conf.example')).toEqual({
      kind: 'file',
      path: 'nginx.conf.example',
    });
    expect(targetOf('fleet.md', 'runbooks')).toEqual({ kind: 'page', link: '/runbooks/README.md' });
    expect(targetOf('fleet.md', '../LICENSE')).toEqual({ kind: 'tree', path: 'LICENSE' });
    expect(targetOf('fleet.md', 'nowhere.md')).toEqual({ kind: 'dead' });
    expect(targetOf('fleet.md', 'https://example.org/x')).toEqual({ kind: 'elsewhere' });
  });

  it('Chinese is found by any two characters of it, words by themselves', () => {
    expect(tokenize('已暂存 RFC 9421')).toEqual(['已', '暂', '已暂', '存', '暂存', 'rfc', '9421']);
  });

  it('asks nobody on the web: no address in what it is made of', () => {
    const made = projectFiles().filter((path) => path.startsWith('docs/.vitepress/'));
    expect(made.length).toBeGreaterThan(5);
    expect(made.filter((path) => /https?:\/\/[a-z]/.test(readFileSync(join(root, path), 'utf8')))).toEqual([]);
  });
});

describe('what these tests find', () => {
  const page = join(root, 'docs/sync.md');

  it('dead files, dead headings, and nothing in code', () => {
    const text =
      '# One\n[a](gone.md) [b](#two) [c](#one) `[d](gone.md)`\n```\n[e](gone.md)\n```\n<img src="gone.webp">\n[f](keys.md#no-such)';
    expect(deadLinks(page, text)).toEqual([
      { href: 'gone.md', why: 'file' },
      { href: '#two', why: 'heading' },
      { href: 'keys.md#no-such', why: 'heading' },
      { href: 'gone.webp', why: 'file' },
    ]);
  });

  it('headings with marks, code and links, and the second of a name', () => {
    expect([...anchorsOf('# A `b`: c!\n## [D e](x.md)\n## [D e](x.md)\n## 第 1 步，共 4 步')]).toEqual([
      'a-b-c',
      'd-e',
      'd-e-1',
      '第-1-步共-4-步',
    ]);
  });
});

function linksOf(item: { readonly link?: string; readonly items?: readonly object[] }): readonly string[] {
  return [...(item.link === undefined ? [] : [item.link]), ...(item.items ?? []).flatMap((inner) => linksOf(inner))];
}

function foldersOf(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}

/** How long each frame of an animated WebP stands, ms: 24 bits at byte 12 of each ANMF chunk (WebP container specification). */
function frameMs(file: Buffer): readonly number[] {
  const found: number[] = [];
  for (let at = 12; at < file.length; at += 8 + file.readUInt32LE(at + 4) + (file.readUInt32LE(at + 4) % 2)) {
    if (file.toString('latin1', at, at + 4) === 'ANMF') found.push(file.readUIntLE(at + 8 + 12, 3));
  }
  return found;
}
