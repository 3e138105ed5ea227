import { expect, it } from 'vitest';
import { err } from '../../contract/result.ts';
import type { RegisterItem } from '../../contract/technician/register.ts';
import type { ReplenishBody } from '../../contract/technician/staff.ts';
import { dispenserId } from '../devices/testing/card-rig.test-data.ts';
import { motion, newCard, seen, send } from '../store/testing/ledger.test-data.ts';
import { type TechnicianRig, technicianRig } from './testing-rig.test-data.ts';

const told = (rig: TechnicianRig): RegisterItem[] =>
  rig.records.flatMap((record) => (record.topic === 'tech.item' ? [record.body] : []));

/** A citizen's card that nobody takes goes to the reject bin. */
async function leaveCard(rig: TechnicianRig): Promise<void> {
  expect(await rig.cards.within(rig.cards.issue({ takeTimeoutMs: 1_000 }))).toMatchObject({ media: 'retracted' });
}

/** Two persons empty the reject bin, in which one card was. */
async function emptyBin(rig: TechnicianRig): Promise<void> {
  await countBin(rig);
  await rig.until('the end', () => rig.at() === 'supplies');
}

async function countBin(rig: TechnicianRig): Promise<void> {
  await rig.until('the devices', () => rig.claims.inUse.length === 3);
  rig.press('go:supplies');
  rig.press('refill:retain');
  rig.type('staff2', '200002');
  rig.type('pin2', '615083');
  await rig.until('the count', () => rig.view().blocks.some((block) => block.type === 'supplies'));
  rig.type('count:found', '1');
  rig.type('count:after', '0');
  rig.press('refill.confirm');
}

it('a card that the machine took back stands in the register by itself, once, leaves the bin with two persons, and goes with its number', async () => {
  await using rig = await technicianRig();
  await leaveCard(rig);
  await rig.comeIn();
  rig.press('go:items');
  await rig.until('the entry', () => told(rig).length === 1);
  const [entry] = told(rig);
  expect(entry).toMatchObject({ what: 'socialCard', where: 'captureBin', state: 'inMachine', staff: [], last4: null });
  rig.press('go:today');
  rig.press('go:items');
  await rig.until('the second look', () => rig.view().actions.main?.id === 'item.new');
  expect(told(rig)).toHaveLength(1);
  rig.press(`item:${entry?.id}`);
  // One person alone does not say that it is out, also not by an id that no page offers.
  expect(rig.session.press('item.take').ok).toBe(false);
  rig.technician.intent({ kind: 'press', id: 'item.take', epoch: 'e1', revision: 0 });
  await rig.cards.clock.advance(1_000);
  expect(told(rig)).toHaveLength(1);

  await emptyBin(rig);
  expect(told(rig)[1]).toMatchObject({ id: entry?.id, version: 2, state: 'kept', staff: ['100001', '200002'] });

  rig.press('go:items');
  await rig.until('the list', () => rig.view().actions.main?.id === 'item.new');
  rig.press(`item:${entry?.id}`);
  // To nobody before it can be told which card it was.
  expect(rig.session.touch({ kind: 'choose', name: 'item.to', option: 'issuer' }).ok).toBe(false);
  rig.type('item.last4', '4821');
  await rig.until('the number', () => told(rig).length === 3);
  rig.choose('item.to', 'issuer');
  rig.press('item.give');
  await rig.until('the hand-over', () => told(rig).length === 4);
  expect(told(rig)[3]).toMatchObject({ version: 4, last4: '4821', state: 'handedOver', handOver: { to: 'issuer' } });
  // Gone ones come in no more, also not after a restart.
  await rig.restart();
  expect(await rig.work.register.enterCaptured()).toBe(0);
  expect(rig.work.register.items().map(({ state }) => state)).toEqual(['handedOver']);
});

it('a bin that is emptied before anybody has opened the register: the card that was in it is never said to be in the machine', async () => {
  await using rig = await technicianRig();
  await leaveCard(rig);
  await rig.comeIn();
  await emptyBin(rig);
  rig.press('go:items');
  await rig.until('the list', () => rig.view().actions.main?.id === 'item.new');
  expect(rig.work.register.items()).toMatchObject([
    { where: 'captureBin', state: 'kept', staff: ['100001', '200002'], version: 2 },
  ]);
});

it('a bin that was emptied and counted, and given up because the record did not get on the disk, is not said to hold the card', async () => {
  await using rig = await technicianRig();
  await leaveCard(rig);
  await rig.comeIn();
  Object.assign(rig.store, { replenish: () => Promise.resolve(err({ code: 'full', detail: '' })) });
  await countBin(rig);
  await rig.until('the refusal', () => rig.view().actions.other.some(({ id }) => id === 'refill.cancel'));
  rig.press('refill.cancel');
  await rig.until('the list of the bin', () => rig.work.register.items()[0]?.state === 'kept');
  expect(rig.work.register.items()).toMatchObject([{ where: 'captureBin', staff: ['100001', '200002'] }]);
});

