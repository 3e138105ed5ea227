import type { Visit } from '../context.ts';
import type { SessionEvent } from '../events.ts';
import { forEachWork, type SessionPorts, type SessionWork, type WorkName } from '../session-ports.ts';
import { card, documentReply, draft, order, printed } from './session-fixtures.ts';
import { samplePulled } from './world.ts';

/** Rare characters, one for each stay: what bears the one of another stay on a page is somebody else's. */
export const marks = ['龘', '靐', '齉', '麤', '爨', '灪', '彠', '驫', '鱻', '飝'] as const;

/** A piece of work that the session has begun. */
export interface Job {
  readonly name: keyof SessionPorts;
  readonly visit: Visit;
  readonly send: (event: SessionEvent) => void;
  isStopped: boolean;
  isOver: boolean;
  /** The event that ended it, with `ok` where an act was done; null = none so far. */
  end: string | null;
  /** Paths that were asked and have not been answered. */
  open: Visit['asking'];
}

/** What the world has said and done, by visit: pages are held against it. */
export interface Ledger {
  readonly jobs: Job[];
  readonly receipts: Map<string, Set<string>>;
  readonly prints: Map<string, string>;
  readonly wiped: string[];
}

/** Ports whose work is answered by a test, in any order and at any time, also when nobody waits for it any more. */
export function heldPorts(): { readonly ports: SessionPorts; readonly ledger: Ledger } {
  const ledger: Ledger = { jobs: [], receipts: new Map(), prints: new Map(), wiped: [] };
  const begin = (name: Job['name'], visit: Visit, send: Job['send']): Job => {
    const job: Job = { name, visit, send, isStopped: false, isOver: false, end: null, open: visit.asking };
    ledger.jobs.push(job);
    return job;
  };
  const work =
    (name: WorkName): SessionWork =>
    (visit, send) => {
      const job = begin(name, visit, send);
      return () => {
        job.isStopped = true;
      };
    };
  const ports: SessionPorts = {
    ...forEachWork(work),
    watch: () => () => undefined,
    frame: () => undefined,
    typed: () => undefined,
    openVisit: () => undefined,
    startPrint: (visit, send) => void begin('startPrint', visit, send),
    wipe: (reason) => void ledger.wiped.push(reason),
  };
  return { ports, ledger };
}

/** Somebody of a stay: `n` 0 = who stands here, 1 = the other one. */
function personOf(mark: string, n: 0 | 1) {
  const last = String(100 + marks.indexOf(mark as (typeof marks)[number]) * 2 + n);
  return {
    ...card,
    name: `${mark}某`,
    number: n === 0 ? `44019919920315${last}X` : `440199199107040150`,
    address: `${mark}路`,
  };
}

/** The data of a stay bear its mark. */
const marked = <T>(value: T, mark: string): T => JSON.parse(JSON.stringify(value).replaceAll('样本', mark)) as T;

