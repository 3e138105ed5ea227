import { randomUUID } from 'node:crypto';
import { expect, vi } from 'vitest';
import type { SubmitBody } from '../../contract/envelope.ts';
import type { CaseReply } from '../../contract/hub-api.ts';
import type { CaseState, CaseView } from '../../contract/pulls/cases.ts';
import { receiptNumber } from '../../contract/receipt-number.ts';
import { cityDay } from '../../contract/working-days.ts';
import { medicalYears } from '../city/medical-year.ts';
import type { Sql } from '../database/pool.ts';
import { type HubFixture, operatorToken } from './hub-fixture.ts';
import type { Answer, TestMachine } from './machine.ts';

export interface TestPerson {
  readonly idNumber: string;
  readonly name: string;
}

/** Some of kiosk-config/demo/personas.json; what the city knows of them: hub/city/persona-circumstances.ts. */
export const people = {
  liYun: { idNumber: '440199199203150026', name: '黎赟' },
  chenZhe: { idNumber: '440199199107040150', name: '陈喆' },
  linJie: { idNumber: '440199199809090064', name: '林㛃' },
  wangYi: { idNumber: '440199198601010032', name: '王一' },
  fangYuan: { idNumber: '440199198807120114', name: '方远' },
  heWan: { idNumber: '440199195904300105', name: '何婉' },
  ouyang: { idNumber: '440199196701150017', name: '欧阳淼' },
} as const;

let count = 0;

/** An application as the terminal writes it; each with a receipt number of its own. */
export function application(
  machine: TestMachine,
  itemId: string,
  person: TestPerson,
  answers: SubmitBody['answers'],
  more: Partial<SubmitBody> = {},
): SubmitBody {
  count += 1;
  const now = new Date(machine.wallMs()).toISOString();
  const identified = {
    docType: 'resident',
    idNumber: person.idNumber,
    name: person.name,
    level: 'L2' as const,
    at: now,
  };
  return {
    format: 'yitiji-submit/1',
    receiptNo: receiptNumber(machine.claimed.kiosk, '261127', count),
    itemId,
    itemVersion: 1,
    actor: identified,
    subject: identified,
    answers,
    consents: [],
    offline: false,
    capturedAt: now,
    ...more,
  };
}

/** Sends an application and waits for what a machine would hear of it. */
export async function submit(machine: TestMachine, body: SubmitBody): Promise<CaseReply> {
  const taken = await machine.batch([await machine.message(body, { itemId: body.itemId })]);
  expect(taken.body).toMatchObject({ verdicts: [{ verdict: 'accepted' }] });
  return (await machine.caseState(body.receiptNo, 10)).body as CaseReply;
}

/** Waits until a case stands where it should; the hub's own long poll ends earlier for cases with a promised day. */
export async function until(machine: TestMachine, receiptNo: string, state: CaseState): Promise<CaseReply> {
  return await vi.waitFor(
    async () => {
      const { body } = await machine.caseState(receiptNo);
      expect(body.state).toBe(state);
      return body as CaseReply;
    },
    { timeout: 15_000, interval: 50 },
  );
}

/** Clocks of the departments that come to a decision; what ends by time is not among them. */
const decidingSteps = ['identity', 'start', 'decide', 'gate', 'matter'];

/**
 * As `until`, at a hub whose departments get to nothing by themselves while a test looks (`decisionDelayMs` of an hour): what they have to do with this case is due whenever it is not yet there. So each state stands as long
 * as the test needs, however slow the computer is. On the way to `inProgress` only the gate of a joint application is opened.
 */
export async function untilDecided(
  sql: Sql,
  machine: TestMachine,
  receiptNo: string,
  state: CaseState,
): Promise<CaseReply> {
  const steps = state === 'inProgress' ? ['gate'] : decidingSteps;
  return await vi.waitFor(
    async () => {
      const { body } = await machine.caseState(receiptNo);
      if (body.state !== state) await makeDue(sql, receiptNo, steps);
      expect(body.state).toBe(state);
      return body as CaseReply;
    },
    { timeout: 15_000, interval: 50 },
  );
}

/** What the departments have planned for this case is due now. */
export async function makeDue(sql: Sql, receiptNo: string, steps: readonly string[] = decidingSteps): Promise<void> {
  const due =
    await sql`update case_task set next_ms = 0 where receipt_no = ${receiptNo} and step = any(${[...steps]}::text[])`;
  if (due.count > 0) await sql`select pg_notify('yitiji', 'work')`;
}

/** Milliseconds until the residents' medical insurance of the next year is surely open: 15 September of this year; 0 from then on. @param nowMs wall clock */
export function untilEnrolmentMs(nowMs: number): number {
  return Math.max(0, Date.parse(`${cityDay(nowMs).slice(0, 4)}-09-15T04:00:00Z`) - nowMs);
}

/**
 * For tests of the residents' medical insurance, which somebody can join for the next year from September on: before that day of this year the clock of the hub goes on to it, with that of the machine.
 * @param test is given the year that is open, and until when it is paid
 */
export async function inEnrolmentTime(
  { clock }: Pick<HubFixture, 'clock'>,
  machine: TestMachine,
  test: (open: { readonly year: string; readonly payBy: string }) => Promise<void>,
): Promise<void> {
  clock.shiftMs = untilEnrolmentMs(Date.now());
  machine.wallMs = () => clock.wallMs();
  const { target: year, payBy } = medicalYears(cityDay(clock.wallMs()));
  try {
    await test({ year, payBy });
  } finally {
    clock.shiftMs = 0;
    machine.wallMs = Date.now;
  }
}

/** A request with an effect; `key` is new unless given. */
export function call(machine: TestMachine, path: string, body: object, method = 'POST'): Promise<Answer> {
  return machine.send(method, machine.path(path), { key: randomUUID(), ...body });
}

export async function operator(
  url: string,
  path: string,
  body: object | null = null,
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const response = await fetch(`${url}/v1/operator/${path}`, {
    method: body === null ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${operatorToken}`,
      ...(body === null ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === null ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** The tracker's view, as a machine pulls it; null = no such case. */
export async function view(
  machine: TestMachine,
  receiptNo: string,
  person: TestPerson | null,
  params: Readonly<Record<string, string>> = {},
): Promise<CaseView | null> {
  const { body } = await machine.pull('case.detail', person, { receiptNo, ...params });
  return body.status === 'found' ? (body.data as { readonly case: CaseView }).case : null;
}
