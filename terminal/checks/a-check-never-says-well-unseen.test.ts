import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CheckLine, checkIds } from '../../contract/checks.ts';
import { languages } from '../../contract/text.ts';
import { parse } from '../../contract/validate.ts';
import { loadTexts } from '../catalogue/texts.ts';
import { anyFacts, soundFacts } from './any-facts.test-data.ts';
import type { CheckFacts, OpenStoreFacts } from './facts.ts';
import { countsOf, failedParts, judge, reportOf } from './judge.ts';
import { lineInWords } from './words.ts';

const texts = loadTexts(join(import.meta.dirname, '../../kiosk-config/texts'));
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The verdict of one line for facts that differ from a sound machine in one place. */
function verdictOf(id: string, change: Partial<CheckFacts>, part?: string) {
  const lines = judge({ ...soundFacts, ...change }).filter(
    (line) => line.id === id && (part ?? line.part) === line.part,
  );
  return lines.map(({ verdict, todo, word }) => [verdict, todo, word].join(' ')).join(', ');
}
const store = (change: Partial<OpenStoreFacts>) => ({ store: { ...(soundFacts.store as OpenStoreFacts), ...change } });
const outbox = (change: object) => ({
  outbox: { pending: 0, oldestAgeMs: null, dead: 0, missing: 0, isGapFree: true, ...change },
});
const hub = (change: object) => ({ hub: { ...soundFacts.hub, ...change } });
const device = (change: object): Pick<CheckFacts, 'devices'> => ({
  devices: [{ id: 'scanner', link: 'up', condition: 'ok', faults: [], supplies: {}, bins: {}, ...change }],
});

describe('whatever the facts', () => {
  test('every line fits its schema and has words in every language, and whoever is warned is told what to do', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const lines = judge(facts);
        for (const line of lines) {
          expect(parse(CheckLine, line)).toMatchObject({ ok: true });
          expect([line.id, line.todo === null]).toEqual([
            line.id,
            line.verdict === 'pass' || line.verdict === 'notFitted',
          ]);
          for (const language of languages) expect(lineInWords(texts, language, line).title).not.toBe('');
        }
        const { pass, warn, fail, notFitted } = countsOf(lines);
        expect(pass + warn + fail + notFitted).toBe(lines.length);
        expect(fail > 0).toBe(failedParts(lines).length > 0);
      }),
    );
  });

  test('what nobody could look at is never well', () => {
    const unseen = judge({
      ...{ devices: null, notFitted: [], cabinet: null, store: null, outbox: null, speech: null },
      program: { isRunning: false, config: { fault: 'x' }, version: '1', kiosk: null, intake: null },
      hub: { isReachable: null, fault: null, isKeyRefused: false, roundTripMs: null, offsetMs: null },
      keys: { machine: null, sealingKid: null, certificate: { kind: 'unknown' } },
      system: { memoryFree: null, celsius: null },
    });
    expect(unseen.filter(({ verdict }) => verdict === 'pass').map(({ id }) => id)).toEqual(['program.version']);
  });

  test('a device that does not answer is said to be well in nothing', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const away = (facts.devices ?? []).filter(({ link }) => link !== 'up').map(({ id }) => id);
        const present = (facts.devices ?? []).filter(({ link }) => link === 'up').map(({ id }) => id);
        const said = judge(facts).filter(({ part, verdict }) => verdict === 'pass' && away.includes(part));
        expect(said.filter(({ part }) => !present.includes(part))).toEqual([]);
      }),
    );
  });

  test('more that waits, older or further off is never a better verdict', () => {
    const order = ['pass', 'warn', 'fail'];
    fc.assert(
      fc.property(fc.nat(2000), fc.nat(2000), (a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        const worst = (n: number) =>
          judge({
            ...{ ...soundFacts, ...outbox({ pending: n, oldestAgeMs: n * 60_000, dead: n }) },
            ...hub({ offsetMs: -n * 100, roundTripMs: n * 3 }),
          }).map(({ verdict }) => order.indexOf(verdict));
        expect(worst(more).every((verdict, i) => verdict >= (worst(less)[i] ?? 0))).toBe(true);
      }),
    );
  });
});

test('a sound machine passes every check that there is, but for what it does not have', () => {
  const lines = judge(soundFacts);
  expect(lines.filter(({ verdict }) => verdict !== 'pass').map(({ id, part }) => `${id} ${part}`)).toEqual([
    'device.link scanner',
  ]);
  expect([...new Set(lines.map(({ id }) => id))].sort()).toEqual([...checkIds].sort());
});

