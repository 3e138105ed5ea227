import type { SmsCodeRequest } from '../../../contract/hub-services.ts';
import { sha256 } from '../../crypto/sha256.ts';
import { mayHaveActed } from '../../sync/hub-call-error.ts';
import type { Visit } from '../context.ts';
import type { SessionEvent } from '../events.ts';
import { codeSuffix } from '../rules/field-types.ts';
import { stepOf } from '../rules/visit-steps.ts';
import type { SessionWork } from '../session-ports.ts';
import { caseNumber } from './act-port.ts';
import { answerText, nowIso, type PortDeps, personOf, verifiedParty } from './port-deps.ts';

/** What a code shall prove: who stands here (the number on file), that a new number is the citizen's, or the right to see a case. */
function smsTarget(
  deps: Pick<PortDeps, 'context'>,
  visit: Visit,
): Pick<SmsCodeRequest, 'purpose' | 'mobile' | 'receiptNo' | 'last4'> | null {
  const { who, field, last4 } = visit.identify;
  // Who stands here by a card proves who they are, however the case was opened before.
  if (last4 !== null && verifiedParty(visit) === null && stepOf(visit, 'tracker') !== null) {
    return { purpose: 'progress', mobile: null, receiptNo: caseNumber(deps, visit), last4 };
  }
  if (who !== 'field' || field === null)
    return verifiedParty(visit) === null ? null : { purpose: 'identity', mobile: null };
  const mobile = field.endsWith(codeSuffix) ? answerText(visit, field.slice(0, -codeSuffix.length)) : '';
  if (mobile === '') return null;
  return { purpose: visit.actor === null ? 'progress' : 'mobile', mobile };
}

/** So long the hub sends no other code to the same number (docs/domain/catalogue.md §1.6, `sms6`); milliseconds. */
const againMs = 60_000;

/** What was asked for last: the citizen may hold its code in the hand whatever has become of the page, or of the answer. Outlives the visit, so nobody can be known by it. */
interface Asked {
  /** SHA-256 of for which visit, and what was asked. */
  readonly said: string;
  readonly key: string;
  /** Monotonic; when the answer came, or was given up. */
  atMs: number;
  /** Null: the hub did not say that it was sent, or it has been used. */
  codeId: string | null;
  /** No answer came: said once more with the same key it is the same question, and the hub gives the same answer. */
  isUnheard: boolean;
}

/**
 * C2 by SMS, and the proof of a new number: asks the hub to send a code, then asks whether what was typed is right. The code is known to hub and citizen only;
 * it is in memory here while it is checked. A code that is on its way, or in the hand, can be typed also by whoever has left the page, and after an answer that was
 * lost: the hub sends no other one for a minute.
 */
export function smsPort(deps: Pick<PortDeps, 'services' | 'clock' | 'store' | 'keys' | 'context'>): {
  readonly verifySms: SessionWork;
  typed(visit: Visit, value: string): void;
} {
  const { services, clock, store, keys } = deps;
  let last: Asked | null = null;
  let running: {
    readonly visit: Visit;
    readonly signal: AbortSignal;
    readonly tell: (event: SessionEvent) => void;
    codeId: string | null;
    isChecking: boolean;
  } | null = null;

  const sendCode = async (at: NonNullable<typeof running>): Promise<void> => {
    const { visit, signal } = at;
    const hub = services();
    const target = smsTarget(deps, visit);
    const party = target?.last4 === undefined ? verifiedParty(visit) : null;
    const no = (why: 'away' | 'noNumber' | 'tooSoon' | 'tooOften' | 'unknown') => {
      if (!signal.aborted) at.tell({ type: 'NOT_VERIFIED', method: 'sms', why });
    };
    if (hub === null) return no('away');
    if (target === null) return no('noNumber');
    const question = { person: party === null ? null : personOf(party), ...target };
    const said = sha256(JSON.stringify([visit.id, question])).toString('hex');
    const before = last?.said === said ? last : null;
    const isSame = before?.isUnheard === true && clock.monoMs() - before.atMs < againMs;
    const asked: Asked = {
      said,
      key: isSame ? before.key : keys.renew(visit.id, 'sms'),
      atMs: clock.monoMs(),
      codeId: before?.codeId ?? null,
      // Until an answer comes, nobody knows: whoever leaves the page before may get the message all the same.
      isUnheard: true,
    };
    last = asked;
    const reply = await hub.sendSms({ key: asked.key, ...question }, signal);
    asked.atMs = clock.monoMs();
    asked.isUnheard = !reply.ok && mayHaveActed(reply.error);
    if (reply.ok && reply.value.state === 'sent') asked.codeId = reply.value.codeId;
    if (signal.aborted) return;
    if (!reply.ok) return no(asked.isUnheard ? 'unknown' : 'away');
    const { state, codeId, to, waitS } = reply.value;
    if (state === 'tooSoon' && asked.codeId !== null) {
      at.codeId = asked.codeId;
      at.tell({ type: 'SMS_SENT', codeId: asked.codeId, to, isEarlier: true });
      return;
    }
    // For one receipt there are so many in a day: whoever is told to wait a minute would come back for nothing.
    if (state === 'tooSoon') return no(waitS * 1000 > againMs ? 'tooOften' : 'tooSoon');
    if (state !== 'sent') return no(state);
    at.codeId = codeId;
    at.tell({ type: 'SMS_SENT', codeId, to });
  };

  const check = async (at: NonNullable<typeof running>, code: string): Promise<void> => {
    const { visit, signal, codeId } = at;
    const hub = services();
    const no = (why: 'unheard' | 'retry' | 'failed') => {
      if (!signal.aborted) at.tell({ type: 'NOT_VERIFIED', method: 'sms', why });
    };
    if (hub === null || codeId === null) return no('unheard');
    at.isChecking = true;
    const reply = await hub.checkSms(codeId, code, signal);
    at.isChecking = false;
    store.audit('verify', { method: 'sms', result: reply.ok ? reply.value.state : 'away' }, visit.id);
    // Whether it is right nobody has said, and it is as good as before.
    if (!reply.ok) return no('unheard');
    // Used, or not good any more: it opens nothing else.
    if (reply.value.state !== 'wrong' && last?.codeId === codeId) last.codeId = null;
    if (reply.value.state === 'good') {
      if (!signal.aborted) at.tell({ type: 'VERIFIED', method: 'sms', assurance: 'sms', at: nowIso(clock) });
      return;
    }
    no(reply.value.state === 'wrong' ? 'retry' : 'failed');
  };

  return {
    verifySms: (visit, send) => {
      const controller = new AbortController();
      const at = { visit, signal: controller.signal, tell: send, codeId: null, isChecking: false };
      running = at;
      void sendCode(at);
      return () => {
        controller.abort('user');
        if (running === at) running = null;
      };
    },
    typed: (visit, value) => {
      if (running === null || running.visit.id !== visit.id || running.isChecking) return;
      if (/^\d{6}$/.test(value)) void check(running, value);
    },
  };
}
