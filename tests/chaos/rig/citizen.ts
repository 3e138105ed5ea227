import { createHash } from 'node:crypto';
import { type Clock, sleep } from '../../../contract/clock.ts';
import type { SubmitBody } from '../../../contract/envelope.ts';
import type { Result } from '../../../contract/result.ts';
import { addDays, cityDay, isWorkingDay } from '../../../contract/working-days.ts';
import type { Random } from '../../../hub/city/random.ts';
import { services as bookable, cityCalendar, places } from '../../../hub/city/reference.ts';
import type { ActIntent, MotionKind, SubmitInput } from '../../../terminal/store/store.ts';
import type { HubCallError } from '../../../terminal/sync/hub-call-error.ts';
import type { HubServices } from '../../../terminal/sync/hub-services.ts';
import type { ChaosHub, Citizen } from './chaos-hub.ts';
import type { ChaosKiosk, Life } from './chaos-kiosk.ts';
import type { CaseRecord, Records, ServiceKind, ServiceRecord } from './records.ts';
import type { VisitKind } from './schedule.ts';
import type { Stillness } from './stillness.ts';

/** As long as a page waits for the verdict (docs/sync.md). */
const verdictWaitMs = 15_000;
/** Between two questions about a wish whose answer is not known. */
const askAgainMs = 6_000;
const evidence = { at: '2026-11-28T10:00:00+08:00', values: {} } as const;

/** Habits that a real machine must not have; the tests show that each is found. */
export interface BadHabits {
  /** After an unknown answer the wish is brought again as a new one. */
  readonly newIdAfterUnknown?: boolean;
}

export interface VisitOptions {
  readonly kiosk: ChaosKiosk;
  /** Its number in the schedule. */
  readonly number: number;
  readonly hub: ChaosHub;
  readonly clock: Clock;
  readonly stillness: Stillness;
  readonly dice: Random;
  readonly records: Records;
  readonly habits: BadHabits;
}

/** The process died under the citizen; never leaves this file. */
class VisitDied extends Error {}

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

interface Run extends VisitOptions {
  readonly life: Life;
  readonly services: HubServices;
  /** What came of it, unless the machine died meanwhile. */
  alive<T>(work: Promise<T>): Promise<T>;
  uuid(): string;
}

