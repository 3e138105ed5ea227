import { describe, expect, it } from 'vitest';
import { noLog } from '../../contract/log.ts';
import { motion, newCard, seen, send } from '../store/testing/ledger.test-data.ts';
import { reconcileCardsAtBoot } from './boot-reconcile.ts';
import { ClaimManager } from './claims.ts';
import { Custodian } from './custodian.ts';
import { motionAct } from './dispense-act.ts';
import { openExchange } from './exchange.ts';
import { cardRig, dispenserId } from './testing/card-rig.test-data.ts';

type Rig = Awaited<ReturnType<typeof cardRig>>;
const states = (rig: Rig) => rig.store.custody.ofDevice(dispenserId).map(({ state }) => state);
const claimsOf = (rig: Rig) => new ClaimManager([dispenserId], rig.clock, rig.custodian);
const customer = (owner: string, waitMs = 0) => ({ owner, purpose: 'test', waitMs, priority: 'customer' as const });
const at = { deviceId: dispenserId, id: 'card-1' };

describe('a visit that ends with its card still inside', () => {
  it('leaves it to the custodian; the next visit waits until it is in the bin', async () => {
    await using rig = await cardRig();
    const claims = claimsOf(rig);
    const visit = await claims.claim([dispenserId], customer('visit-1'));
    if (!visit.ok) throw new Error('refused');
    const fed = await rig.within(
      motionAct({ motion: 'feed', custodyId: at.id, session: 's-1', opens: newCard(), lastSeen: 'none' }, rig.deps),
    );
    expect(fed).toMatchObject({ outcome: 'done', place: 'inside', state: 'held' });
    visit.value.release();
    expect(await claims.claim([dispenserId], customer('visit-2'))).toMatchObject({ error: { code: 'E_CLAIM_BUSY' } });
    const next = await rig.within(claims.claim([dispenserId], customer('visit-3', 60_000)));
    expect(next.ok).toBe(true);
    expect(states(rig)).toEqual(['retained']);
    expect(rig.world).toMatchObject({ captured: 1, card: null });
  });

  it('is blocked by a full bin until somebody empties it, says why, and moves nothing meanwhile', async () => {
    await using rig = await cardRig({ world: { binCapacity: 1 } });
    send(rig.store, motion('a-1', 'feed'), newCard());
    rig.world.begin('feed');
    rig.world.end();
    rig.world.stuck = { isBinFull: true };
    await rig.clock.advance(3_000);
    const settling = rig.custodian.settle(dispenserId);
    await rig.clock.advance(300_000);
    expect(rig.custodian.blockedBy(dispenserId)).toBe('E_BIN_FULL');
    expect(rig.unit.simulator.commands.filter((command) => command === 'moveBin')).toEqual([]);
    rig.world.stuck = null;
    expect(await rig.within(settling)).toBe('settled');
    expect(states(rig)).toEqual(['retained']);
  });

  it('stops at once when the program ends; the record stays open for the next start', async () => {
    await using rig = await cardRig();
    rig.unit.line.unplug();
    send(rig.store, motion('a-1', 'feed'), newCard());
    const settling = rig.custodian.settle(dispenserId);
    await rig.clock.advance(5_000);
    await rig.within(rig.custodian.close());
    expect(await settling).toBe('closed');
    expect(states(rig)).toEqual(['held']);
  });
});

