import { type Clock, sleep } from '../../../contract/clock.ts';
import type { SubmitBody } from '../../../contract/envelope.ts';
import type { Result } from '../../../contract/result.ts';
import type { Random } from '../../../hub/city/random.ts';
import type { ActIntent, SubmitInput } from '../../../terminal/store/store.ts';
import type { HubCallError } from '../../../terminal/sync/hub-call-error.ts';
import type { HubServices } from '../../../terminal/sync/hub-services.ts';
import type { ChaosHub, Citizen } from './chaos-hub.ts';
import type { ChaosKiosk, Life } from './chaos-kiosk.ts';
import type { CaseRecord, Records, ServiceKind, ServiceRecord } from './records.ts';
import type { Stillness } from './stillness.ts';

/** As long as a page waits for the verdict (docs/sync.md). */
const verdictWaitMs = 15_000;
/** Between two questions about a wish whose answer is not known. */
const askAgainMs = 6_000;
export const evidence = { at: '2026-11-28T10:00:00+08:00', values: {} } as const;

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

/** The process died under the citizen; never leaves `visit`. */
export class VisitDied extends Error {}

export interface Run extends VisitOptions {
  readonly life: Life;
  readonly services: HubServices;
  /** What came of it, unless the machine died meanwhile. */
  alive<T>(work: Promise<T>): Promise<T>;
  uuid(): string;
}

export function makeRun(options: VisitOptions, life: Life): Run {
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

export function person({ idNumber, name }: Citizen) {
  return { idNumber, name };
}

interface Application {
  readonly itemId: string;
  readonly prio: SubmitInput['prio'];
  readonly answers: SubmitBody['answers'];
  readonly offline?: boolean;
  readonly orderId?: string;
}

/** On disk with its receipt number, or the machine is dead: then nobody was told anything, but it may be on disk. */
export async function submit(run: Run, citizen: Citizen, act: string, application: Application): Promise<CaseRecord> {
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

export async function waitVerdict(run: Run, record: CaseRecord): Promise<void> {
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
export async function showCase(run: Run, record: CaseRecord): Promise<void> {
  const reply = await run.alive(run.life.link.client.caseState(record.receiptNo, 0));
  if (reply.ok) record.shown = reply.value.state;
}

export async function untilCase(run: Run, receiptNo: string, states: readonly string[]): Promise<void> {
  for (;;) {
    const reply = await run.alive(run.life.link.client.caseState(receiptNo, 0));
    if (reply.ok && states.includes(reply.value.state)) return;
    // The worker works on the real clock: it is done before the next question.
    if (reply.ok) await run.alive(run.stillness.track(run.hub.untilDone([run.kiosk.identity.deviceId])));
    await run.alive(sleep(run.clock, askAgainMs));
  }
}

export async function printReceipt(run: Run, receiptNo: string): Promise<void> {
  const id = run.uuid();
  perform(run, { id, kind: 'print', deviceId: 'printer', receiptNo, copy: 0, session: 's' });
  await settle(run, id);
}

export function perform(run: Run, act: ActIntent): void {
  const intended = run.life.store.acts.intend(act);
  if (!intended.ok) throw new Error(`${act.kind}: ${intended.error.code} ${intended.error.detail}`);
  run.life.store.acts.sent(act.id, evidence);
}

export async function settle(
  run: Run,
  id: string,
  changes: Parameters<Life['store']['acts']['settle']>[4] = {},
): Promise<void> {
  await done(run, run.life.store.acts.settle(id, 'done', evidence, 'reply', changes));
}

export async function rate(run: Run, receiptNo: string): Promise<void> {
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

export async function done<T>(
  run: Run,
  work: Promise<Result<T, { readonly code: string; readonly detail: string }>>,
): Promise<T> {
  const result = await run.alive(work);
  if (!result.ok) throw new Error(`store: ${result.error.code} ${result.error.detail}`);
  return result.value;
}

/** A wish is asked for with one key until an answer is believed. Null = nobody gives up here but a machine that dies, so never. */
export async function untilAnswered<T>(
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
