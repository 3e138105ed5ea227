import { canonicalJson } from '../../../contract/canonical-json.ts';
import { AnswerValue } from '../../../contract/envelope.ts';
import type { DraftReply } from '../../../contract/hub-services.ts';
import type { SignedSummary } from '../../../contract/pulls/cases.ts';
import type { Language } from '../../../contract/text.ts';
import { parse } from '../../../contract/validate.ts';
import type { Texts } from '../../catalogue/texts.ts';
import { sha256 } from '../../crypto/sha256.ts';
import { type HubCallError, isRefusal, mayHaveActed } from '../../sync/hub-call-error.ts';
import type { Visit } from '../context.ts';
import { signingOf } from '../machine/sign.ts';
import { pageKit } from '../pages/page-kit.ts';
import { signedRows } from '../pages/sign-pages.ts';
import { sentAnswers } from '../rules/answers.ts';
import { draftToFetch, partsDone } from '../rules/draft.ts';
import { stepOf } from '../rules/visit-steps.ts';
import type { SessionWork } from '../session-ports.ts';
import { isoOf, type PortDeps, personOf, untilLeft, visitScope } from './port-deps.ts';

/** What the words of a summary need besides the visit. */
export interface DraftPortDeps extends Pick<PortDeps, 'services' | 'keys' | 'context'> {
  readonly texts: Texts;
  cityHotline(): string;
}

/**
 * Keeps a joint application at the hub, encrypted, for seven days; never on this machine's disk (docs/domain/catalogue.md §4.2 rule 7). Where the visit names a
 * draft that it has not opened yet, or the hub holds a newer one, that one is taken up. What is kept is what would be sent, so that the hub can tell
 * whether what is sent is what was signed.
 */
export function draftPort(deps: DraftPortDeps): SessionWork {
  const { services, keys } = deps;
  /** The save whose answer did not come: said once more it is the same one, or the hub would call its own doing newer. */
  let unanswered: { readonly said: string; readonly key: string; readonly mayBeKept: boolean } | null = null;
  return (visit, send) =>
    untilLeft(async (signal, tell) => {
      const hub = services();
      const without = (state: 'away' | 'refused' | 'expired') => tell({ type: 'DRAFT', draft: null, state });
      if (hub === null || visit.actor === null) return without('away');
      const wanted = draftToFetch(visit);
      if (wanted !== null) {
        const kept = await hub.draft(wanted, signal);
        if (!kept.ok) {
          if (kept.error.hubError === 'notFound') return without('expired');
          return without(isRefusal(kept.error) ? 'refused' : 'away');
        }
        const { answers, done } = kept.value;
        return tell({ ...draftEvent(kept.value), answers: readAnswers(visit, answers), done });
      }
      // One draft for one visit: the first save makes its number, and a lost answer does not make a second one.
      const draftId = visit.draft?.draftId ?? keys.of(visit.id, 'draft id');
      const request = {
        itemId: visit.item.id,
        person: personOf(visit.actor),
        version: visit.draft?.version ?? 0,
        section: partsDone(visit),
        done: [...visit.sections.done],
        answers: keptAnswers(deps, visit),
        ...(stepOf(visit, 'sign') === null ? {} : { summary: summaryOf(deps, visit) }),
      };
      const said = sha256(JSON.stringify([draftId, request])).toString('hex');
      const before = unanswered?.said === said ? unanswered : null;
      const key = before?.key ?? keys.renew(visit.id, 'draft save');
      const saved = await hub.saveDraft(draftId, { ...request, key }, signal);
      if (saved.ok) {
        unanswered = null;
        return tell(draftEvent(saved.value));
      }
      const { error } = saved;
      // Refused now, and perhaps taken the time before, when no answer came: nobody knows more.
      const mayBeKept = before?.mayBeKept === true || mayHaveActed(error);
      unanswered = { said, key, mayBeKept };
      without(isRefusal(error) && !mayBeKept ? 'refused' : 'away');
    }, send);
}

/** What would be sent; which draft was taken up again is no answer of the application. */
function keptAnswers(deps: Pick<PortDeps, 'context'>, visit: Visit): Visit['answers'] {
  const { draft: _taken, ...answers } = sentAnswers(visitScope(deps, visit));
  return answers;
}