describe('boot', () => {
  it('looks without moving, then acts in order: not sent, sent, record, and only then the device is free', async () => {
    await using rig = await cardRig();
    rig.store.acts.intend(motion('a-1', 'feed'), newCard());
    const claims = claimsOf(rig);
    const { custodian, store, dispenser } = rig;
    const booted = reconcileCardsAtBoot({ dispensers: [dispenser], claims, custodian, store, clock: rig.clock });
    expect(await claims.claim([dispenserId], customer('early'))).toMatchObject({ error: { code: 'E_CLAIM_BUSY' } });
    expect(await rig.within(booted)).toEqual([dispenserId]);
    expect(store.acts.forCustody('card-1')).toMatchObject([{ outcome: 'notStarted', by: 'reconcile' }]);
    expect(states(rig)).toEqual(['returned']);
    expect(rig.unit.simulator.commands.some((command) => command.startsWith('move'))).toBe(false);
    expect((await claims.claim([dispenserId], customer('visit'))).ok).toBe(true);
  });

  it('a card that no record knows becomes an orphan with a record, goes to the bin and raises an alarm', async () => {
    const alarms: string[] = [];
    await using rig = await cardRig({ log: (id) => void (id.startsWith('custody.item.') && alarms.push(id)) });
    rig.world.begin('feedToExit');
    rig.world.end();
    const { custodian, store, dispenser } = rig;
    const claims = claimsOf(rig);
    await rig.within(reconcileCardsAtBoot({ dispensers: [dispenser], claims, custodian, store, clock: rig.clock }));
    expect(store.custody.ofDevice(dispenserId)).toMatchObject([{ session: null, state: 'retained' }]);
    expect(alarms).toEqual(['custody.item.orphaned', 'custody.item.changed']);
    expect(rig.world.captured).toBe(1);
  });

  it('a record without a card is "lost?", and a technician attests what became of it', async () => {
    await using rig = await cardRig();
    send(rig.store, motion('a-1', 'feed'), newCard());
    const { custodian, store, dispenser } = rig;
    await rig.within(
      reconcileCardsAtBoot({ dispensers: [dispenser], claims: claimsOf(rig), custodian, store, clock: rig.clock }),
    );
    expect(states(rig)).toEqual(['lost']);
    expect(store.acts.forCustody('card-1')).toMatchObject([{ state: 'unknown', outcome: 'indeterminate' }]);
    const attested = { type: 'attested', as: 'returned', operator: 'op-7' } as const;
    await store.custody.change('card-1', attested, { by: 'operator', evidence: null });
    expect(store.custody.unattested()).toEqual([]);
  });

  it('counts are what they were before the power cut', async () => {
    await using rig = await cardRig();
    await rig.store.bins.beginExchange({ id: 'x-1', deviceId: dispenserId, operator: 'op-7' });
    await rig.store.bins.endExchange('x-1', { hopper: 18, retain: 2 });
    send(rig.store, motion('a-1', 'feed'), newCard());
    const counts = [{ bin: 'hopper', by: -1 }] as const;
    await rig.store.acts.settle('a-1', 'done', seen, 'reply', { custody: { type: 'taken' }, counts });
    const store = rig.temporary.reopen();
    const { dispenser } = rig;
    const custodian = new Custodian({ dispensers: [dispenser], store, clock: rig.clock, log: noLog });
    const claims = new ClaimManager([dispenserId], rig.clock, custodian);
    await rig.within(reconcileCardsAtBoot({ dispensers: [dispenser], claims, custodian, store, clock: rig.clock }));
    expect(dispenser.status().bins).toMatchObject({
      hopper: { count: 17, initial: 18 },
      retain: { count: 2, initial: 2 },
    });
  });
});

describe('a card that shows up while nobody uses the device', () => {
  it('is found by watching and brought in, before the next visit can be confused by it', async () => {
    await using rig = await cardRig();
    const claims = claimsOf(rig);
    const stop = rig.custodian.watch(claims);
    rig.world.begin('feedToExit');
    rig.world.end();
    await rig.clock.advance(20_000);
    expect(states(rig)).toEqual(['retained']);
    expect(claims.held).toEqual([]);
    stop();
  });
});

