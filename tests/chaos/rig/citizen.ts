import { createHash } from 'node:crypto';
import { addDays, cityDay, isWorkingDay } from '../../../contract/working-days.ts';
import { services as bookable, cityCalendar, places } from '../../../hub/city/reference.ts';
import type { MotionKind } from '../../../terminal/store/store.ts';
import type { Citizen } from './chaos-hub.ts';
import type { VisitKind } from './schedule.ts';
import {
  done,
  evidence,
  makeRun,
  perform,
  person,
  printReceipt,
  type Run,
  rate,
  settle,
  showCase,
  submit,
  untilAnswered,
  untilCase,
  VisitDied,
  type VisitOptions,
  waitVerdict,
} from './visit-run.ts';

/** One citizen from touch to farewell. Resolves also when the machine dies meanwhile. */
export async function visit(
  kind: VisitKind,
  citizens: readonly [Citizen, Citizen],
  options: VisitOptions,
): Promise<void> {
  const life = options.kiosk.life;
  if (life === null) throw new Error('nobody visits a machine that is off');
  const [one, other] = citizens;
  const run = makeRun(options, life);
  try {
    switch (kind) {
      case 'loss':
        await loss(run, one);
        break;
      case 'offline':
        await offlineLoss(run, one);
        break;
      case 'two':
        // A helper and the one who is helped, in one visit: the second does not wait for the first.
        await Promise.all([loss(run, one), loss(run, other)]);
        break;
      case 'certificate':
        await certificate(run, one);
        break;
      case 'payment':
        await payment(run, one);
        break;
      case 'refund':
        await refund(run, one);
        break;
      case 'booking':
        await booking(run, one);
        break;
      case 'card':
        await card(run, one);
        break;
    }
  } catch (cause) {
    // A store that a dead process has left refuses everything.
    if (!(cause instanceof VisitDied) && !life.isOver) throw cause;
    options.records.died += 1;
  }
}

async function loss(run: Run, citizen: Citizen): Promise<void> {
  const act = run.uuid();
  const answers = { action: 'report', card: citizen.card, reason: 'lost', act };
  const record = await submit(run, citizen, act, { itemId: 'ss.card.loss', prio: 0, answers });
  await waitVerdict(run, record);
  if (run.habits.newIdAfterUnknown === true && record.told === 'pending') {
    await waitVerdict(run, await submit(run, citizen, act, { itemId: 'ss.card.loss', prio: 0, answers }));
  }
  await showCase(run, record);
  await printReceipt(run, record.receiptNo);
  if (run.dice.chance(0.3)) await rate(run, record.receiptNo);
}

/** The hub is away as far as the page knows: 已暂存, and the citizen goes. */
async function offlineLoss(run: Run, citizen: Citizen): Promise<void> {
  const act = run.uuid();
  const answers = { action: 'report', reason: 'lost', act };
  const record = await submit(run, citizen, act, { itemId: 'ss.card.loss', prio: 0, answers, offline: true });
  record.told = 'storedOffline';
  await printReceipt(run, record.receiptNo);
}

async function certificate(run: Run, citizen: Citizen): Promise<void> {
  const request = {
    document: 'cert.ss.insured',
    itemId: 'cert.ss.insured',
    person: person(citizen),
    answers: {},
    preview: false,
  };
  const issued = await untilAnswered(
    run,
    'document',
    (key) => run.services.issueDocument({ key, ...request }),
    (reply) => reply.documentId,
  );
  if (issued === null || issued.state !== 'issued') return;
  const { documentId, pages } = issued;
  const id = run.uuid();
  perform(run, { id, kind: 'document', deviceId: 'laser', documentId, pages, copy: 0, receiptNo: null, session: 's' });
  await settle(run, id, { pagesOut: pages });
  run.records.printed.push(documentId);
}

async function openOrder(run: Run, citizen: Citizen): Promise<string | null> {
  const request = { itemId: 'ss.card.replace', amountFen: 2000, person: person(citizen) };
  const order = await untilAnswered(
    run,
    'order',
    (key) => run.services.openOrder({ key, ...request }),
    (reply) => reply.orderId,
  );
  return order?.orderId ?? null;
}

async function payment(run: Run, citizen: Citizen): Promise<void> {
  await openOrder(run, citizen);
}

