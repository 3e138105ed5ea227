import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../hub/city/random.ts';
import type { Evidence } from './rig/evidence.ts';
import { bytesOf, drawFault, linkFaults, spoil } from './rig/faults.ts';
import { boxReply, frameOf, routeOf } from './rig/http-frame.ts';
import { judge, type Rule, rules } from './rig/judge.ts';
import { emptyRecords, type Records } from './rig/records.ts';
import { faultPlaces, keepFaults, planSchedule, readPlaces, shrink, writePlaces } from './rig/schedule.ts';

const receiptNo = 'CA0001-261128-0001-7';

/** One loss report and its print, and a paid order: everything as it should be. */
function sound(): { records: Records; evidence: Evidence } {
  const records = emptyRecords();
  records.cases.push({
    kiosk: 0,
    act: 'wish-1',
    receiptNo,
    messageId: 'm1',
    told: 'accepted',
    wasThere: true,
    shown: 'done',
  });
  records.services.push({ kiosk: 0, kind: 'order', answers: new Set(['order-1']), asked: 2, isAnswered: true });
  records.refunded.push('order-1');
  const message = { kiosk: 0, state: 'acked', verdict: 'accepted', receiptNo, hasBody: false };
  const row = { kiosk: 0, orderKey: receiptNo, state: 'applied' };
  return {
    records,
    evidence: {
      messages: [
        { ...message, id: 'm1', seq: 1, topic: 'case.submit' },
        { ...message, id: 'm2', seq: 2, topic: 'act.print' },
      ],
      ingest: [
        { ...row, id: 'm1', seq: 1, receivedMs: 10 },
        { ...row, id: 'm2', seq: 2, receivedMs: 10 },
      ],
      steps: [
        { n: 1, id: 'm1', state: 'applied' },
        { n: 2, id: 'm2', state: 'applied' },
      ],
      caseSteps: [{ receiptNo, state: 'done' }],
      cases: [{ receiptNo, messageId: 'm1', state: 'done' }],
      applications: [{ receiptNo, act: 'wish-1' }],
      sms: [{ receiptNo, text: '…', count: 1 }],
      cursors: [{ kiosk: 0, upTo: 2, ranges: [[1, 2]] }],
      prints: [{ actId: 'a1', count: 1 }],
      orders: [{ id: 'order-1', kiosk: 0, state: 'refunding', isUsed: false, refunds: 1 }],
      documents: [],
      bookings: [],
      reservations: [],
      cards: [],
    },
  };
}

describe('the judge', () => {
  test('finds nothing where nothing is wrong', () => {
    const { records, evidence } = sound();
    expect(judge(records, evidence)).toEqual([]);
  });

  /** What is changed in sound evidence, and the rule that must see it. */
  const spoilt: readonly (readonly [
    Rule,
    string,
    (it: { records: Records; evidence: Evidence }) => Partial<Evidence>,
  ])[] = [
    ['lost', 'a message is not at the hub', ({ evidence }) => ({ ingest: evidence.ingest.slice(1) })],
    [
      'lost',
      'a message is at the hub and unreadable',
      ({ evidence: { ingest } }) => ({ ingest: ingest.map((row) => ({ ...row, state: 'unreadable' })) }),
    ],
    ['lost', 'an application is not at the department', () => ({ applications: [] })],
    ['lost', 'an order was answered and does not exist', () => ({ orders: [] })],
    [
      'twice',
      'a message was applied twice',
      ({ evidence: { steps } }) => ({ steps: [...steps, { n: 3, id: 'm1', state: 'applied' }] }),
    ],
    [
      'twice',
      'one wish is two applications',
      ({ evidence: { applications } }) => ({
        applications: [...applications, { receiptNo: 'CA0001-261128-0002-5', act: 'wish-1' }],
      }),
    ],
    [
      'twice',
      'a case was decided twice',
      ({ evidence: { caseSteps } }) => ({ caseSteps: [...caseSteps, ...caseSteps] }),
    ],
    ['twice', 'a phone was told twice', ({ evidence: { sms } }) => ({ sms: sms.map((one) => ({ ...one, count: 2 })) })],
    ['twice', 'a print is told twice', () => ({ prints: [{ actId: 'a1', count: 2 }] })],
    [
      'twice',
      'two orders for one wish',
      ({ evidence: { orders } }) => ({ orders: orders.flatMap((one) => [one, { ...one, id: 'order-2' }]) }),
    ],
    [
      'invented',
      'the hub has what nobody wrote',
      ({ evidence: { ingest } }) => ({ ingest: ingest.map((row) => (row.id === 'm2' ? { ...row, id: 'm3' } : row)) }),
    ],
    [
      'stuck',
      'a message waits for ever',
      ({ evidence: { messages } }) => ({
        messages: messages.map((one) => ({ ...one, state: 'pending', hasBody: true, verdict: null })),
      }),
    ],
    [
      'bodyGone',
      'a body went without a verdict',
      ({ evidence: { messages } }) => ({ messages: messages.map((one) => ({ ...one, verdict: 'rejected' })) }),
    ],
    [
      'receipt',
      'one number for two cases',
      ({ evidence: { messages } }) => ({ messages: messages.map((one) => ({ ...one, topic: 'case.submit' })) }),
    ],
    [
      'receipt',
      'the number is another message’s',
      ({ evidence: { cases } }) => ({ cases: cases.map((one) => ({ ...one, messageId: 'm9' })) }),
    ],
    [
      'order',
      'the print was applied before its case',
      ({ evidence: { steps } }) => ({ steps: steps.map(({ n, ...one }) => ({ ...one, n: 3 - n })) }),
    ],
    [
      'order',
      'the print came before its case',
      ({ evidence: { ingest } }) => ({ ingest: ingest.map((row) => ({ ...row, receivedMs: 10 - row.seq })) }),
    ],
    ['sequence', 'a gap', () => ({ cursors: [{ kiosk: 0, upTo: 0, ranges: [[2, 2]] }] })],
    ['sequence', 'the last is missing', () => ({ cursors: [{ kiosk: 0, upTo: 1, ranges: [[1, 1]] }] })],
    [
      'untrue',
      'shown as done, refused',
      ({ evidence: { cases } }) => ({ cases: cases.map((one) => ({ ...one, state: 'refused' })) }),
    ],
    [
      'untrue',
      'the money does not go back',
      ({ evidence: { orders } }) => ({ orders: orders.map((one) => ({ ...one, refunds: 0 })) }),
    ],
  ];

  test.each(spoilt)('%s: %s', (rule, _what, change) => {
    const it = sound();
    expect(judge(it.records, { ...it.evidence, ...change(it) }).map((one) => one.rule)).toContain(rule);
  });

  test.each(['rejected', 'conflict', 'tooOld'] as const)('untrue: a citizen was told %s and the hub has it', (told) => {
    const { records, evidence } = sound();
    for (const one of records.cases) one.told = told;
    expect(judge(records, evidence)).toMatchObject([{ rule: 'untrue' }]);
  });

  test('untrue: told accepted before the hub had it, however it ended', () => {
    const { records, evidence } = sound();
    for (const one of records.cases) one.wasThere = false;
    expect(judge(records, evidence)).toMatchObject([{ rule: 'untrue' }]);
  });

  test('twice: two answers to one key', () => {
    const { records, evidence } = sound();
    records.services[0]?.answers.add('order-2');
    expect(judge(records, evidence)).toMatchObject([{ rule: 'twice' }]);
  });

  test('every rule is seen here', () => {
    expect(new Set(spoilt.map(([rule]) => rule))).toEqual(new Set(rules));
  });
});