describe('exchange at the machine', () => {
  it('waits for the visit, keeps others out, sets the counts and lets them in again', async () => {
    await using rig = await cardRig();
    const claims = claimsOf(rig);
    const visit = await claims.claim([dispenserId], customer('visit-1'));
    const opening = openExchange({ operator: 'op-7', waitMs: 60_000 }, claims, rig.deps);
    if (visit.ok) visit.value.release();
    const exchange = await rig.within(opening);
    if (!exchange.ok) throw new Error(exchange.error.code);
    expect(await claims.claim([dispenserId], customer('visit-2', 5_000))).toMatchObject({
      error: { code: 'E_CLAIM_BUSY', vendor: { code: 'maintenance' } },
    });
    expect(await exchange.value.end({ hopper: 0.5 })).toMatchObject({ ok: false });
    expect(await exchange.value.end({ hopper: 90 })).toMatchObject({ ok: true });
    expect(rig.dispenser.status().bins.hopper).toMatchObject({ count: 90, initial: 90 });
    expect((await claims.claim([dispenserId], customer('visit-3'))).ok).toBe(true);
  });

  it('is refused while a card is on record, and leaves the device as it was', async () => {
    await using rig = await cardRig();
    const claims = new ClaimManager([dispenserId], rig.clock);
    send(rig.store, motion('a-1', 'feed'), newCard());
    const refused = await openExchange({ operator: 'op-7', waitMs: 0 }, claims, rig.deps);
    expect(refused).toMatchObject({ ok: false, error: { code: 'E_OCCUPIED', outcome: 'notStarted' } });
    expect([claims.held, claims.draining]).toEqual([[], []]);
    await rig.store.acts.settle('a-1', 'notDone', seen, 'reply', { custody: { type: 'notMoved' } });
    const opened = await openExchange({ operator: 'op-7', waitMs: 0 }, claims, rig.deps);
    if (!opened.ok) throw new Error(opened.error.code);
    await opened.value.cancel();
    expect(rig.store.bins.exchanges(dispenserId)).toMatchObject([{ state: 'abandoned' }]);
    expect(claims.held).toEqual([]);
  });
});

describe('a journal that does not take the act', () => {
  it('moves nothing: not when the intent, and not when "sent" cannot be written', async () => {
    await using rig = await cardRig();
    const request = { motion: 'feed', custodyId: at.id, session: 's-1', opens: newCard(), lastSeen: 'none' } as const;
    const acts = {
      ...rig.store.acts,
      intend: () => ({ ok: false, error: { code: 'full', detail: 'disk full' } }) as const,
    };
    const first = await rig.within(motionAct(request, { ...rig.deps, store: { ...rig.store, acts } }));
    expect(first).toMatchObject({ outcome: 'notStarted', fault: { code: 'E_INTERNAL', outcome: 'notStarted' } });
    const sent = () => {
      throw new Error('disk full');
    };
    const second = await rig.within(
      motionAct(request, { ...rig.deps, store: { ...rig.store, acts: { ...rig.store.acts, sent } } }),
    );
    expect(second).toMatchObject({ outcome: 'notStarted', state: 'returned', fault: { code: 'E_INTERNAL' } });
    expect(rig.world.fed).toBe(0);
    expect(rig.unit.simulator.commands.some((command) => command.startsWith('move'))).toBe(false);
  });

  it('after the motion: the fault is said, the act stays open and is settled from the sensors', async () => {
    await using rig = await cardRig();
    const request = { motion: 'feed', custodyId: at.id, session: 's-1', opens: newCard(), lastSeen: 'none' } as const;
    const settle = async () => ({ ok: false, error: { code: 'full', detail: 'disk full' } }) as const;
    const acts = { ...rig.store.acts, settle };
    const fed = await rig.within(motionAct(request, { ...rig.deps, log: noLog, store: { ...rig.store, acts } }));
    expect(fed).toMatchObject({ outcome: 'done', place: 'inside', fault: { code: 'E_INTERNAL' } });
    expect(rig.store.acts.openMotions(dispenserId)).toMatchObject([{ state: 'sent' }]);
    expect(await rig.within(rig.custodian.settle(dispenserId))).toBe('settled');
    expect(rig.store.acts.forCustody(at.id)).toMatchObject([
      { kind: 'feed', outcome: 'done', by: 'reconcile' },
      { kind: 'capture' },
    ]);
    expect(states(rig)).toEqual(['retained']);
  });
});