/** Limits of docs/domain/technician-and-operations.md §5, each on both sides. */
describe.each<readonly [string, Partial<CheckFacts>, string, Partial<CheckFacts>, string]>([
  ['clock.offset', hub({ offsetMs: 4_900 }), 'pass  ', hub({ offsetMs: -5_000 }), 'warn setClock '],
  ['clock.offset', hub({ offsetMs: 119_000 }), 'warn setClock ', hub({ offsetMs: 121_000 }), 'fail setClock '],
  ['hub.roundTrip', hub({ roundTripMs: 1_999 }), 'pass  ', hub({ roundTripMs: 2_000 }), 'warn slowLink '],
  ['outbox.depth', outbox({ pending: 49 }), 'pass  ', outbox({ pending: 50 }), 'warn lookAtLink '],
  [
    'outbox.oldest',
    outbox({ oldestAgeMs: 3.9 * hourMs }),
    'pass  ',
    outbox({ oldestAgeMs: 4 * hourMs }),
    'warn lookAtLink ',
  ],
  [
    'outbox.oldest',
    outbox({ oldestAgeMs: 23 * hourMs }),
    'warn lookAtLink ',
    outbox({ oldestAgeMs: 24 * hourMs }),
    'fail lookAtLink ',
  ],
  ['outbox.dead', outbox({ dead: 0 }), 'pass  ', outbox({ dead: 1 }), 'fail deadLetters '],
  ['outbox.missing', outbox({ missing: 0 }), 'pass  ', outbox({ missing: 1 }), 'fail missingAtHub '],
  ['outbox.sequence', outbox({}), 'pass  whole', outbox({ isGapFree: false }), 'fail stopAndCall gaps'],
  [
    'store.durability',
    store({ synchronous: 2 }),
    'pass  durable',
    store({ synchronous: 1 }),
    'fail stopAndCall notDurable',
  ],
  [
    'store.durability',
    store({ health: null }),
    'pass  durable',
    store({ health: 'failed' }),
    'fail stopAndCall writeLost',
  ],
  [
    'store.probe',
    store({ probe: { ms: 999 } }),
    'pass  ',
    store({ probe: { fault: 'ENOSPC' } }),
    'fail replaceDisk writeLost',
  ],
  ['store.disk', store({ diskUsed: 0.84 }), 'pass  ', store({ diskUsed: 0.85 }), 'warn freeDisk '],
  ['store.disk', store({ diskUsed: 0.89 }), 'warn freeDisk ', store({ diskUsed: 0.9 }), 'fail freeDisk '],
  ['store.ballast', store({ ballast: 'kept' }), 'pass  kept', store({ ballast: 'released' }), 'fail freeDisk released'],
  [
    'store.damage',
    store({ damage: 'none' }),
    'pass  whole',
    store({ damage: { found: 'x' } }),
    'fail restoreStore damaged',
  ],
  [
    'store.damage',
    store({ damage: null, checkAgeMs: 7 * dayMs }),
    'pass  ',
    store({ damage: null, checkAgeMs: 8 * dayMs }),
    'warn waitIdle ',
  ],
  [
    'device.fault',
    device({}),
    'pass  noFault',
    device({ faults: [{ code: 'E_COVER_OPEN', since: '' }] }),
    'warn faultClear faultOpen',
  ],
  [
    'device.fault',
    device({ faults: [{ code: 'E_OF_TOMORROW', since: '' }] }),
    'warn faultEngineer faultOpen',
    device({ condition: 'tampered' }),
    'fail faultEngineer tampered',
  ],
  [
    'device.link',
    device({ link: 'up' }),
    'pass  up, notFitted  ',
    device({ link: 'lost' }),
    'fail powerOrCable lost, notFitted  ',
  ],
  [
    'key.certificate',
    soundFacts,
    'pass  ',
    { keys: { ...soundFacts.keys, certificate: { kind: 'tls', endsInMs: 29 * dayMs, fault: null } } },
    'warn renewCertificate ',
  ],
  [
    'key.certificate',
    { keys: { ...soundFacts.keys, certificate: { kind: 'plain', isHere: true } } },
    'notFitted  ',
    { keys: { ...soundFacts.keys, certificate: { kind: 'plain', isHere: false } } },
    'warn useTls notEncrypted',
  ],
  ['speech.clips', soundFacts, 'pass  ', { speech: { wanted: 4000, there: 3999, silent: [] } }, 'warn renderSpeech '],
  [
    'system.temperature',
    { system: { memoryFree: 1, celsius: 59 } },
    'pass  ',
    { system: { memoryFree: 1, celsius: 60 } },
    'warn cool ',
  ],
  [
    'system.memory',
    { system: { memoryFree: 0.1, celsius: null } },
    'pass  ',
    { system: { memoryFree: 0.039, celsius: null } },
    'fail restartMachine ',
  ],
])('%s', (id, before, said, after, then) => {
  test(`${said.trim()} · ${then.trim()}`, () => {
    expect([verdictOf(id, before), verdictOf(id, after)]).toEqual([said, then]);
  });
});

test('of several faults the worst decides, and all are named', () => {
  const faults = ['E_CLAIM_BUSY', 'E_MEDIA_JAM', 'E_COVER_OPEN'].map((code) => ({ code, since: '' }));
  const [line] = judge({ ...soundFacts, ...device({ faults }) }).filter(({ id }) => id === 'device.fault');
  expect(line).toMatchObject({ verdict: 'fail', todo: 'faultClear', detail: 'E_CLAIM_BUSY E_MEDIA_JAM E_COVER_OPEN' });
});

test('the hub is not told that it was away: a machine that tells it has reached it', () => {
  const lines = [...judge({ ...soundFacts, ...hub({ isReachable: false }), ...outbox({ dead: 2 }) })];
  expect(failedParts(lines)).toEqual(['outbox', 'hub']);
  expect(reportOf({ atMs: 1, by: 'daily', version: '1', counts: countsOf(lines), lines }).failed).toEqual(['outbox']);
});
