import fc from 'fast-check';
import type { DeviceFact } from '../../contract/checks.ts';
import {
  binHealths,
  binKinds,
  binLevels,
  conditions,
  errorCodes,
  levelSources,
  links,
  supplyLevels,
} from '../../contract/device.ts';
import type { CertificateFacts, CheckFacts, StoreFacts } from './facts.ts';

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const ms = fc.integer({ min: 0, max: 40 * 86_400_000 });
const text = fc.string({ maxLength: 400 });
const part = fc.double({ min: 0, max: 1, noNaN: true });

const anyDevice: fc.Arbitrary<DeviceFact> = fc.record({
  id: fc.constantFrom('idReader', 'receiptPrinter', 'cardDispenser', 'touchPanel', 'somethingNew'),
  link: fc.constantFrom(...links),
  condition: fc.constantFrom(...conditions),
  faults: fc.array(
    fc.record({ code: fc.constantFrom(...Object.keys(errorCodes), 'E_OF_TOMORROW'), since: fc.constant('') }),
    { maxLength: 4 },
  ),
  supplies: fc.dictionary(
    fc.constantFrom('paper', 'toner'),
    fc.record({ level: fc.constantFrom(...supplyLevels), source: fc.constantFrom(...levelSources) }),
  ),
  bins: fc.dictionary(
    fc.constantFrom('hopper', 'retain'),
    fc.record({
      kind: fc.constantFrom(...binKinds),
      health: fc.constantFrom(...binHealths),
      level: fc.constantFrom(...binLevels),
      count: maybe(fc.nat(500)),
    }),
  ),
});

const anyStore: fc.Arbitrary<StoreFacts> = fc.oneof(
  fc.record({
    fault: fc.record({ code: fc.constantFrom('corrupt', 'noDatabase', 'io', 'newerSchema'), detail: text }),
  }),
  fc.record({
    fault: fc.constant(null),
    synchronous: fc.constantFrom(0, 1, 2, 3),
    journalMode: fc.constantFrom('wal', 'delete', 'memory'),
    health: maybe(fc.constantFrom('ok' as const, 'failed' as const)),
    probe: fc.oneof(fc.record({ ms: fc.double({ min: 0, max: 5000, noNaN: true }) }), fc.record({ fault: text })),
    damage: fc.oneof(fc.constant('none' as const), fc.record({ found: text }), fc.constant(null)),
    checkAgeMs: maybe(ms),
    backupAgeMs: maybe(ms),
    diskUsed: maybe(part),
    ballast: fc.constantFrom('kept' as const, 'released' as const, 'none' as const),
    isBallastWanted: fc.boolean(),
    auditChain: maybe(fc.constantFrom('ok', 'edit at 17')),
  }),
);

const anyCertificate: fc.Arbitrary<CertificateFacts> = fc.oneof(
  fc.record({ kind: fc.constant('plain' as const), isHere: fc.boolean() }),
  fc.record({ kind: fc.constant('tls' as const), endsInMs: fc.integer({ min: -1e10, max: 1e10 }), fault: maybe(text) }),
  fc.constant({ kind: 'unknown' as const }),
);

const contact = maybe(fc.constantFrom('open' as const, 'closed' as const, 'unknown' as const));

/** Whatever a machine may be in, and what its edges may not know. */
export const anyFacts: fc.Arbitrary<CheckFacts> = fc.record({
  program: fc.record({
    isRunning: fc.boolean(),
    config: fc.oneof(fc.record({ model: fc.constant('m') }), fc.record({ fault: text })),
    version: fc.constant('1'),
    kiosk: maybe(fc.constant('TH0017')),
    intake: maybe(fc.constantFrom('open', 'queue', 'disk', 'clock', 'deadline', 'key', 'tomorrow')),
  }),
  devices: maybe(fc.array(anyDevice, { maxLength: 5 })),
  notFitted: fc.subarray(['scanner', 'smartCard', 'personaliser']),
  cabinet: maybe(fc.record({ door: contact, tamper: contact })),
  store: maybe(anyStore),
  outbox: maybe(
    fc.record({
      pending: fc.nat(2000),
      oldestAgeMs: maybe(ms),
      dead: fc.nat(3),
      missing: fc.nat(3),
      isGapFree: maybe(fc.boolean()),
    }),
  ),
  hub: fc.record({
    isReachable: maybe(fc.boolean()),
    fault: maybe(text),
    isKeyRefused: fc.boolean(),
    roundTripMs: maybe(fc.nat(10_000)),
    offsetMs: maybe(fc.integer({ min: -1e9, max: 1e9 })),
  }),
  keys: fc.record({
    machine: maybe(
      fc.constantFrom('ok' as const, 'absent' as const, 'readableByOthers' as const, 'unreadable' as const),
    ),
    sealingKid: maybe(fc.constant('seal-1')),
    certificate: anyCertificate,
  }),
  speech: maybe(fc.record({ wanted: fc.nat(5000), there: fc.nat(5000), silent: fc.subarray(['cmn', 'yue', 'en']) })),
  system: fc.record({ memoryFree: maybe(part), celsius: maybe(fc.double({ min: -20, max: 120, noNaN: true })) }),
});

/** A machine of which everything is known and nothing is wrong. */
export const soundFacts: CheckFacts = {
  program: { isRunning: true, config: { model: 'm' }, version: '1', kiosk: 'TH0017', intake: 'open' },
  devices: [
    {
      ...{ id: 'receiptPrinter', link: 'up', condition: 'ok', faults: [] },
      supplies: { paper: { level: 'ok', source: 'sensor' } },
      bins: {},
    },
    {
      ...{ id: 'cardDispenser', link: 'up', condition: 'ok', faults: [], supplies: {} },
      bins: {
        hopper: { kind: 'supply', health: 'ok', level: 'ok', count: 40 },
        retain: { kind: 'retain', health: 'ok', level: 'low', count: 1 },
      },
    },
  ],
  notFitted: ['scanner'],
  cabinet: { door: 'closed', tamper: 'closed' },
  store: {
    ...{ fault: null, synchronous: 2, journalMode: 'wal', health: 'ok', probe: { ms: 3 }, damage: 'none' },
    ...{ checkAgeMs: 3_600_000, backupAgeMs: 3_600_000, diskUsed: 0.3, ballast: 'kept', isBallastWanted: true },
    auditChain: 'ok',
  },
  outbox: { pending: 0, oldestAgeMs: null, dead: 0, missing: 0, isGapFree: true },
  hub: { isReachable: true, fault: null, isKeyRefused: false, roundTripMs: 20, offsetMs: 40 },
  keys: { machine: 'ok', sealingKid: 'seal-1', certificate: { kind: 'tls', endsInMs: 90 * 86_400_000, fault: null } },
  speech: { wanted: 4000, there: 4000, silent: [] },
  system: { memoryFree: 0.5, celsius: 41 },
};