function makeRun(options: VisitOptions, life: Life): Run {
  const { dice } = options;
  const hex = (count: number) => Array.from({ length: count }, () => dice.int(0, 15).toString(16)).join('');
  return {
    ...options,
    life,
    services: life.link.services,
    alive: async (work) => {
      const result = await work;
      if (life.isOver) throw new VisitDied();
      return result;
    },
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`,
  };
}

function person({ idNumber, name }: Citizen) {
  return { idNumber, name };
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

interface Application {
  readonly itemId: string;
  readonly prio: SubmitInput['prio'];
  readonly answers: SubmitBody['answers'];
  readonly offline?: boolean;
  readonly orderId?: string;
}

/** On disk with its receipt number, or the machine is dead: then nobody was told anything, but it may be on disk. */
async function submit(run: Run, citizen: Citizen, act: string, application: Application): Promise<CaseRecord> {
  const { itemId, prio, answers, offline = false, orderId } = application;
  const at = new Date(run.clock.wallMs()).toISOString();
  const identified = { docType: 'resident', ...person(citizen), level: 'L2' as const, at };
  const input: SubmitInput = {
    kiosk: run.kiosk.identity.kiosk,
    itemId,
    itemVersion: 1,
    prio,
    offline,
    session: 's',
    body: (receiptNo) => ({
      format: 'yitiji-submit/1',
      receiptNo,
      itemId,
      itemVersion: 1,
      actor: identified,
      subject: identified,
      answers,
      consents: [],
      offline,
      ...(orderId === undefined ? {} : { orderId }),
      capturedAt: at,
    }),
  };
  const { receiptNo, messageId } = await done(run, run.life.store.submitCase(input));
  const record: CaseRecord = {
    kiosk: run.number,
    act,
    receiptNo,
    messageId,
    told: 'pending',
    wasThere: null,
    shown: null,
  };
  run.records.cases.push(record);
  return record;
}

async function waitVerdict(run: Run, record: CaseRecord): Promise<void> {
  run.life.link.sync.kick();
  const told = await run.alive(run.life.link.sync.waitVerdict(record.messageId, verdictWaitMs));
  record.told = told;
  if (told !== 'accepted' && told !== 'duplicate') return;
  const looked = run.hub.sql`select 1 from ingest where id = ${record.messageId}`;
  // Looked at before anything else is asked of this machine, which may be dead by then.
  record.wasThere = (await run.stillness.track(looked)).length === 1;
  await run.alive(Promise.resolve());
}

/** The page asks once what became of it; no answer = 结果尚不确定. */
async function showCase(run: Run, record: CaseRecord): Promise<void> {
  const reply = await run.alive(run.life.link.client.caseState(record.receiptNo, 0));
  if (reply.ok) record.shown = reply.value.state;
}

async function untilCase(run: Run, receiptNo: string, states: readonly string[]): Promise<void> {
  for (;;) {
    const reply = await run.alive(run.life.link.client.caseState(receiptNo, 0));
    if (reply.ok && states.includes(reply.value.state)) return;
    // The worker works on the real clock: it is done before the next question.
    if (reply.ok) await run.alive(run.stillness.track(run.hub.untilDone([run.kiosk.identity.deviceId])));
    await run.alive(sleep(run.clock, askAgainMs));
  }
}

async function printReceipt(run: Run, receiptNo: string): Promise<void> {
  const id = run.uuid();
  perform(run, { id, kind: 'print', deviceId: 'printer', receiptNo, copy: 0, session: 's' });
  await settle(run, id);
}

function perform(run: Run, act: ActIntent): void {
  const intended = run.life.store.acts.intend(act);
  if (!intended.ok) throw new Error(`${act.kind}: ${intended.error.code} ${intended.error.detail}`);
  run.life.store.acts.sent(act.id, evidence);
}

async function settle(
  run: Run,
  id: string,
  changes: Parameters<Life['store']['acts']['settle']>[4] = {},
): Promise<void> {
  await done(run, run.life.store.acts.settle(id, 'done', evidence, 'reply', changes));
}

async function rate(run: Run, receiptNo: string): Promise<void> {
  const at = new Date(run.clock.wallMs()).toISOString();
  const rating = {
    receiptNo,
    level: 5 as const,
    reasons: [],
    text: '',
    callback: null,
    reasonsVersion: 1,
    at,
    session: 's',
  };
  await done(run, run.life.store.rate(rating));
}

async function done<T>(
  run: Run,
  work: Promise<Result<T, { readonly code: string; readonly detail: string }>>,
): Promise<T> {
  const result = await run.alive(work);
  if (!result.ok) throw new Error(`store: ${result.error.code} ${result.error.detail}`);
  return result.value;
}

/** A wish is asked for with one key until an answer is believed. Null = nobody gives up here but a machine that dies, so never. */
async function untilAnswered<T>(
  run: Run,
  kind: ServiceKind,
  ask: (key: string) => Promise<Result<T, HubCallError>>,
  idOf: (reply: T) => string,
): Promise<T | null> {
  const record: ServiceRecord = { kiosk: run.number, kind, answers: new Set(), asked: 0, isAnswered: false };
  run.records.services.push(record);
  let key = run.uuid();
  for (;;) {
    record.asked += 1;
    const reply = await run.alive(ask(key));
    if (reply.ok) {
      const id = idOf(reply.value);
      record.answers.add(id);
      // Refused, or nothing on record: an answer without a thing.
      record.isAnswered = id !== '';
      // Now and then once more, as after a lost page: the answer must be the same.
      if (record.asked > 1 || run.dice.chance(0.8)) return reply.value;
      continue;
    }
    if (run.habits.newIdAfterUnknown === true) key = run.uuid();
    await run.alive(sleep(run.clock, askAgainMs));
  }
}
