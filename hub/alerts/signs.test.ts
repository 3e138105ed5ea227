import { expect, test } from 'vitest';
import { alertCodes, alertKinds } from '../../contract/alerts/catalogue.ts';
import type { HeartbeatRequest } from '../../contract/hub-api.ts';
import { readSigns, signsOf } from './signs.ts';

const well: HeartbeatRequest = {
  ...{ version: '1', bootId: 'b', wallMs: 0, monoMs: 0, durability: 'ok', intake: 'open' },
  outbox: { pending: 3, dead: 0, oldestAgeMs: 1000 },
  devices: [{ id: 'receiptPrinter', link: 'up', condition: 'ok', faults: [] }],
};
const hourMs = 3_600_000;
const device = (id: string, more: Partial<HeartbeatRequest['devices'][number]> = {}) => ({
  devices: [{ id, link: 'up', condition: 'ok', faults: [], ...more }],
});
type Change = Partial<HeartbeatRequest>;

/** What must be said of what, and of nothing else. */
const cases: readonly (readonly [why: string, change: Change, signs: string])[] = [
  ['a machine that is well says nothing', {}, ''],
  ['five minutes off is not yet off', { clock: { trust: 'trusted', offsetMs: 300_000 } }, ''],
  ['a clock that is slow', { clock: { trust: 'drifting', offsetMs: -312_345 } }, 'clockOff=310'],
  [
    'a clock beyond all numbers is off all the more',
    { clock: { trust: 'untrusted', offsetMs: 1e300 } },
    'clockOff=9007199254740991',
  ],
  ['metadata of eight days', { metadataAgeMs: 8 * 24 * hourMs }, 'metadataOld=8'],
  ['no metadata at all for eight days', { withoutMetadataMs: 8 * 24 * hourMs }, 'metadataOld=8'],
  ['no metadata on the first day', { withoutMetadataMs: 24 * hourMs }, ''],
  ['a certificate with 29 days', { certificateDays: 29 }, 'certificateEnds=29'],
  ['a certificate with 30 days', { certificateDays: 30 }, ''],
  ['an old message', { outbox: { pending: 1, dead: 0, oldestAgeMs: 5 * hourMs } }, 'messageOld=5'],
  ['a deep queue', { outbox: { pending: 1234, dead: 0, oldestAgeMs: 1 } }, 'queueDeep=1200'],
  ['dead letters', { outbox: { pending: 0, dead: 2, oldestAgeMs: null } }, 'deadLetter=2'],
  [
    'acknowledged and not in the proof',
    { outbox: { pending: 0, dead: 0, oldestAgeMs: null, missing: 1 } },
    'acknowledgedMissing=1',
  ],
  ['a store that cannot be trusted', { durability: 'failed' }, 'durabilityFailed'],
  ['a full disk', { storage: { usedPercent: 86, ballast: 'kept' } }, 'diskFull=86'],
  ['the reserve of the disk', { storage: { usedPercent: 85, ballast: 'released' } }, 'ballastUsed'],
  ['closed intake', { intake: 'key' }, 'intakeClosed:key'],
  ['a failed self-test', { selfTest: { atMs: 1, counts: {} as never, failed: ['camera'] } }, 'selfTestFailed:camera'],
  ['heat', { temperature: 91 }, 'overheated=90'],
  [
    'a picture without a graphics card',
    { renderer: { frames: 1, isSoftware: true, restarts: 0 } },
    'softwareRendering',
  ],
  ['an open door', { door: 'open' }, 'doorOpen'],
  ['a printer that is gone', device('receiptPrinter', { link: 'lost' }), 'printerFault:receiptPrinter'],
  [
    'a reader that is broken',
    device('idReader', { condition: 'faulted', faults: ['E_HARDWARE'] }),
    'readerFault:idReader',
  ],
  ['a dispenser that is broken', device('cardDispenser', { condition: 'faulted' }), 'dispenserFault:cardDispenser'],
  ['another device', device('camera', { link: 'absent' }), 'deviceFault:camera'],
  ['a device that is just connecting has no fault yet', device('camera', { link: 'connecting' }), ''],
  [
    'a jam is a jam, not a fault besides',
    device('receiptPrinter', { condition: 'faulted', faults: ['E_MEDIA_JAM'] }),
    'jam:receiptPrinter',
  ],
  [
    'something of a person inside',
    device('cardDispenser', { condition: 'faulted', faults: ['E_MEDIA_SWALLOWED'] }),
    'custodyUnsettled:cardDispenser',
  ],
  ['tamper', device('cabinet', { condition: 'tampered' }), 'tamper:cabinet'],
  ['an old machine whose paper is low', device('receiptPrinter', { low: ['paper'] }), 'paperLow:receiptPrinter.paper'],
  [
    'an old machine without paper',
    device('documentPrinter', { condition: 'faulted', faults: ['E_SUPPLY_OUT'] }),
    'paperOut:documentPrinter',
  ],
  [
    'blanks that end',
    { supplies: [{ id: 'cards', device: 'cardDispenser', count: 3, state: 'low' }] },
    'supplyLow:cardDispenser.cards',
  ],
  [
    'toner that is out',
    { supplies: [{ id: 'toner', device: 'documentPrinter', count: null, state: 'out' }] },
    'supplyOut:documentPrinter.toner',
  ],
  [
    'a full bin',
    { supplies: [{ id: 'retain', device: 'cardDispenser', count: 30, state: 'full' }] },
    'binFull:cardDispenser.retain',
  ],
  [
    'no paper, said twice over, is one sign',
    {
      ...device('receiptPrinter', { condition: 'faulted', faults: ['E_SUPPLY_OUT'], low: ['paper'] }),
      supplies: [{ id: 'paper', device: 'receiptPrinter', count: 0, state: 'out' }],
    },
    'paperOut:receiptPrinter.paper',
  ],
  ['a name that is none of ours is left out', device('a b=c', { link: 'lost' }), ''],
  ['a notice of a keeper', { notice: { reason: 'paper', since: 'x', until: null } }, '~notice'],
  ['maintenance', { notice: { reason: 'maintenance', since: 'x', until: null } }, '~maintenance ~notice'],
];

test.each(cases)('%s', (_why, change, signs) => {
  expect(signsOf({ ...well, ...change })).toBe(signs);
});

test('every alert of heartbeats is said by one of these cases, and is read back as it was said', () => {
  const said = cases.flatMap(([, , signs]) => readSigns(signs).map(({ code }) => code));
  expect([...new Set(said)].sort()).toEqual(alertCodes.filter((code) => alertKinds[code].readings > 0).sort());
  expect(readSigns('clockOff=310 intakeClosed:key paperLow:receiptPrinter.paper ~notice')).toEqual([
    { code: 'clockOff', subject: '', value: 310 },
    { code: 'intakeClosed', subject: 'key', value: null },
    { code: 'paperLow', subject: 'receiptPrinter.paper', value: null },
  ]);
});

test('a row of a newer hub opens nothing that this one does not know, nor what heartbeats do not say', () => {
  expect(readSigns('fromTheFuture:x offline=3 constructor jam:receiptPrinter')).toEqual([
    { code: 'jam', subject: 'receiptPrinter', value: null },
  ]);
});
