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

test('polkit 0.105, which reads no rules, is told the same: else no machine with UOS 20, Kylin V10 or Debian 11 is started anew or turned off by its kiosk', () => {
  const text = readFileSync(join(import.meta.dirname, 'system/yitiji-power.pkla'), 'utf8');
  const values = new Map([...text.matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]));
  const actions = values.get('Action')?.split(';') ?? [];
  expect(actions.map((id) => answerTo(id, 'yitiji'))).toEqual(actions.map(() => 'yes'));
  expect(actions).toHaveLength([...rules.matchAll(/'org\.[^']+'/g)].length);
  // A service has no session: `ResultAny` is the one that counts.
  expect([values.get('Identity'), values.get('ResultAny')]).toEqual(['unix-user:yitiji', 'yes']);
});
