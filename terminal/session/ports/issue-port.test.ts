import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { CardReservationRequest } from '../../../contract/hub-services.ts';
import { noLog } from '../../../contract/log.ts';
import { err, ok } from '../../../contract/result.ts';
import { PersonaliserSimulator } from '../../../drivers/simulators/personaliser-simulator.ts';
import { LinkedLine } from '../../../drivers/transport/linked-transport.ts';
import { ClaimManager } from '../../devices/claims.ts';
import { cardRig, dispenserId } from '../../devices/testing/card-rig.test-data.ts';
import { EncoderTrust } from '../../personaliser/encoder-trust.ts';
import { createPersonaliser } from '../../personaliser/wire-personaliser.ts';
import type { HubServices } from '../../sync/hub-services.ts';
import type { CardState } from '../outputs.ts';
import { issuePort } from './issue-port.ts';
import { away, itemWith, paidOrder, portRig, visitAt } from './testing/port-rig.test-data.ts';

const pin = '135790';
const receiptNo = 'TH0017-261123-0042-3';
const payloadOf = (n: number) => `payload${n}`.repeat(40);
const digestOf = (payload: string) => createHash('sha256').update(payload).digest('hex');

/** Dispenser and personaliser as bytes in virtual time, a hub as a function. */
async function rig(calls: Partial<HubServices> = {}) {
  const cards = await cardRig();
  const { clock, store, dispenser, custodian, world } = cards;
  const line = new LinkedLine({ id: 'personaliser', clock });
  const simulator = new PersonaliserSimulator({
    clock,
    send: (bytes) => line.send(bytes),
    hasCard: () => world.sensors.position === 'inside',
  });
  line.onHostBytes((bytes) => simulator.receive(bytes));
  const personaliser = createPersonaliser({ id: 'personaliser', clock, log: noLog, transport: line.transport });
  personaliser.start();
  await clock.advance(1_000);
  const reservations: CardReservationRequest[] = [];
  const ports = portRig(
    { store, clock },
    {
      reserveCard: (request) => {
        reservations.push(request);
        const n = reservations.length;
        return Promise.resolve(
          ok({
            state: 'reserved' as const,
            reservationId: `res-${n}`,
            serial: `GZ0000${n}`,
            payload: payloadOf(n),
            reason: null,
          }),
        );
      },
      verifyCard: (reservationId, { serial, digest }) => {
        const n = Number(reservationId.slice(4));
        const isGood = serial === `GZ0000${n}` && digest === digestOf(payloadOf(n));
        return Promise.resolve(ok({ state: isGood ? ('good' as const) : ('mismatch' as const), last4: '1234' }));
      },
      ...calls,
    },
  );
  const claims = new ClaimManager([dispenserId], clock, custodian);
  const alerts: string[] = [];
  const encoder = new EncoderTrust();
  const port = issuePort(ports, {
    dispenser: () => dispenser,
    personaliser: () => personaliser,
    claims,
    alert: (urgency) => alerts.push(urgency),
    encoder,
  });
  const item = itemWith('ss.card.replace');
  const visit = visitAt(item, 'issueCard', { receiptNo, order: { state: 'paid', order: paidOrder } });
  const stop = port(visit, ports.send);
  const cardStates = () => ports.of('ISSUE').map(({ card }) => card);
  const last = () => cardStates().at(-1);
  const until = async (done: (card: CardState | undefined) => boolean, limitMs = 600_000) => {
    for (let ms = 0; !done(last()); ms += 100) {
      if (ms > limitMs) throw new Error(`not reached: ${JSON.stringify(last())}`);
      await clock.advance(100);
    }
  };
  const type = async (digits: string) => {
    for (let i = 0; i < 100 && simulator.pinEntry === null; i += 1) await clock.advance(100);
    for (const digit of digits) {
      simulator.press(digit);
      await clock.advance(200);
    }
    for (let i = 0; i < 20 && simulator.pinEntry?.entered === digits.length; i += 1) await clock.advance(100);
    await clock.advance(300);
  };
  return {
    ...cards,
    ...ports,
    claims,
    line,
    personaliser,
    simulator,
    reservations,
    alerts,
    encoder,
    stop,
    cardStates,
    last,
    until,
    type,
    settled: () => until((card) => card?.state === 'settled'),
    [Symbol.asyncDispose]: async () => {
      await clock.until(personaliser.close());
      await cards[Symbol.asyncDispose]();
    },
  };
}

