import { isReference, type PullPath, pullSchemas } from '../../../contract/pulls/pulls.ts';
import type { Pulled } from '../context.ts';
import { card, documentReply, draft, order, otherCard, printed, readAt, today } from './session-fixtures.ts';
import type { SessionRig } from './session-rig.ts';

/**
 * Answers the work that the current page waits for, in one of its possible ways: a small world without a hub, drawn from numbers so that a failing walk
 * can be replayed.
 */
export function answerWork(
  r: SessionRig,
  draw: number,
  answer: (path: PullPath, draw: number) => Pulled = samplePulled,
): void {
  const { visit } = r.service.context();
  if (visit === null) return;
  const { send } = r.service;
  const name = r.name();
  const good = draw % 4 !== 0;
  if (visit.asking.length > 0 && /-asking$/.test(name)) {
    for (const { path } of visit.asking) send({ type: 'PULLED', path, pulled: answer(path, draw) });
    send({ type: 'PULLS_DONE' });
  } else if (/\/C1-second|\/C1-signOther/.test(name)) {
    send({ type: 'CARD_READ', card: otherCard, at: nowOf(r), verdict: 'good' });
  } else if (/\/C1|-tap$/.test(name)) {
    send({ type: 'CARD_READ', card, at: nowOf(r), verdict: good ? 'good' : 'expired' });
  } else if (name.endsWith('/C2-sms-asking')) {
    send({ type: 'SMS_SENT', codeId: 'c1', to: '138****8000' });
  } else if (/\/C2-(face|sms|video|pin)$/.test(name)) {
    const method = name.endsWith('face')
      ? 'face'
      : name.endsWith('video')
        ? 'video'
        : name.endsWith('pin')
          ? 'cardPin'
          : 'sms';
    if (good) send({ type: 'VERIFIED', method, assurance: 'demonstration', at: nowOf(r) });
    else send({ type: 'NOT_VERIFIED', method, why: draw % 8 === 0 ? 'retry' : 'failed' });
  } else if (/\/D2-\w*Code$/.test(name)) {
    send({ type: 'SMS_SENT', codeId: 'c1', to: '138****8000' });
    if (good) send({ type: 'VERIFIED', method: 'sms', assurance: 'sms', at: nowOf(r) });
  } else if (/\/(T1|E2)-saving$/.test(name)) {
    if (good) send({ type: 'DRAFT', draft: draft(draw % 2 === 0), state: 'saved' });
    else send({ type: 'DRAFT', draft: null, state: 'away' });
  } else if (name.endsWith('/E2-signing')) {
    if (good) send({ type: 'SIGNED', digest: 'a'.repeat(64), at: nowOf(r) });
    else send({ type: 'NOT_VERIFIED', method: 'face', why: 'away' });
  } else if (/\/P1/.test(name)) {
    send({ type: 'ORDER', order: { state: 'pending', order: order('pending') } });
    if (good) send({ type: 'ORDER', order: { state: 'paid', order: order('paid') } });
  } else if (name.endsWith('/F1')) {
    answerSubmit(r, draw, good);
  } else if (/\/F1-|\/G2-sending/.test(name)) {
    send({ type: 'ACT_DONE', ok: good, data: { bookingNo: 'BK-1', at: readAt }, reason: 'full' });
  } else if (/\/D1-preparing/.test(name)) {
    send({ type: 'DOCUMENT', document: good ? { state: 'preview', reply: documentReply() } : { state: 'away' } });
  } else if (/\/G1-(issuing|printing)|\/D1-preview/.test(name)) {
    send({ type: 'DOCUMENT', document: good ? printed('done', 2) : printed('partial', 1) });
  } else if (/\/G1-end-.*-following/.test(name)) {
    send({ type: 'RESULT', result: good ? { state: 'effective', at: readAt, data: {} } : { state: 'delivered' } });
  } else if (/\/G1-(pin|making|take)/.test(name)) {
    send({ type: 'ISSUE', card: { state: 'working', step: 'write', pinEntered: 6 } });
    if (good)
      send({ type: 'ISSUE', card: { state: 'settled', end: 'taken', step: 'present', last4: '1234', refund: false } });
  }
}

const nowOf = (r: SessionRig): string => new Date(r.clock.wallMs()).toISOString();

function answerSubmit(r: SessionRig, draw: number, good: boolean): void {
  const { send } = r.service;
  if (r.service.context().visit?.receiptNo === null) {
    send({ type: 'STORED', receiptNo: 'TH0017-261123-0042-3', messageId: 'm1', at: readAt });
  }
  send({ type: 'DELIVERED' });
  const states = ['effective', 'accepted', 'inProgress', 'waitSpouse', 'waitSign', 'ready', 'needMore'] as const;
  const state = states[draw % states.length] ?? 'accepted';
  if (!good)
    send({ type: 'RESULT', result: draw % 8 === 0 ? { state: 'unknown' } : { state: 'refused', reason: 'other' } });
  else if (state === 'effective') send({ type: 'RESULT', result: { state, at: readAt, data: {} } });
  else send({ type: 'RESULT', result: { state, dueOn: '2026-12-01', data: {} } });
}

/** One answer of the city: mostly data that fits the schema of the path, sometimes nothing, or no answer at all. */
export function samplePulled(path: PullPath, draw: number): Pulled {
  if (draw % 11 === 0) return { status: 'away' };
  if (draw % 7 === 0 && !isReference(path)) return { status: 'none', source: 'gz.hrss', asOf: today, data: null };
  const data = sampleOf(pullSchemas[path] as Shape, draw);
  return {
    status: 'found',
    source: 'gz.hrss',
    asOf: today,
    data: path === 'case.detail' ? seldomRated(data, draw) : data,
  };
}

/** Half of all cases would be rated already, and hardly a walk would come by the faces. */
const seldomRated = (data: unknown, draw: number): unknown => ({
  case: { ...(data as { readonly case: object }).case, rated: draw % 5 === 0 },
});

interface Shape {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly maxItems?: number;
  readonly anyOf?: readonly Shape[];
}

/** A value that fits a schema of our pulls, drawn from a number; neighbours in a list differ. */
function sampleOf(shape: Shape, draw: number): unknown {
  if (shape.const !== undefined) return shape.const;
  if (shape.enum !== undefined) return shape.enum[draw % shape.enum.length];
  if (shape.anyOf !== undefined) return sampleOf(shape.anyOf[draw % shape.anyOf.length] ?? {}, draw);
  switch (shape.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(shape.properties ?? {}).map(([key, part], i) => [key, sampleOf(part, draw + i * 13)]),
      );
    case 'array': {
      const length = Math.min(shape.maxItems ?? 3, 1 + (draw % 3));
      return Array.from({ length }, (_, i) => sampleOf(shape.items ?? {}, draw + i * 29 + 1));
    }
    case 'integer':
    case 'number':
      return Math.min(shape.maximum ?? 1_000, (shape.minimum ?? 0) + (draw % 50));
    case 'boolean':
      return draw % 2 === 0;
    case 'null':
      return null;
    default:
      return sampleText(shape, draw);
  }
}

function sampleText({ pattern }: Shape, draw: number): string {
  const month = `2026-${String(1 + (draw % 11)).padStart(2, '0')}`;
  if (pattern === undefined) return `样本${draw % 997}`;
  if (pattern.includes('[0-9]{4}-[0-9]{2}-[0-9]{2}')) return `${month}-0${1 + (draw % 9)}`;
  if (pattern.includes('[0-9]{4}-[0-9]{2}')) return month;
  if (pattern.includes('[0-9]{4}')) return String(2000 + (draw % 27));
  return String(draw);
}