/** What stands on the page that is signed, in every language: the other signers read it elsewhere and later. */
function summaryOf({ context, texts, cityHotline }: DraftPortDeps, visit: Visit): SignedSummary {
  const rows = (language: Language) => {
    const kit = pageKit({ ...context(), language, visit }, texts, { cityHotline: cityHotline() }, { find: () => [] });
    return signedRows(kit, visit).map(({ label, value }) => ({ label: label.text, value: value.text }));
  };
  return { 'zh-CN': rows('zh-CN'), 'zh-HK': rows('zh-HK'), en: rows('en') };
}

/**
 * L3: digest of what was shown, by the person whose card was just laid down. With a draft the hub keeps the signature beside the version that was signed; any
 * change afterwards voids it there.
 */
export function signPort(deps: Pick<PortDeps, 'services' | 'keys' | 'clock' | 'context' | 'store'>): SessionWork {
  const { services, keys, clock, store } = deps;
  /** Visit and signer whose answer never came: as long as nobody can be asked again, nobody knows more. */
  let unheard = '';
  return (visit, send) =>
    untilLeft(async (signal, tell) => {
      const signer = visit.signer ?? visit.actor;
      const method = signer?.verified?.method ?? null;
      const fail = (why: 'away' | 'failed' | 'retry') => {
        store.audit('verify', { method: 'sign', result: why }, visit.id);
        tell({ type: 'NOT_VERIFIED', method: method ?? 'face', why });
      };
      // A signature needs a person who was verified, not only a card (catalogue.md §1.2, L3).
      if (signer === null || method === null) return fail('failed');
      const at = isoOf(clock.wallMs());
      const digest = visit.act === 'sign' ? cosignDigest(deps, visit) : summaryDigest(deps, visit);
      if (visit.draft !== null) {
        const hub = services();
        if (hub === null) return fail('away');
        const { draftId, version } = visit.draft;
        const name = `sign ${signer.idNumber.slice(-4)}`;
        const key = keys.renew(visit.id, name);
        const signed = await hub.sign(draftId, { key, person: personOf(signer), method, version, digest, at }, signal);
        if (!signed.ok) {
          const why = whyNotSigned(signed.error, unheard === `${visit.id} ${name}`);
          unheard = why === 'away' ? `${visit.id} ${name}` : '';
          return fail(why);
        }
        unheard = '';
        tell(draftEvent(signed.value));
        if (signed.value.state !== 'saved') return fail('failed');
      }
      store.audit('verify', { method: 'sign', result: 'signed' }, visit.id);
      tell({ type: 'SIGNED', digest, at });
    }, send);
}

/**
 * `failed`: the hub has no such draft any more, so no signature either; `retry`: it was refused, and nothing is signed; `away`: nobody knows. Pure.
 * @param wasUnheard a try before this one had no answer, and may have been taken
 */
function whyNotSigned(error: HubCallError, wasUnheard: boolean): 'away' | 'failed' | 'retry' {
  const isRefused = isRefusal(error);
  if (isRefused && error.hubError === 'notFound') return 'failed';
  return isRefused && !wasUnheard ? 'retry' : 'away';
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
  return sha256(text).toString('hex');
}

/** Of somebody else's application: the summary that stood on the page, and the version that it belongs to. */
function cosignDigest(deps: Pick<PortDeps, 'context'>, visit: Visit): string {
  const signing = signingOf({ ...deps.context(), visit });
  const summary = { format: 'yitiji-cosign/1', draftId: signing?.draftId ?? null, version: signing?.version ?? null };
  const text = canonicalJson({ ...summary, rows: signing?.summary['zh-CN'] ?? [] } as Parameters<
    typeof canonicalJson
  >[0]);
  return sha256(text).toString('hex');
}

function draftEvent({ draftId, version, until, signers, section, state }: DraftReply) {
  const isHere = state === 'saved' || state === 'conflict';
  const draft = isHere ? { draftId, version, until, signers, parts: section, isBehind: state === 'conflict' } : null;
  return { type: 'DRAFT', draft, state } as const;
}

/** What an older version of the item kept, as far as it is still an answer. The picture of a paper stays in no draft: its answer alone would be an empty word. */
function readAnswers(visit: Visit, answers: Readonly<Record<string, unknown>>): Record<string, AnswerValue> {
  const read: Record<string, AnswerValue> = {};
  const pictures = new Set(visit.item.fields.filter(({ type }) => type === 'docphoto').map(({ key }) => key));
  for (const [key, value] of Object.entries(answers)) {
    if (pictures.has(key)) continue;
    const answer = parse(AnswerValue, value);
    if (answer.ok) read[key] = answer.value;
  }
  return read;
}
