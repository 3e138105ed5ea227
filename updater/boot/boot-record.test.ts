import { expect, test } from 'vitest';
import { type BootRecord, bootText, readBootText } from './boot-record.ts';

const [one, two] = ['1.0-1111111111111111', '2.0-2222222222222222'];
const at = '2026-11-28T12:00:00.000Z';
/** As the first launchers in the field read it: they stand outside of the releases and are not updated by them. */
const frozen = {
  ...{ format: 'yitiji-boot/1', phase: 'returning', current: one, previous: null, candidate: two, triesLeft: 1 },
  ...{ cause: 'unhealthy', what: 'device cardDispenser/f2', isConfirmed: true, soak: { startsLeft: 8 } },
  quarantined: [{ release: two, cause: 'hubLost', at }],
  reports: [{ release: two, from: one, outcome: 'rolledBack', cause: 'silent', what: 'page', at }],
} as const;

test('a launcher of the first hour reads what every later agent writes: the record has these members and no other', () => {
  const read = readBootText(JSON.stringify(frozen));
  expect(read).toEqual(frozen);
  const members: Readonly<Record<keyof BootRecord, unknown>> = frozen;
  for (const member of Object.keys(members)) {
    const { [member as keyof BootRecord]: _, ...rest } = frozen;
    expect(readBootText(JSON.stringify(rest)), member).toBeNull();
  }
});

test('a cause that this launcher does not know yet is no damage: the machine starts, and it is passed on', () => {
  const later = JSON.stringify(frozen).replace(/unhealthy|hubLost|silent/g, 'somethingNew');
  const read = readBootText(later);
  expect(read).toMatchObject({
    ...{ cause: 'somethingNew', quarantined: [{ cause: 'somethingNew' }], reports: [{ cause: 'somethingNew' }] },
  });
  expect(read === null ? '' : JSON.parse(bootText(read))).toEqual(JSON.parse(later));
});
