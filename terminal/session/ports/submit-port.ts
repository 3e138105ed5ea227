import type { IdentifiedPerson, SubmitBody } from '../../../contract/envelope.ts';
import { paperPictures } from '../../../contract/paper-pictures.ts';
import type { Identity, Party, Visit } from '../context.ts';
import { sentAnswers } from '../rules/answers.ts';
import { hadLink } from '../rules/condition.ts';
import { dataOf, descend } from '../rules/ref.ts';
import type { Scope } from '../rules/scope.ts';
import type { SessionWork } from '../session-ports.ts';
import { isoOf, type PortDeps, visitScope } from './port-deps.ts';
import type { VisitSecrets } from './visit-secrets.ts';

export interface SubmitPortOptions
  extends Pick<PortDeps, 'store' | 'log' | 'context' | 'secrets' | 'orders' | 'ongoing'> {
  readonly identity: () => Identity | null;
}

/** Characters of all pictures of one application. */
const maxPhotoChars = paperPictures.most * paperPictures.chars;

/**
 * Commits the application: business row, sealed message, audit row and receipt number in one transaction (H1). Only the store's
 * word leads to a page with a number.
 */
export function submitPort(options: SubmitPortOptions): SessionWork {
  const { store, identity: identityOf, log, orders, secrets, ongoing } = options;
  return (visit, send) => {
    const commit = async () => {
      const identity = identityOf();
      // By the hub's time where it is known: departments count days from it.
      const at = isoOf(store.trustedWallMs());
      const scope = visitScope(options, visit);
      const body = identity === null ? null : submitBody(scope, at, secrets);
      if (identity === null || body === null) {
        log('session.submit.failed', { item: visit.item.id, code: 'incomplete' });
        send({ type: 'STORE_FAILED' });
        return;
      }
      for (const { kind, textVersion, result } of visit.consents) {
        store.audit('consent', { kind, version: textVersion, result }, visit.id);
      }
      const { orderId } = body;
      if (orderId !== undefined) orders.committing(orderId);
      const stored = await store.submitCase({
        kiosk: identity.kiosk,
        itemId: visit.item.id,
        itemVersion: visit.item.version,
        prio: priority(visit.item.queuePriority),
        offline: body.offline,
        session: visit.id,
        body: (receiptNo) => ({ ...body, receiptNo }),
        ...(orderId === undefined ? {} : { alongside: () => orders.submitted(orderId) }),
      });
      const isUncertain = !stored.ok && stored.error.code === 'uncertain';
      // Money for what may be on its way is not given back from here: the next start finds on disk which it is.
      if (orderId !== undefined) orders.settled(orderId, stored.ok || isUncertain, visit.id);
      if (!stored.ok) {
        log('session.submit.failed', { item: visit.item.id, code: stored.error.code });
        send({ type: isUncertain ? 'STORE_UNKNOWN' : 'STORE_FAILED' });
        return;
      }
      const { receiptNo, messageId } = stored.value;
      log('session.submit.stored', { receiptNo, item: visit.item.id, messageId });
      send({ type: 'STORED', receiptNo, messageId, at });
    };
    // A commit that has begun is finished: leaving the page does not undo it, and the store stays open for it.
    ongoing.add(commit());
    return () => undefined;
  };
}

/**
 * What the department gets: who, for whom, the answers that apply, the agreements. Nothing that was not asked goes along; null when nobody is identified, or a
 * picture that was taken is gone (a bug of the journey, found by tests).
 */
export function submitBody(
  scope: Scope,
  capturedAt: string,
  secrets: Pick<VisitSecrets, 'paper'>,
): Omit<SubmitBody, 'receiptNo'> | null {
  const { visit } = scope;
  const { actor, item, relation, signature, order, draft } = visit;
  if (actor === null) return null;
  const answers = sentAnswers(scope);
  const photos = photosOf(visit, answers, secrets);
  if (photos === null) return null;
  const readVersion = descend(dataOf(visit.pulls['med.record']), ['version']);
  return {
    format: 'yitiji-submit/1',
    itemId: item.id,
    itemVersion: item.version,
    actor: identified(actor),
    subject: identified(visit.subject ?? actor),
    answers,
    consents: [...visit.consents],
    offline: !hadLink(scope),
    ...(visit.identityPending ? { identityPending: true } : {}),
    ...(relation === null ? {} : { relation }),
    ...(typeof readVersion === 'number' ? { readVersion } : {}),
    ...(signature === null ? {} : { signature }),
    ...('order' in order && order.state === 'paid' ? { orderId: order.order.orderId } : {}),
    ...(draft === null ? {} : { draftId: draft.draftId }),
    ...(Object.keys(photos).length === 0 ? {} : { photos }),
    capturedAt,
  };
}

function identified({ docType, idNumber, name, level, verified, at }: Party): IdentifiedPerson {
  return { docType, idNumber, name, level, at, ...(verified === null ? {} : { verified }) };
}

function photosOf(
  visit: Visit,
  answers: Visit['answers'],
  secrets: Pick<VisitSecrets, 'paper'>,
): Record<string, string> | null {
  const photos: Record<string, string> = {};
  for (const { key, type } of visit.item.fields) {
    if (type !== 'docphoto' || answers[key] === undefined) continue;
    const jpeg = secrets.paper(key);
    if (jpeg === null) return null;
    photos[key] = Buffer.from(jpeg).toString('base64');
  }
  const chars = Object.values(photos).reduce((sum, text) => sum + text.length, 0);
  return chars > maxPhotoChars ? null : photos;
}

function priority(value: number): 0 | 1 | 2 | 3 {
  return value === 0 || value === 1 || value === 2 ? value : 3;
}
