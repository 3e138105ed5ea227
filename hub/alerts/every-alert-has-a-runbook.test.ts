import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { alertCodes, alertKinds } from '../../contract/alerts/catalogue.ts';
import { runbookOf } from './runbooks.ts';

const folder = join(import.meta.dirname, '../../docs/runbooks');

test.each(alertCodes)('%s says in both languages what to do, step by step, and when it ends', (code) => {
  const runbook = runbookOf(code);
  for (const [text, ends, own] of [
    [runbook?.zh, '**何时消失**', /[\u4e00-\u9fff]{8}/],
    [runbook?.en, '**It ends:**', /[A-Za-z]{3} [a-z]{2}/],
  ] as const) {
    expect(text).toContain(ends);
    expect(text).toMatch(/^1\. /m);
    expect(text).toMatch(own);
    // Short enough to be read beside the machine.
    expect(text?.length).toBeLessThan(1200);
  }
});

test('the list of runbooks links each, and there is none of an alert that does not exist', () => {
  const index = readFileSync(join(folder, 'README.md'), 'utf8');
  const files = readdirSync(folder).filter((name) => name !== 'README.md');
  expect(files.sort()).toEqual(alertCodes.map((code) => `${code}.md`).sort());
  expect([...index.matchAll(/\]\((\w+)\.md\)/g)].map(([, code]) => code).sort()).toEqual([...alertCodes].sort());
});

test('the list says of each alert where it belongs and how urgent it is, as the console does', () => {
  const sections = readFileSync(join(folder, 'README.md'), 'utf8').split(/^## /m).slice(1);
  const listed = sections.flatMap((section) => {
    const group = section.split('\n')[0]?.toLowerCase();
    return [...section.matchAll(/^\| \[(\w+)\]\(.*\| (\w+) \|$/gm)].map(([, code, severity]) => [
      code,
      group,
      severity,
    ]);
  });
  const told = alertCodes.map((code) => [code, alertKinds[code].group, alertKinds[code].severity]);
  expect(listed.sort()).toEqual(told.sort());
});
