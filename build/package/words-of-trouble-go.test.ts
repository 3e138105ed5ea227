import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const system = join(import.meta.dirname, 'system');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yitiji-trouble-words-'));
  // Stands in for the program that shows another terminal.
  writeFileSync(join(folder, 'chvt'), `#!/bin/sh\necho "$@" >> ${join(folder, 'shown')}\n`);
  chmodSync(join(folder, 'chvt'), 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const unit = (name: string) => readFileSync(join(system, name), 'utf8');
/** What a unit runs in this place, without the marks for systemd. */
const commandsOf = (text: string, place: string) =>
  [...text.matchAll(new RegExp(`^${place}=[-+]*(.*)$`, 'gm'))].map(([, command = '']) => command.split(' '));

test('the kiosk that starts after the words of trouble is seen: the terminal of the window is shown again', () => {
  const env = { PATH: `${folder}:/usr/bin:/bin`, YITIJI_TROUBLE_TTY: join(folder, 'words') };
  execFileSync('/bin/sh', [join(system, 'trouble-screen')], { env });
  expect(readFileSync(join(folder, 'words'), 'utf8')).toContain('out of service');
  const words = readFileSync(join(folder, 'shown'), 'utf8').trim();
  for (const [program = '', ...args] of commandsOf(unit('yitiji.service'), 'ExecStartPost'))
    execFileSync(program, args, { env });
  const [, window] = / vt(\d+) /.exec(unit('yitiji-display.service')) ?? [];
  expect(readFileSync(join(folder, 'shown'), 'utf8').trim().split('\n')).toEqual([words, window]);
});