it('a count that is in the ledger is what the hub is told: while its record does not get on the disk nobody can go back and count otherwise', async () => {
  await using rig = await technicianRig();
  await leaveCard(rig);
  await rig.comeIn();
  const { replenish } = rig.store;
  Object.assign(rig.store, { replenish: () => Promise.resolve(err({ code: 'full', detail: '' })) });
  await countBin(rig);
  await rig.until('the refusal', () => rig.view().actions.main?.id === 'refill.confirm');
  expect(rig.store.bins.counts(dispenserId)).toMatchObject({ retain: { count: 0 } });
  expect(rig.session.press('refill.back').ok).toBe(false);
  rig.technician.intent({ kind: 'press', id: 'refill.back', epoch: 'e1', revision: 0 });
  rig.technician.intent({ kind: 'type', name: 'count:after', value: '7', epoch: 'e1', revision: 0 });
  const bodies: ReplenishBody[] = [];
  Object.assign(rig.store, {
    replenish: (body: ReplenishBody) => {
      bodies.push(body);
      return replenish(body);
    },
  });
  await rig.until('the page', () => rig.view().actions.main?.id === 'refill.confirm');
  rig.press('refill.confirm');
  await rig.until('the end', () => rig.at() === 'supplies');
  expect(bodies.map(({ after }) => after)).toEqual([0]);
});

it('a card that the machine found in its path, of nobody knows whom, stands in the register too; a blank of a test does not', async () => {
  await using rig = await technicianRig();
  const { custody, acts } = rig.cards.store;
  const bin = (id: string) => custody.change(id, { type: 'captured' }, { by: 'sensor', evidence: seen });
  send(rig.cards.store, { ...motion('a-1', 'feed', 'blank'), session: null }, newCard('blank', { session: null }));
  const found = { id: 'found', deviceId: dispenserId, kind: 'issuedCard', direction: 'out' } as const;
  // In one go: the custodian would look for them in the path meanwhile.
  const done = [acts.settle('a-1', 'done', seen, 'reply'), bin('blank'), custody.openOrphan(found, seen), bin('found')];
  for (const one of await Promise.all<{ readonly ok: boolean }>(done)) expect(one.ok).toBe(true);
  expect(await rig.cards.within(rig.work.register.enterCaptured())).toBe(1);
  expect(told(rig)).toMatchObject([{ custody: 'found', where: 'captureBin', state: 'inMachine' }]);
});

it('what a keeper finds is entered from lists, kept over a restart, and handed over; no page takes a name', async () => {
  await using rig = await technicianRig();
  await rig.comeIn('200001');
  rig.press('go:items');
  await rig.until('the list', () => rig.view().actions.main?.id === 'item.new');
  rig.press('item.new');
  expect(rig.session.press('item.enter').ok).toBe(false);
  rig.choose('item.what', 'idCard');
  rig.choose('item.where', 'cardPad');
  expect(rig.view().blocks.map(({ type }) => type)).toEqual(['paragraph', 'choice', 'paragraph', 'choice']);
  rig.press('item.enter');
  await rig.until('the entry', () => told(rig).length === 1);
  const [entry] = told(rig);
  expect(entry).toMatchObject({ what: 'idCard', where: 'cardPad', state: 'kept', staff: ['200001'], custody: null });
  await rig.restart();
  expect(rig.work.register.items()).toEqual([entry]);
});

it('an ID card that lay on the pad after a visit is offered to whoever has put it away, once, without saying whose it is', async () => {
  await using rig = await technicianRig();
  rig.work.leftCards.watch(rig.session.service);
  rig.session.begin('ss.card.loss');
  rig.session.service.send({ type: 'PAD', pad: 'present' });
  // The visit is wiped for the key; the card stays.
  rig.board.turn('serviceKey', 'on');
  await rig.until('the call to the citizen', () => rig.session.service.place() === 'cardLeft');
  await rig.cards.clock.advance(90_000);
  rig.session.service.send({ type: 'PAD', pad: 'absent' });
  await rig.until('the page of the number', () => rig.at() === 'enter');
  rig.type('staffId', '200001');
  rig.type('pin', '739504');
  await rig.until('today', () => rig.at() === 'today');
  rig.press('go:items');
  await rig.until('the offer', () => rig.view().actions.other.some(({ id }) => id === 'item.left'));
  rig.press('item.left');
  await rig.until('the entry', () => told(rig).length === 1);
  expect(told(rig)[0]).toMatchObject({ what: 'idCard', where: 'cardPad', state: 'kept', staff: ['200001'] });
  await rig.until('the list', () => rig.view().actions.main?.id === 'item.new');
  expect(rig.session.press('item.left').ok).toBe(false);
});
