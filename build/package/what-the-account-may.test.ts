import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';

const rules = readFileSync(join(import.meta.dirname, 'system/yitiji-power.rules'), 'utf8');

/** What polkit would hear of our rule; undefined = it asks the next one. */
function answerTo(id: string, user: string): unknown {
  let answer: unknown;
  const addRule = (rule: (action: unknown, subject: unknown) => unknown) => {
    answer = rule({ id }, { user });
  };
  runInNewContext(rules, { polkit: { addRule, Result: { YES: 'yes' } } });
  return answer;
}

test.each([
  ['org.freedesktop.login1.reboot', 'yes'],
  ['org.freedesktop.login1.power-off', 'yes'],
  // Where pcscd asks polkit (Ubuntu 24.04), a service without a session reads no card without these.
  ['org.debian.pcsc-lite.access_pcsc', 'yes'],
  ['org.debian.pcsc-lite.access_card', 'yes'],
  ['org.freedesktop.systemd1.manage-units', undefined],
])('the account of the kiosk gets %s: %s, and nobody else gets anything by our rule', (id, expected) => {
  expect([answerTo(id, 'yitiji'), answerTo(id, 'nobody')]).toEqual([expected, undefined]);
});
