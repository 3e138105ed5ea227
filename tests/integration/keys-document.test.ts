import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { linesOf } from '../support/document-lines.ts';

const root = join(import.meta.dirname, '../..');
const document = join(root, 'docs/keys.md');

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'yitiji-keys-'));
  for (const folder of ['application/bin', 'catalogue', 'online']) mkdirSync(join(dir, folder), { recursive: true });
  const start = { format: 'yitiji-start/1', kiosk: ['bin/kiosk'], updater: ['bin/kiosk'] };
  const files = { 'application/start.json': JSON.stringify(start), 'catalogue/items.json': '[]' };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(dir, name), content, { mode: 0o644 });
  writeFileSync(join(dir, 'application/bin/kiosk'), '#!/bin/sh\n', { mode: 0o755 });
  writeFileSync(join(dir, 'online/passphrase'), 'a passphrase of the online keys\n', { mode: 0o600 });
  writeFileSync(join(dir, 'typed'), 'what a holder of a key would type\n', { mode: 0o600 });
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test('the ceremony and every drill of docs/keys.md can be done as it stands there', { timeout: 60_000 }, () => {
  const run = spawnSync(
    process.execPath,
    ['--no-warnings', join(root, 'tests/support/run-document.ts'), document, join(dir, 'typed')],
    { cwd: dir, encoding: 'utf8' },
  );
  const done = run.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map(
      (line) =>
        JSON.parse(line) as {
          readonly text: string;
          readonly code: number;
          readonly fails: string | null;
          readonly said: string;
        },
    );
  const wrong = done.find(({ code, fails, said }) =>
    fails === null ? code !== 0 : code !== 1 || !said.includes(fails),
  );
  expect(wrong, run.stderr).toBeUndefined();
  const lines = linesOf(document);
  expect(done.map(({ text }) => text)).toEqual(lines.map(({ text }) => text));
  // The page has not lost its drills.
  expect(lines.length).toBeGreaterThan(80);
  expect(lines.filter(({ fails }) => fails !== null).length).toBeGreaterThanOrEqual(5);
});
