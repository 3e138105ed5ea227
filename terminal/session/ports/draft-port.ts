import { createHash } from 'node:crypto';
import { AnswerValue } from '../../../contract/envelope.ts';
import type { DraftReply } from '../../../contract/hub-services.ts';
import { parse } from '../../../contract/validate.ts';
import { canonicalJson } from '../../audit/canonical-json.ts';
import type { Visit } from '../context.ts';
import { sentAnswers } from '../rules/answers.ts';
import type { SessionWork } from '../session-ports.ts';
import { answerText, isoOf, type PortDeps, personOf, untilLeft, visitScope } from './port-deps.ts';

/**
 * Keeps a joint application at the hub, encrypted, for seven days; never on this machine's disk (docs/domain/catalogue.md §4.2 rule 7). Where the visit names a
 * draft that it has not opened yet, that one is taken up again.
 */
export function draftPort(deps: Pick<PortDeps, 'services' | 'keys'>): SessionWork {
  const { services, keys } = deps;
  return (visit, send) =>
    untilLeft(async (signal, tell) => {
      const hub = services();
      const away = () => tell({ type: 'DRAFT', draft: null, state: 'away' });
      if (hub === null || visit.actor === null) return away();
      const wanted = answerText(visit, 'draft');
      if (visit.draft === null && wanted !== '') {
        const kept = await hub.draft(wanted, signal);
        if (!kept.ok) {
          if (kept.error.hubError === 'notFound') return tell({ type: 'DRAFT', draft: null, state: 'expired' });
          return away();
        }
        return tell({ ...draftEvent(kept.value), answers: readAnswers(kept.value.answers) });
      }
      // One draft for one visit: the first save makes its number, and a lost answer does not make a second one.
      const draftId = visit.draft?.draftId ?? keys.of(visit.id, 'draft id');
      const request = {
        key: keys.renew(visit.id, 'draft save'),
        itemId: visit.item.id,
        person: personOf(visit.actor),
        version: visit.draft?.version ?? 0,
        section: visit.sections.done.length,
        answers: { ...visit.answers },
      };
      const saved = await hub.saveDraft(draftId, request, signal);
      if (!saved.ok) return away();
      tell(draftEvent(saved.value));
    }, send);
}

/**
 * L3: digest of what was shown, by the person whose card was just laid down. With a draft the hub keeps the signature beside the version that was signed; any
 * change afterwards voids it there.
 */
export function signPort(deps: Pick<PortDeps, 'services' | 'keys' | 'clock' | 'context' | 'store'>): SessionWork {
  const { services, keys, clock, store } = deps;
  return (visit, send) =>
    untilLeft(async (signal, tell) => {
      const signer = visit.signer ?? visit.actor;
      const method = signer?.verified?.method ?? null;
      const fail = (why: 'away' | 'failed') => {
        store.audit('verify', { method: 'sign', result: why }, visit.id);
        tell({ type: 'NOT_VERIFIED', method: method ?? 'face', why });
      };
      // A signature needs a person who was verified, not only a card (catalogue.md §1.2, L3).
      if (signer === null || method === null) return fail('failed');
      const at = isoOf(clock.wallMs());
      const digest = summaryDigest(deps, visit);
      if (visit.draft !== null) {
        const hub = services();
        if (hub === null) return fail('away');
        const { draftId, version } = visit.draft;
        const key = keys.renew(visit.id, `sign ${signer.idNumber.slice(-4)}`);
        const signed = await hub.sign(draftId, { key, person: personOf(signer), method, version, digest, at }, signal);
        if (!signed.ok) return fail('away');
        tell(draftEvent(signed.value));
        if (signed.value.state !== 'saved') return fail('failed');
      }
      store.audit('verify', { method: 'sign', result: 'signed' }, visit.id);
      tell({ type: 'SIGNED', digest, at });
    }, send);
}

/** SHA-256 of what the check page shows, in canonical form (RFC 8785): item, people, answers, agreements. The same content gives the same digest anywhere. */
export function summaryDigest(deps: Pick<PortDeps, 'context'>, visit: Visit): string {
  const summary = {
    format: 'yitiji-summary/1',
    item: visit.item.id,
    itemVersion: visit.item.version,
    actor: visit.actor?.idNumber ?? null,
    subject: (visit.subject ?? visit.actor)?.idNumber ?? null,
    draftVersion: visit.draft?.version ?? null,
    answers: sentAnswers(visitScope(deps, visit)),
    consents: visit.consents.map(({ kind, textVersion, result }) => ({ kind, textVersion, result })),
  };
  const text = canonicalJson(summary as Parameters<typeof canonicalJson>[0]);
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function draftEvent({ draftId, version, until, signers, state }: DraftReply) {
  const draft = state === 'saved' || state === 'conflict' ? { draftId, version, until, signers } : null;
  return { type: 'DRAFT', draft, state } as const;
}

/** What an older version of the item kept, as far as it is still an answer. */
function readAnswers(answers: Readonly<Record<string, unknown>>): Record<string, AnswerValue> {
  const read: Record<string, AnswerValue> = {};
  for (const [key, value] of Object.entries(answers)) {
    const answer = parse(AnswerValue, value);
    if (answer.ok) read[key] = answer.value;
  }
  return read;
}