describe('card on the spot', () => {
  it('PIN twice, reserved, taken from the hopper, written, printed, read back, handed out, taken', async () => {
    await using r = await rig();
    await r.type(pin);
    await r.type(pin);
    await r.until((card) => card?.state === 'offered');
    r.world.take();
    await r.settled();
    expect(r.last()).toEqual({ state: 'settled', end: 'taken', step: 'present', last4: '1234', refund: false });
    const steps = r.cardStates().flatMap((card) => (card.state === 'working' ? [card.step] : [card.state]));
    expect(steps.filter((step, i) => step !== steps[i - 1])).toEqual([
      'pin',
      'reserve',
      'take',
      'write',
      'print',
      'readBack',
      'present',
      'offered',
      'settled',
    ]);
    expect(r.reservations).toMatchObject([{ receiptNo, orderId: 'order-1' }]);
    expect(r.world.fed).toBe(1);
    expect(r.orders.entries).toEqual([]);
    expect(r.refunds).toEqual([]);
  });

  it('nothing leaves the hopper without a reservation: hub away after payment ends with the money back', async () => {
    await using r = await rig({ reserveCard: () => Promise.resolve(err(away)) });
    await r.type(pin);
    await r.type(pin);
    await r.settled();
    expect(r.last()).toMatchObject({ end: 'notStarted', step: 'reserve', refund: true });
    expect(r.world.fed).toBe(0);
    expect(r.refunds).toMatchObject([{ orderId: 'order-1', reason: 'offline' }]);
  });

  it('entries that differ are asked again; cancelling on the pad is the end and the money goes back', async () => {
    await using r = await rig();
    await r.type(pin);
    await r.type('135791');
    await r.type(pin);
    for (let i = 0; i < 50 && r.simulator.pinEntry === null; i += 1) await r.clock.advance(100);
    r.simulator.press('cancel');
    await r.settled();
    expect(r.last()).toMatchObject({ end: 'notStarted', step: 'pin', refund: true });
    expect(r.refunds).toMatchObject([{ reason: 'cancelled' }]);
    expect(r.reservations).toEqual([]);
  });

  it('a wrong read-back: this blank to the bin, one more with a reservation of its own', async () => {
    await using r = await rig();
    r.simulator.inject('mismatch');
    await r.type(pin);
    await r.type(pin);
    await r.until((card) => card?.state === 'offered');
    r.world.take();
    await r.settled();
    expect(r.last()).toMatchObject({ end: 'taken' });
    expect([r.world.fed, r.world.captured, r.world.taken.length]).toEqual([2, 1, 1]);
    expect(r.encoder.fault).toBeNull();
    expect(r.reservations.map(({ key }) => key)).toHaveLength(2);
    expect(new Set(r.reservations.map(({ key }) => key)).size).toBe(2);
    expect(r.simulator.written).toEqual(['GZ00001', 'GZ00002']);
  });

  it('wrong twice: both in the bin, no third, and the money back', async () => {
    await using r = await rig();
    r.simulator.inject('mismatch');
    r.simulator.inject('mismatch');
    await r.type(pin);
    await r.type(pin);
    await r.settled();
    expect(r.last()).toMatchObject({ end: 'voided', refund: true });
    expect([r.world.fed, r.world.captured, r.world.taken.length]).toEqual([2, 2, 0]);
    expect(r.refunds).toHaveLength(1);
    // No third citizen loses time and money to it before a technician was there.
    expect(r.encoder.fault).toBe('E_CHIP');
    r.encoder.attended();
    expect(r.encoder.fault).toBeNull();
  });

  it('a jam in the personaliser: the card to the bin, no other blank, refund for that reason', async () => {
    await using r = await rig();
    r.simulator.inject('jam');
    await r.type(pin);
    await r.type(pin);
    await r.settled();
    expect(r.last()).toMatchObject({ end: 'voided', step: 'write', refund: true });
    expect(r.world.fed).toBe(1);
    expect(r.refunds).toMatchObject([{ reason: 'jam' }]);
    await r.clock.advance(3_000);
    expect(r.personaliser.status().paths).toEqual({ card: 'jammed' });
  });

  it('a jam of the dispenser on the way out: freed once by the unit itself, nothing handed out, refund for that reason', async () => {
    await using r = await rig();
    r.world.inject({ type: 'jam', in: 'present', cure: 'reset' });
    await r.type(pin);
    await r.type(pin);
    await r.settled();
    expect(r.last()).toMatchObject({ end: 'voided', refund: true });
    expect([r.world.fed, r.world.captured, r.world.taken.length]).toEqual([1, 1, 0]);
    expect(r.refunds).toMatchObject([{ reason: 'jam' }]);
  });

  it('a jam that only a person can free: void at once, whoever gets the card out, and no other blank is touched', async () => {
    await using r = await rig();
    r.world.inject({ type: 'jam', in: 'feed', cure: 'person' });
    await r.type(pin);
    await r.type(pin);
    await r.settled();
    expect(r.last()).toMatchObject({ end: 'voided', refund: true });
    expect([r.world.fed, r.world.captured, r.world.taken.length]).toEqual([1, 0, 0]);
    expect(r.world.card).toMatchObject({ place: 'jammed' });
    expect(r.refunds).toMatchObject([{ reason: 'jam' }]);
  });

  it('hub away at the comparison: an unverified card is never handed out', async () => {
    await using r = await rig({ verifyCard: () => Promise.resolve(err(away)) });
    await r.type(pin);
    await r.type(pin);
    await r.settled();
    expect(r.last()).toMatchObject({ end: 'voided', step: 'readBack', refund: true });
    expect(r.world.taken).toEqual([]);
    expect(r.refunds).toMatchObject([{ reason: 'offline' }]);
  });

  it('not taken: louder at 30 s, again at 60 s, captured at 90 s', async () => {
    await using r = await rig();
    await r.type(pin);
    await r.type(pin);
    await r.until((card) => card?.state === 'offered');
    const offeredMs = r.clock.monoMs();
    await r.settled();
    expect(r.alerts).toEqual(['loud', 'last']);
    expect(r.clock.monoMs() - offeredMs).toBeGreaterThanOrEqual(89_000);
    expect(r.last()).toMatchObject({ end: 'captured', last4: '1234', refund: true });
    expect(r.world.captured).toBe(1);
  });

  it('leaving while the PIN is asked for ends it; leaving later does not leave a card alone', async () => {
    await using early = await rig();
    await early.type('13');
    early.stop();
    await early.settled();
    expect(early.last()).toMatchObject({ end: 'notStarted', refund: true });
    expect(early.simulator.pinEntry).toBeNull();

    await using late = await rig();
    await late.type(pin);
    await late.type(pin);
    await late.until((card) => card?.state === 'working' && card.step === 'print');
    late.stop();
    await late.settled();
    expect(late.last()).toMatchObject({ end: 'voided', refund: true });
    expect([late.world.fed, late.world.captured]).toEqual([1, 1]);
    expect(late.claims.held).toEqual([]);
  });

  it('an orderly stop while the card is made: waits until it is in the bin and recorded, so that the store is closed under nobody', async () => {
    await using r = await rig();
    await r.type(pin);
    await r.type(pin);
    await r.until((card) => card?.state === 'working' && card.step === 'write');
    r.stop();
    let isOver = false;
    const over = r.ongoing.end(r.clock, 60_000).then(() => {
      isOver = true;
    });
    await r.clock.advance(1);
    expect([isOver, r.ongoing.isQuiet]).toEqual([false, false]);
    for (let ms = 0; !isOver && ms < 60_000; ms += 100) await r.clock.advance(100);
    await over;
    expect(r.ongoing.isQuiet).toBe(true);
    expect(r.store.custody.ofDevice(dispenserId).map(({ state }) => state)).toEqual(['retained']);
    // Nobody waits two minutes for the surface of a card that goes to the bin.
    expect(r.simulator.begun.map(({ op }) => op).filter((op) => op !== 'PIN')).toEqual(['WRITE']);
    expect(r.simulator.state).toMatchObject({ phase: 'idle' });
  });

  it('an orderly stop does not wait for ever for a card whose unit does not come to an end', async () => {
    await using r = await rig();
    await r.type(pin);
    const over = r.ongoing.end(r.clock, 5_000);
    await r.clock.until(over);
    expect(r.ongoing.isQuiet).toBe(false);
    r.stop();
    await r.settled();
  });

  it('the pad and the personaliser forget everything at the end', async () => {
    await using r = await rig();
    await r.type(pin);
    await r.type(pin);
    await r.until((card) => card?.state === 'offered');
    r.world.take();
    await r.settled();
    await r.clock.advance(2_000);
    expect(r.simulator.state).toMatchObject({ phase: 'idle', details: {} });
    expect(r.secrets.wipe()).toBe(0);
  });
});
