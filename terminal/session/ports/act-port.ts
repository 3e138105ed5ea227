import { sha256 } from '../../crypto/sha256.ts';
import { type HubCallError, isRefusal, mayHaveActed } from '../../sync/hub-call-error.ts';
import type { Visit } from '../context.ts';
import type { SessionEvent } from '../events.ts';
import { sentAnswers } from '../rules/answers.ts';
import { needsMending } from '../rules/mending.ts';
import { dataOf, descend, resolveRef } from '../rules/ref.ts';
import { stepOf } from '../rules/visit-steps.ts';
import type { SessionWork } from '../session-ports.ts';
import { answerText, isoOf, type PortDeps, personOf, untilLeft, visitScope } from './port-deps.ts';

type Done = Omit<Extract<SessionEvent, { type: 'ACT_DONE' }>, 'type'>;
/** `unknown`: no answer, and it may have been done all the same; `away`: it was not; `other`: the hub itself refused it. */
const failed = (reason: string): Done => ({ ok: false, data: {}, reason });
const whyNot = (error: HubCallError): Done =>
  failed(isRefusal(error) ? 'other' : mayHaveActed(error) ? 'unknown' : 'away');

/** Booking, withdrawal, supplement, cancelled booking, rating: what `visit.act` says. A rating is committed here and sent later; the others are made live. */
export function actPort(deps: PortDeps): SessionWork {
  /** Visit and act whose answer never came: as long as nobody can be asked again, nobody knows more. */
  let unheard = '';
  return (visit, send) =>
    untilLeft(async (signal, tell) => {
      const done = await perform(deps, visit, signal);
      const name = `${visit.id} ${visit.act}`;
      const isNoWord = done.reason === 'away' || done.reason === 'other';
      const isUnheard = done.reason === 'unknown' || (isNoWord && unheard === name);
      unheard = isUnheard ? name : '';
      tell({ type: 'ACT_DONE', ...(isUnheard ? failed('unknown') : done) });
    }, send);
}

async function perform(deps: PortDeps, visit: Visit, signal: AbortSignal): Promise<Done> {
  switch (visit.act) {
    case 'rate':
      return await rate(deps, visit);
    case 'book':
      return await book(deps, visit, signal);
    case 'withdraw':
    case 'supplement':
    case 'cancelBooking':
      return await onCase(deps, visit, visit.act, signal);
    case 'sign':
    case null:
      return failed('nothing');
  }
}

/** Kept by case and never by name: what the citizen wrote goes sealed to the hub, the keeper never sees who. */
async function rate({ store, clock }: PortDeps, visit: Visit): Promise<Done> {
  const receiptNo = visit.receiptNo ?? answerText(visit, 'receiptNo');
  const level = Number(answerText(visit, 'level'));
  if (receiptNo === '' || !Number.isInteger(level) || level < 1 || level > 5) return failed('incomplete');
  const reasons = visit.answers.reasons;
  const wantsCall = answerText(visit, 'callback') === 'yes';
  const mobile = answerText(visit, 'mobile');
  const version = descend(dataOf(visit.pulls['ref.reasons']), ['version']);
  const rated = await store.rate({
    receiptNo,
    level,
    reasons: Array.isArray(reasons) ? reasons.filter((code) => typeof code === 'string').slice(0, 12) : [],
    text: answerText(visit, 'text').slice(0, 400),
    callback: wantsCall && /^1[3-9]\d{9}$/.test(mobile) ? mobile : null,
    reasonsVersion: typeof version === 'number' ? version : 0,
    at: isoOf(clock.wallMs()),
    session: visit.id,
  });
  if (rated.ok) return { ok: true, data: {}, reason: '' };
  return failed(rated.error.code === 'alreadyRated' ? 'already' : 'notStored');
}

async function book(deps: PortDeps, visit: Visit, signal: AbortSignal): Promise<Done> {
  const { services, keys, clock } = deps;
  const hub = services();
  if (hub === null) return failed('away');
  if (visit.actor === null) return failed('identity');
  const reply = await hub.book(
    {
      key: keys.of(visit.id, `book ${answerText(visit, 'slot')} ${answerText(visit, 'date')}`),
      person: personOf(visit.actor),
      serviceId: answerText(visit, 'service'),
      placeId: answerText(visit, 'place'),
      slotId: answerText(visit, 'slot'),
      date: answerText(visit, 'date'),
      mobile: answerText(visit, 'mobile'),
    },
    signal,
  );
  if (!reply.ok) return whyNot(reply.error);
  const { state, ...data } = reply.value;
  if (state !== 'booked') return { ok: false, data, reason: state };
  return { ok: true, data: { ...data, at: isoOf(clock.wallMs()) }, reason: '' };
}

async function onCase(
  deps: PortDeps,
  visit: Visit,
  act: 'withdraw' | 'supplement' | 'cancelBooking',
  signal: AbortSignal,
): Promise<Done> {
  const { services, keys } = deps;
  const hub = services();
  if (hub === null) return failed('away');
  if (visit.actor === null) return failed('identity');
  const receiptNo = visit.mending?.receiptNo ?? caseNumber(deps, visit);
  if (receiptNo === '') return failed('incomplete');
  const section = visit.mending?.section ?? null;
  const answers = act === 'supplement' ? mendedAnswers(deps, visit) : {};
  const said = sha256(JSON.stringify(answers)).toString('hex');
  const reply = await hub.caseAct(
    receiptNo,
    {
      // Other answers are another act: the hub refuses a key that stands for something else.
      key: keys.of(visit.id, `${act} ${receiptNo} ${said}`),
      person: personOf(visit.actor),
      act,
      answers,
      ...(act === 'supplement' && section !== null ? { section } : {}),
    },
    signal,
  );
  if (!reply.ok) return whyNot(reply.error);
  const { state, matters } = reply.value;
  if (state !== 'done') return failed(state);
  // Other parts may still be asked for: whoever has mended one is told so.
  const open = new Set(matters.filter(needsMending).map((matter) => matter.section));
  return { ok: true, data: { receiptNo, open: String(open.size) }, reason: '' };
}

/** Only what was mended goes out: the part that was opened, not what the rest of the form would say by default. */
function mendedAnswers(deps: PortDeps, visit: Visit) {
  const sent = sentAnswers(visitScope(deps, visit));
  const step = stepOf(visit, 'sections');
  const section = step?.sections.find(({ id }) => id === visit.mending?.section);
  return section === undefined
    ? sent
    : Object.fromEntries(Object.entries(sent).filter(([key]) => section.fields.includes(key)));
}

/** The case that the tracker shows, else the number that was typed or scanned. */
export function caseNumber(deps: Pick<PortDeps, 'context'>, visit: Visit): string {
  const step = stepOf(visit, 'tracker');
  const shown = step === null ? undefined : resolveRef(visitScope(deps, visit), step.case);
  const number = descend(shown, ['receiptNo']) ?? descend(shown, ['bookingNo']) ?? shown;
  if (typeof number === 'string' && number !== '') return number;
  for (const key of ['receiptNo', 'caseNo', 'bookingNo', 'booking']) {
    const value = answerText(visit, key);
    if (value !== '') return value;
  }
  return '';
}
