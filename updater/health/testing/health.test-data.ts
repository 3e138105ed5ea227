import fc from 'fast-check';
import {
  type DeviceHealth,
  deviceHealths,
  type HealthFacts,
  heartbeatAnswers,
  hostStates,
  pageStates,
  storeProbes,
} from '../../../contract/update-health.ts';
import { type HealthPolicy, healthPolicy } from '../judge.ts';

const release = '2026.11.2-0123456789abcdef';
export const policy: HealthPolicy = { ...healthPolicy, release };

export const device = (role: string, availability: DeviceHealth['availability'], driver = 'd1'): DeviceHealth => ({
  ...{ role, driver, availability },
});

/** A machine on which nothing is missing. */
export const healthy: HealthFacts = {
  release,
  start: 's1',
  store: { fault: null, isDurable: true, probe: 'ok' },
  page: { isShellUp: true, state: 'drawn', losses: 0 },
  hosts: [{ name: 'serial', state: 'up', deaths: 0 }],
  devices: [device('idReader', 'ready'), device('receiptPrinter', 'limited'), device('cardDispenser', 'unavailable')],
  hub: { isEnrolled: true, isAccepted: true, isOnline: true, last: 'accepted', awayMs: null, isUplinkUp: true },
};

export const silentHub = { isAccepted: false, isOnline: false, last: 'silent', awayMs: 1000 } as const;

/** Facts in which any part differs. */
export const withParts = (facts: HealthFacts, parts: { readonly [K in keyof HealthFacts]?: Partial<HealthFacts[K]> }) =>
  Object.fromEntries(
    Object.entries(facts).map(([key, value]) => {
      const part = parts[key as keyof HealthFacts];
      const isPart = typeof value === 'object' && value !== null && !Array.isArray(value);
      return [key, part === undefined ? value : isPart ? { ...value, ...(part as object) } : part];
    }),
  ) as HealthFacts;

const anyDevices = fc.uniqueArray(
  fc.record({
    role: fc.constantFrom('idReader', 'receiptPrinter', 'cardDispenser', 'scanner'),
    driver: fc.constantFrom('d1', 'd2'),
    availability: fc.constantFrom(...deviceHealths),
  }),
  { selector: ({ role }) => role },
);

export const anyFacts: fc.Arbitrary<HealthFacts> = fc.record({
  release: fc.constantFrom(release, release, release, null, 'other-0000000000000000'),
  start: fc.constantFrom('s1', 's1', 's2'),
  store: fc.record({
    fault: fc.constantFrom(null, null, null, 'corrupt'),
    isDurable: fc.constantFrom(true, true, true, false),
    probe: fc.constantFrom(...storeProbes, 'ok' as const, 'ok' as const),
  }),
  page: fc.record({
    isShellUp: fc.constantFrom(true, true, false),
    state: fc.constantFrom(...pageStates, 'drawn' as const, 'drawn' as const, 'drawn' as const),
    losses: fc.constantFrom(0, 0, 1),
  }),
  hosts: fc.array(
    fc.record({
      name: fc.constant('serial'),
      state: fc.constantFrom(...hostStates, 'up' as const),
      deaths: fc.constantFrom(0, 0, 1),
    }),
    { maxLength: 1 },
  ),
  devices: anyDevices,
  hub: fc.record({
    isEnrolled: fc.constantFrom(true, true, true, false),
    isAccepted: fc.boolean(),
    isOnline: fc.boolean(),
    last: fc.constantFrom(...heartbeatAnswers),
    awayMs: fc.constantFrom(null, 1000),
    isUplinkUp: fc.boolean(),
  }),
});