async function refund(run: Run, citizen: Citizen): Promise<void> {
  const orderId = await openOrder(run, citizen);
  if (orderId === null) return;
  await run.alive(run.stillness.track(run.hub.pay(orderId)));
  const gone = await untilAnswered(
    run,
    'refund',
    (key) => run.services.refund(orderId, { key, reason: 'cancelled' }),
    (reply) => reply.orderId,
  );
  if (gone !== null) run.records.refunded.push(orderId);
}

async function booking(run: Run, citizen: Citizen): Promise<void> {
  const today = cityDay(Date.now());
  const days = Array.from({ length: 10 }, (_, n) => addDays(today, n + 1)).filter((day) =>
    isWorkingDay(cityCalendar, day),
  );
  const service = run.dice.pick(bookable);
  const place = run.dice.pick(places.filter(({ kind }) => kind === 'centre'));
  const request = {
    person: person(citizen),
    serviceId: service.serviceId,
    placeId: place.placeId,
    slotId: run.dice.pick(['0900', '1000', '1100', '1400', '1500', '1600']),
    date: run.dice.pick(days),
    mobile: '19900000001',
  };
  await untilAnswered(
    run,
    'booking',
    (key) => run.services.book({ key, ...request }),
    (reply) => `${reply.state} ${reply.bookingNo}`,
  );
}

/** A card on the spot: paid, applied for, made, handed over (J1). */
async function card(run: Run, citizen: Citizen): Promise<void> {
  const orderId = await openOrder(run, citizen);
  if (orderId === null) return;
  await run.alive(run.stillness.track(run.hub.pay(orderId)));
  const act = run.uuid();
  const answers = { card: citizen.card, reason: 'info', fulfil: 'A', act };
  const record = await submit(run, citizen, act, { itemId: 'ss.card.replace', prio: 1, answers, orderId });
  await waitVerdict(run, record);
  const { receiptNo } = record;
  await untilCase(run, receiptNo, ['accepted', 'inProgress']);
  const reserved = await untilAnswered(
    run,
    'reservation',
    (key) => run.services.reserveCard({ key, person: person(citizen), receiptNo, orderId, hopper: 20 }),
    (reply) => `${reply.state}${reply.reason ?? ''} ${reply.reservationId}`,
  );
  if (reserved === null || reserved.state !== 'reserved') return;
  const { reservationId, serial, payload } = reserved;
  await captureLeftCards(run);
  const custodyId = run.uuid();
  await move(run, 'feed', custodyId, receiptNo);
  const digest = createHash('sha256').update(payload).digest('hex');
  await untilAnswered(
    run,
    'verify',
    (key) => run.services.verifyCard(reservationId, { key, serial, digest }),
    (reply) => `${reply.state} ${reply.last4}`,
  );
  await move(run, 'present', custodyId, receiptNo);
  await done(run, run.life.store.custody.change(custodyId, { type: 'taken' }, { by: 'sensor', evidence }));
  run.records.taken.push({ receiptNo, idNumber: citizen.idNumber, oldCard: citizen.card, orderId });
}

/** What the custodian does when a crash has left a card on its way: looks at what became of the motion, and takes the card in, since nobody can know who stands there now. */
async function captureLeftCards(run: Run): Promise<void> {
  const { acts, custody } = run.life.store;
  for (const { id, kind } of acts.openMotions('dispenser')) {
    const changes = kind === 'present' ? { custody: { type: 'presented' } as const } : {};
    await done(run, acts.settle(id, 'done', evidence, 'reconcile', changes));
  }
  for (const { id } of custody.open('dispenser')) {
    const act = run.uuid();
    const motion = { kind: 'capture', deviceId: 'dispenser', custodyId: id, session: null } as const;
    perform(run, { id: act, ...motion });
    await settle(run, act, { custody: { type: 'captured' } });
  }
}

async function move(run: Run, kind: MotionKind, custodyId: string, receiptNo: string): Promise<void> {
  const id = run.uuid();
  const act = { id, kind, deviceId: 'dispenser', custodyId, session: 's' } as const;
  const opens = {
    id: custodyId,
    session: 's',
    deviceId: 'dispenser',
    kind: 'issuedCard',
    direction: 'out',
    receiptNo,
  } as const;
  const intended = run.life.store.acts.intend(act, kind === 'feed' ? opens : undefined);
  if (!intended.ok) throw new Error(`${kind}: ${intended.error.code} ${intended.error.detail}`);
  run.life.store.acts.sent(id, evidence);
  await settle(run, id, kind === 'present' ? { custody: { type: 'presented' } } : {});
}