/** One answer of the world to a piece of work; what of it the ledger keeps is noted. @param at now, ISO 8601 @returns whether it was the last one */
export function answer(job: Job, draw: number, mark: string, at: string, ledger: Ledger): boolean {
  const { visit } = job;
  const more = (event: SessionEvent): boolean => {
    job.send(event);
    return false;
  };
  const good = draw % 5 !== 0;
  const end = (event: SessionEvent): boolean => {
    job.isOver = true;
    job.end = event.type === 'ACT_DONE' && event.ok ? 'ACT_DONE ok' : event.type;
    job.send(event);
    return true;
  };
  switch (job.name) {
    case 'readCard': {
      if (draw % 3 === 0)
        return more({ type: 'READER_PHASE', phase: draw % 2 === 0 ? 'reading' : 'liftAndPlaceAgain' });
      if (draw % 13 === 0) return end({ type: 'CARD_FAILED', code: draw % 2 === 0 ? 'E_LINK_LOST' : 'E_TIMEOUT' });
      const other = visit.identify.who !== 'actor' || draw % 17 === 0;
      const verdict = draw % 19 === 0 ? 'expired' : draw % 23 === 0 ? 'damaged' : 'good';
      const isSelf = visit.identify.who === 'signer' && visit.draft === null;
      return end({
        type: 'CARD_READ',
        card: personOf(mark, other && !isSelf ? 1 : 0),
        at,
        verdict,
        ...(draw % 7 === 0 ? { noFace: true } : {}),
      });
    }
    case 'verifyFace':
      return verified(job, 'face', draw, at);
    case 'verifyVideo':
      return verified(job, 'video', draw, at);
    case 'verifyCardPin':
      return draw % 3 === 0 ? more({ type: 'PIN_DIGITS', entered: draw % 7 }) : verified(job, 'cardPin', draw, at);
    case 'verifySms':
      return draw % 3 === 0
        ? more({ type: 'SMS_SENT', codeId: 'c1', to: `138****8${String(draw % 1000).padStart(3, '0')}` })
        : verified(job, 'sms', draw, at);
    case 'pull': {
      const [ask, ...rest] = job.open;
      job.open = rest;
      if (ask === undefined || draw % 29 === 0) return end({ type: 'PULLS_DONE' });
      if (ask.path === 'case.detail' && draw % 11 === 0)
        more({ type: 'QUEUED', receiptNo: ask.params.receiptNo ?? '', n: 2, at });
      const silent = { status: 'timeout', source: 'gz.hrss', asOf: at.slice(0, 10), data: null } as const;
      return more({
        type: 'PULLED',
        path: ask.path,
        pulled: draw % 9 === 0 ? silent : marked(samplePulled(ask.path, draw), mark),
        at,
      });
    }
    case 'store': {
      if (!good) return end({ type: draw % 2 === 0 ? 'STORE_FAILED' : 'STORE_UNKNOWN' });
      const receiptNo = `TH0017-261123-${String(ledger.jobs.indexOf(job) % 10_000).padStart(4, '0')}-3`;
      keep(ledger, visit.id, receiptNo);
      return end({ type: 'STORED', receiptNo, messageId: `m-${receiptNo}`, at });
    }
    case 'confirm':
      if (draw % 4 === 0) return more({ type: 'ASKED_AGAIN', attempts: 2 });
      if (draw % 4 === 1) return more({ type: 'DELIVERED' });
      if (draw % 11 === 0) return more({ type: 'UNDER_REVIEW' });
      return end({ type: 'RESULT', result: results(draw, at) });
    case 'followCard':
      return end({ type: 'RESULT', result: results(draw, at) });
    case 'pay': {
      const states = ['pending', 'unknown', 'paid', 'expired', 'paid'] as const;
      const state = states[draw % states.length] ?? 'paid';
      if (draw % 11 === 0) return more({ type: 'ORDER', order: { state: 'away' } });
      if (state === 'paid') job.isOver = true;
      return more({ type: 'ORDER', order: { state, order: order(state) } });
    }
    case 'previewDocument':
      if (draw % 7 === 0) return end({ type: 'DOCUMENT', document: { state: 'refused', reason: 'noRecord' } });
      return end({
        type: 'DOCUMENT',
        document: good
          ? { state: 'preview', reply: marked({ ...documentReply(), preview: [[`样本证明`], ['二']] }, mark) }
          : { state: 'away' },
      });
    case 'printDocument':
      if (draw % 3 === 0)
        return more({
          type: 'DOCUMENT',
          document: { state: 'printing', page: draw % 2, of: 2, reply: documentReply() },
        });
      return end({ type: 'DOCUMENT', document: good ? printed('done', 2) : printed('partial', draw % 2) });
    case 'issueCard': {
      if (draw % 3 === 0)
        return more({
          type: 'ISSUE',
          card: { state: 'working', step: draw % 2 === 0 ? 'pin' : 'write', pinEntered: draw % 7 },
        });
      if (draw % 5 === 1) return more({ type: 'ISSUE', card: { state: 'offered', urgency: 'calm', seconds: 90 } });
      const ends = ['taken', 'captured', 'voided', 'notStarted', 'leftAtExit', 'unknown', 'taken'] as const;
      const last = ends[draw % ends.length] ?? 'taken';
      return end({
        type: 'ISSUE',
        card: { state: 'settled', end: last, step: 'present', last4: '1234', refund: draw % 2 === 0 },
      });
    }
    case 'saveDraft':
      if (!good) return end({ type: 'DRAFT', draft: null, state: draw % 2 === 0 ? 'away' : 'refused' });
      return end({ type: 'DRAFT', draft: draft(draw % 2 === 0), state: draw % 31 === 0 ? 'conflict' : 'saved' });
    case 'sign':
      return end(
        good
          ? { type: 'SIGNED', digest: 'a'.repeat(64), at }
          : { type: 'NOT_VERIFIED', method: 'face', why: draw % 2 === 0 ? 'away' : 'failed' },
      );
    case 'act': {
      if (good && visit.act === 'book') keep(ledger, visit.id, 'BK-1');
      const reason = ['full', 'unknown', 'away', 'other'][draw % 4] ?? 'full';
      return end({
        type: 'ACT_DONE',
        ok: good,
        data: good ? { bookingNo: 'BK-1', at } : {},
        reason: good ? '' : reason,
      });
    }
    case 'startPrint': {
      const outcomes = ['done', 'done', 'partial', 'indeterminate', 'notStarted', 'notDone'] as const;
      const outcome = outcomes[draw % outcomes.length] ?? 'done';
      const copy = visit.print.state === 'printing' ? visit.print.copy : 0;
      ledger.prints.set(`${visit.id} ${copy}`, outcome);
      return end({
        type: 'PRINT_SETTLED',
        visitId: visit.id,
        copy,
        outcome,
        code: outcome === 'done' ? null : 'E_SUPPLY_OUT',
        unprintable: false,
      });
    }
    case 'scan':
      return more({ type: 'SCANNED', text: good ? 'YTJ1:TH0017-261123-0042-3:ss.card.loss:effective:x' : 'invalid' });
    default:
      return false;
  }
}

function keep(ledger: Ledger, visitId: string, receiptNo: string): void {
  ledger.receipts.set(visitId, new Set([...(ledger.receipts.get(visitId) ?? []), receiptNo]));
}

function verified(job: Job, method: 'face' | 'sms' | 'video' | 'cardPin', draw: number, at: string): boolean {
  if (draw % 4 !== 0) {
    job.isOver = true;
    job.send({ type: 'VERIFIED', method, assurance: 'demonstration', at });
    return true;
  }
  const why = (['retry', 'failed', 'away'] as const)[draw % 3] ?? 'retry';
  if (why !== 'retry') job.isOver = true;
  job.send({ type: 'NOT_VERIFIED', method, why });
  return job.isOver;
}

function results(draw: number, at: string): Extract<SessionEvent, { type: 'RESULT' }>['result'] {
  const states = [
    'accepted',
    'inProgress',
    'waitSpouse',
    'waitSign',
    'ready',
    'needMore',
    'expired',
    'withdrawn',
  ] as const;
  const pick = draw % 13;
  if (pick < states.length) return { state: states[pick] ?? 'accepted', dueOn: '2026-12-01', data: {} };
  if (pick === 8) return { state: 'refused', reason: 'other' };
  if (pick === 9) return { state: 'duplicate', existingReceipt: 'TH0017-261123-9999-0' };
  if (pick === 10) return { state: 'unknown' };
  if (pick === 11) return { state: 'delivered' };
  return { state: 'effective', at, data: {} };
}
