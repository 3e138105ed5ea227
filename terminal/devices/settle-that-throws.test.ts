import { expect, it } from 'vitest';
import type { Log } from '../../contract/log.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import type { DocumentPrinter } from '../../drivers/document-printer/document-printer.ts';
import type { Store } from '../store/store.ts';
import { newCard } from '../store/testing/ledger.test-data.ts';
import { ClaimManager } from './claims.ts';
import { Custodian } from './custodian.ts';
import { motionAct } from './dispense-act.ts';
import { reconcileDocuments } from './document-act.ts';
import { cardRig, dispenserId } from './testing/card-rig.test-data.ts';

const customer = { owner: 'visit', purpose: 'test', waitMs: 0, priority: 'customer' } as const;

/** A card lies inside after a visit, and the store of the custodian throws where `throws` says so. */
async function cardLeftWith(throws: (call: 'openMotions' | 'settle' | 'custodyOpen') => boolean) {
  const rig = await cardRig();
  const { store } = rig;
  const boom = (call: Parameters<typeof throws>[0]) => {
    if (throws(call)) throw new Error('disk I/O error: 张三 440199199203150026');
  };
  const acts: Store['acts'] = {
    ...store.acts,
    openMotions: (deviceId) => {
      boom('openMotions');
      return store.acts.openMotions(deviceId);
    },
    settle: async (...settlement) => {
      boom('settle');
      return await store.acts.settle(...settlement);
    },
  };
  const custody: Store['custody'] = {
    ...store.custody,
    open: (deviceId) => {
      boom('custodyOpen');
      return store.custody.open(deviceId);
    },
  };
  const logged: string[] = [];
  const log: Log = (id, fields) => logged.push(`${id} ${JSON.stringify(fields)}`);
  const custodian = new Custodian({
    ...{ dispensers: [rig.dispenser], store: { ...store, acts, custody }, clock: rig.clock, log },
  });
  const claims = new ClaimManager([dispenserId], rig.clock, custodian);
  const visit = await claims.claim([dispenserId], customer);
  if (!visit.ok) throw new Error('refused');
  const request = { motion: 'feed', custodyId: 'card-1', session: 's-1', opens: newCard(), lastSeen: 'none' } as const;
  await rig.within(motionAct(request, rig.deps));
  const moves = () => rig.unit.simulator.commands.filter((command) => command === 'moveBin').length;
  return { rig, claims, custodian, logged, moves, leave: () => visit.value.release() };
}

it('a store that throws once while a card is brought in ends one try: it is said, moves nothing twice, and what the sensors show a minute later counts', async () => {
  let times = 1;
  const { rig, claims, custodian, logged, moves, leave } = await cardLeftWith(
    (call) => call === 'settle' && times-- > 0,
  );
  await using _ = rig;
  leave();
  await rig.clock.advance(30_000);
  expect(custodian.blockedBy(dispenserId)).toBe('E_INTERNAL');
  expect(await claims.claim([dispenserId], customer)).toMatchObject({ error: { code: 'E_CLAIM_BUSY' } });
  await rig.clock.advance(120_000);
  expect(custodian.blockedBy(dispenserId)).toBeNull();
  expect((await claims.claim([dispenserId], customer)).ok).toBe(true);
  expect(moves()).toBe(1);
  expect(rig.world).toMatchObject({ captured: 1, card: null });
  // As after a restart: this unit counts no captures, so nobody can prove where the card went.
  expect(rig.store.custody.ofDevice(dispenserId)).toMatchObject([{ state: 'lost' }]);
  expect(logged.filter((line) => line.startsWith('custody.settle.threw'))).toEqual([
    `custody.settle.threw {"deviceId":"${dispenserId}","error":"Error"}`,
  ]);
});

it.each(['openMotions', 'custodyOpen', 'settle'] as const)(
  'a store whose %s always throws takes the device out of service, not the program: three tries, one motion at most, and nobody gets it',
  async (bad) => {
    let isBad = false;
    const { rig, claims, custodian, logged, moves, leave } = await cardLeftWith((call) => isBad && call === bad);
    await using _ = rig;
    isBad = true;
    leave();
    await rig.clock.advance(3_600_000);
    expect(custodian.blockedBy(dispenserId)).toBe('E_INTERNAL');
    expect(await claims.claim([dispenserId], customer)).toMatchObject({ error: { code: 'E_CLAIM_BUSY' } });
    expect(moves()).toBe(bad === 'settle' ? 1 : 0);
    const threw = logged.filter((line) => line.startsWith('custody.settle.threw'));
    expect(threw.length).toBe(3);
    expect(logged.filter((line) => line.startsWith('custody.device.blocked')).length).toBe(1);
    await rig.within(custodian.close());
  },
);

it.each(['openMotions', 'custodyOpen'] as const)(
  'a claim that ends while %s throws hands the device to the custodian and throws at nobody',
  async (bad) => {
    let isBad = false;
    const { rig, claims, custodian, logged, leave } = await cardLeftWith((call) => isBad && call === bad);
    await using _ = rig;
    leave();
    await rig.clock.advance(60_000);
    const empty = await claims.claim([dispenserId], customer);
    if (!empty.ok) throw new Error('the card is still there');
    isBad = true;
    expect(() => empty.value.release()).not.toThrow();
    expect(claims.held).toEqual([dispenserId]);
    expect(logged.at(-1)).toContain('custody.settle.threw');
    isBad = false;
    await rig.clock.advance(120_000);
    expect(claims.held).toEqual([]);
    await rig.within(custodian.close());
  },
);

it('a spooler that throws while an earlier document is looked for takes the printer out of service, not the program', async () => {
  const clock = new VirtualClock();
  const claims = new ClaimManager(['documentPrinter'], clock);
  const sent = {
    id: 'act-1',
    deviceId: 'documentPrinter',
    state: 'sent',
    evidenceBefore: { at: '', values: {} },
    pages: 2,
  };
  const store = { acts: { unsettledDocuments: () => [sent] } } as unknown as Store;
  const printer = {
    id: 'documentPrinter',
    reconcile: () => Promise.reject(new TypeError('张三 440199199203150026')),
  } as unknown as DocumentPrinter;
  const logged: string[] = [];
  const log: Log = (id, fields) => logged.push(`${id} ${JSON.stringify(fields)}`);
  await reconcileDocuments({ printer, claims, store, log });
  expect(logged).toEqual(['custody.settle.threw {"deviceId":"documentPrinter","error":"TypeError"}']);
  // What waits there may still come out: nobody else prints before it was looked for.
  expect(await claims.claim(['documentPrinter'], customer)).toMatchObject({ error: { code: 'E_CLAIM_BUSY' } });
});
