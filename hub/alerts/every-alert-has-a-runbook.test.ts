import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { alertCodes } from '../../contract/alerts/catalogue.ts';
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