describe('a schedule', () => {
  test('is the same for its seed, and what is kept of it is named', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const schedule = planSchedule(seed);
        expect(planSchedule(seed)).toEqual(schedule);
        const places = faultPlaces(schedule);
        expect(readPlaces(writePlaces(places))).toEqual(places);
        expect(keepFaults(schedule, places)).toEqual(schedule);
        expect(faultPlaces(keepFaults(schedule, places.slice(1)))).toEqual(places.slice(1));
      }),
      { numRuns: 200 },
    );
    expect(['x', '1', '1:', '1:2,'].map(readPlaces)).toEqual([null, null, null, null]);
  });

  test('is shrunk to the faults that matter, whichever two they are', async () => {
    const places = Array.from({ length: 16 }, (_, exchange) => ({ kiosk: 0, exchange }));
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 0, max: 15 }), { minLength: 2, maxLength: 2 }),
        async (culprits) => {
          const kept = await shrink(places, async (some) =>
            culprits.every((n) => some.some(({ exchange }) => exchange === n)),
          );
          expect(kept.map(({ exchange }) => exchange)).toEqual([...culprits].sort((a, b) => a - b));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('on the wire', () => {
  test('a place lies within the message, and its edges are edges', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 1, max: 100_000 }), (at, length) => {
        expect(bytesOf(at, length)).toBeGreaterThanOrEqual(0);
        expect(bytesOf(at, length)).toBeLessThanOrEqual(length);
        expect([0, 1, 999, 1000].map((edge) => bytesOf(edge, length))).toEqual([0, 1, length - 1, length]);
      }),
    );
  });

  test('garbage is never the reply itself', () => {
    fc.assert(
      fc.property(fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 300 }), (seed, bytes) => {
        const fault = drawFault('garbage', createRandom(seed));
        if (fault.kind !== 'garbage') throw new Error('another fault was drawn');
        const reply = Buffer.from(bytes);
        expect(spoil(reply, fault).equals(reply)).toBe(false);
        expect(spoil(reply, fault)).toHaveLength(reply.length);
      }),
    );
  });

  test('every kind of fault can be drawn', () => {
    for (const kind of linkFaults) expect(drawFault(kind, createRandom(1)).kind).toBe(kind);
  });

  test('a message ends where its length says, and not before its head is whole', () => {
    const bytes = boxReply(503, { type: 'text/plain', text: '请稍候' }, 30);
    for (let cut = 0; cut < bytes.length - 9; cut += 1) expect(frameOf(bytes.subarray(0, cut))).toBeNull();
    const frame = frameOf(Buffer.concat([bytes, Buffer.from('more')]));
    expect(frame).toMatchObject({ length: bytes.length, firstLine: 'HTTP/1.1 503 Service Unavailable' });
    expect(frame?.header('retry-after')).toBe('30');
    expect(routeOf('GET /v1/devices/d/cases/CA0001-261128-0001-7?wait=0 HTTP/1.1')).toBe('GET cases');
    expect(routeOf('POST /v1/devices/d/cards/reservations/r1/verify HTTP/1.1')).toBe('POST cards/verify');
  });
});
