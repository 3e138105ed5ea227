import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { deadEnds } from '../../docs/.vitepress/dead-ends.ts';
import { sequenceSteps } from '../../docs/.vitepress/sequence.ts';
import { projectFiles, readText } from './source-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yitiji-site-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const put = (name: string, text: string) => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
};

test('a link of the built site that leads nowhere is found: a page, a heading, a picture, the other language', () => {
  put(
    'index.html',
    '<a class="x" href="/site/zh/">中文</a><a href="/site/guide.html#there">a</a><img alt="" src="/site/p.png">',
  );
  put(
    'guide.html',
    '<h2 id="there">x</h2><a href="/site/zh/guide.html">中文</a><a href="#gone">b</a><a href="#there">c</a>',
  );
  put(
    'zh/index.html',
    '<a href="/elsewhere/">x</a><a href="../guide.html">y</a><a href="https://example.org/">z</a><img src="../q.png">',
  );
  put('p.png', '');
  expect(deadEnds(folder, '/site/').toSorted()).toEqual([
    'guide.html -> #gone',
    'guide.html -> /site/zh/guide.html',
    'zh/index.html -> ../q.png',
    'zh/index.html -> /elsewhere/',
  ]);
});

test('a drawing of messages is told in steps on the site, where nothing draws it: none stands there as its source', () => {
  const drawings = projectFiles()
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) => [...readText(path).matchAll(/^```mermaid\n([\s\S]*?)^```/gm)].map(([, source = '']) => source));
  expect(drawings.length).toBeGreaterThan(4);
  for (const source of drawings) {
    const told = sequenceSteps(source);
    expect(told).not.toMatch(/participant|->>|--/);
    expect(told.split('<ol').length).toBe(told.split('</ol>').length);
  }
  expect(sequenceSteps('participant A as host\nA-->>B: x < y\nalt no\nNote over A,B: z\nelse yes\nA->>B: w\nend')).toBe(
    '<ol class="sequence"><li><b>host</b> ⇢ <b>B</b>: x &lt; y</li><li>if no:<ol><li><em>z</em></li></ol></li>' +
      '<li>else, if yes:<ol><li><b>host</b> → <b>B</b>: w</li></ol></li></ol>',
  );
  expect(() => sequenceSteps('pie title x')).toThrow('pie title x');
});
