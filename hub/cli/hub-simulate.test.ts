import { expect, test } from 'vitest';
import { hubSimulate } from './hub-simulate.ts';

const defaults = Object.fromEntries(
  Object.entries(hubSimulate.options).flatMap(([name, option]) =>
    'default' in option ? [[name, option.default]] : [],
  ),
);
/** Nothing is started: the hub that is named has no database here. */
const simulate = (given: Readonly<Record<string, string>>) =>
  hubSimulate.run(
    { options: { ...defaults, hub: 'http://127.0.0.1:9', ...given }, positionals: [] },
    { out: () => undefined, note: () => undefined, signal: new AbortController().signal },
  );

test.each([
  ['kiosks', '2.5'],
  ['queued', '0.5'],
  ['batch', '50.1'],
  ['connections', '600.5'],
  ['hub-pid', '12.5'],
])(
  'a part of one is refused instead of being rounded to something that nobody asked for: --%s %s',
  async (name, value) => {
    await expect(simulate({ [name]: value })).rejects.toThrow(`--${name} must be a whole number`);
  },
);

test('what is measured may be a fraction', async () => {
  await expect(simulate({ minutes: '0.5', speed: '2.5', lose: '0.001', visits: '60.5' })).rejects.toThrow(
    '--hub needs --database-url',
  );
});
