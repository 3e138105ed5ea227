import { expect, it } from 'vitest';
import type { Person } from './access-state.ts';
import type { Bench } from './bench.ts';
import { TestsPart } from './bench-tests.ts';

const technician = { staffId: '100001', role: 'technician' } as unknown as Person;

/** A test of the strip whose words cannot be made, on a machine with these acts in its journal. */
async function stripThatThrows(prints: readonly { readonly bootId: string }[]) {
  const notes = new Map<string, string>();
  const acts = { unsettled: () => prints, unsettledDocuments: () => [], openMotions: () => [] };
  let ended: Promise<void> = Promise.reject(new Error('nothing was run'));
  ended.catch(() => undefined);
  const bench = {
    o: {
      devices: { receiptPrinter: { id: 'receiptPrinter' }, cardDispenser: { id: 'cardDispenser' } },
      store: {
        ...{ acts, bootId: 'now', trustedWallMs: () => 0 },
        meta: { get: () => null, set: (key: string, value: string) => notes.set(key, value) },
      },
      log: () => undefined,
    },
    ...{ isInHand: false, holding: () => 'ours', put: () => undefined, audit: () => undefined },
    heading: () => {
      throw new TypeError('no words');
    },
    run: (run: (signal: AbortSignal) => Promise<void>) => {
      ended = run(new AbortController().signal);
    },
  } as unknown as Bench;
  new TestsPart(bench).press(technician, 'test', 'receiptPrinter:strip');
  return { error: await ended.then(() => null).catch((error: unknown) => error), said: [...notes.values()].join() };
}

it('a test that throws is a failed test with a code, unknown in its end where it moves something; nothing else ends', async () => {
  const { error, said } = await stripThatThrows([{ bootId: 'before' }]);
  expect(error).toBeNull();
  expect(JSON.parse(said)).toMatchObject({
    'receiptPrinter:strip': { verdict: 'fail', outcome: 'indeterminate', code: 'E_INTERNAL' },
  });
});

it('a test that throws with its act open in the journal ends the service, so that the next start settles the act', async () => {
  expect(await stripThatThrows([{ bootId: 'now' }])).toMatchObject({ error: new TypeError('no words'), said: '' });
});
