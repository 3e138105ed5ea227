import { describe, expect, it } from 'vitest';
import { SubmitBody } from '../../../contract/envelope.ts';
import { paperPictures } from '../../../contract/paper-pictures.ts';
import { parse } from '../../../contract/validate.ts';
import { makeHubSide, takeAll, temporaryStore } from '../../store/testing/temporary-store.ts';
import type { Pulled, Visit } from '../context.ts';
import { scopeOf } from '../rules/scope.ts';
import { submitBody, submitPort } from './submit-port.ts';
import { actor, contextWith, itemWith, paidOrder, portRig, visitAt } from './testing/port-rig.test-data.ts';
import { VisitSecrets } from './visit-secrets.ts';

const at = '2026-11-23T06:03:40.000Z';
const item = itemWith('ss.card.loss');
const found = (data: unknown): Pulled => ({ status: 'found', source: 'gz.hrss', asOf: '2026-11-22', data });
const loss = (more: Partial<Visit> = {}): Visit =>
  visitAt(item, 'submit', {
    answers: { action: 'report', reason: 'lost' },
    pulls: { 'hrss.cards': found({ cards: [] }) },
    ...more,
  });
const bodyOf = (visit: Visit, secrets = new VisitSecrets(), online = true) =>
  submitBody(scopeOf(contextWith({ online }), visit), at, secrets);

describe('what the department gets', () => {
  it('no answer of a field that this item does not have, and none whose condition ended', () => {
    const body = bodyOf(loss({ answers: { action: 'report', reason: 'lost', stranger: 'x', pin: '123456' } }));
    expect(Object.keys(body?.answers ?? {})).not.toContain('stranger');
    expect(JSON.stringify(body)).not.toContain('123456');
    expect(body?.answers).toMatchObject({ reason: 'lost' });
  });

  it('nobody identified: nothing is sent', () => {
    expect(bodyOf(loss({ actor: null }))).toBeNull();
  });

  it('for somebody else: both people stand there, with how they belong together', () => {
    const child = { ...actor, name: '黎小明', idNumber: '440199201703100076', level: 'L1' as const, verified: null };
    const body = bodyOf(loss({ subject: child, relation: 'child' }));
    expect(body).toMatchObject({
      actor: { idNumber: actor.idNumber, verified: { method: 'face', assurance: 'demonstration' } },
      subject: { idNumber: child.idNumber, level: 'L1' },
      relation: 'child',
    });
    expect(body?.subject).not.toHaveProperty('verified');
  });

  it('offline is said, and so is that the person is still to be confirmed', () => {
    const away = loss({ pulls: { 'hrss.cards': { status: 'away' } }, identityPending: true });
    expect(bodyOf(away)).toMatchObject({ offline: true, identityPending: true });
    expect(bodyOf(loss())).toMatchObject({ offline: false });
    expect(bodyOf(loss())).not.toHaveProperty('identityPending');
  });

  it('the version of the record that was shown, the payment, the draft and the signature go along', () => {
    const signature = { digest: 'a'.repeat(64), at };
    const body = bodyOf(
      loss({
        pulls: { 'med.record': found({ version: 7 }) },
        order: { state: 'paid', order: paidOrder },
        draft: { draftId: 'd-1', version: 3, until: at, signers: [], parts: 8, isBehind: false },
        signature,
      }),
    );
    expect(body).toMatchObject({ readVersion: 7, orderId: 'order-1', draftId: 'd-1', signature });
    // A payment that is not known to have happened pays for nothing.
    const unknown = loss({ order: { state: 'unknown', order: { ...paidOrder, state: 'unknown' } } });
    expect(bodyOf(unknown)).not.toHaveProperty('orderId');
  });

  it('two papers, each as large as the window takes them, fit into one application and its envelope', () => {
    const keys = ['proof', 'extra'] as const;
    expect(keys).toHaveLength(paperPictures.most);
    const fields = keys.map((key) => ({
      key,
      type: 'docphoto' as const,
      label: 'f.proof',
      required: 'never' as const,
    }));
    const answers = { proof: 'captured', extra: 'captured' };
    const visit = visitAt(itemWith('ss.card.loss', { fields }), 'submit', { answers });
    const secrets = new VisitSecrets();
    for (const key of keys) secrets.setPaper(key, new Uint8Array(paperPictures.bytes));
    const body = bodyOf(visit, secrets);
    expect(body?.photos?.proof).toHaveLength(paperPictures.chars);
    // Base64 of what is sealed, with 16,000 bytes for everything that was answered.
    expect((Buffer.byteLength(JSON.stringify(body)) + 16_000) * (4 / 3)).toBeLessThan(350_000);
  });

  it('pictures of papers are the ones that were taken; a picture that is gone sends nothing', () => {
    const fields = [{ key: 'proof', type: 'docphoto' as const, label: 'f.proof', required: 'never' as const }];
    const visit = visitAt(itemWith('ss.card.loss', { fields }), 'submit', { answers: { proof: 'captured' } });
    const secrets = new VisitSecrets();
    expect(bodyOf(visit, secrets)).toBeNull();
    secrets.setPaper('proof', Buffer.from('jpeg 1'));
    secrets.setPaper('proof', Buffer.from('jpeg 2'));
    expect(bodyOf(visit, secrets)).toMatchObject({ photos: { proof: Buffer.from('jpeg 2').toString('base64') } });
    secrets.setPaper('proof', new Uint8Array(paperPictures.bytes * paperPictures.most + 3));
    expect(bodyOf(visit, secrets)).toBeNull();
  });
});

describe('commit', () => {
  it('a number only after it is on the disk; what is sealed fits the contract; the order is the department’s from then on', async () => {
    const hub = await makeHubSide();
    using temporary = temporaryStore(hub.identity);
    const rig = portRig(temporary);
    rig.orders.paid('order-1', 'visit-1');
    const visit = loss({ order: { state: 'paid', order: paidOrder } });
    submitPort({ ...rig, identity: () => contextWith().identity })(visit, rig.send);
    // A commit that is under way is waited for by whoever ends the service.
    await rig.ongoing.end(rig.clock, 1_000);
    const [stored] = rig.of('STORED');
    expect(stored?.receiptNo).toMatch(/^TH0017-\d{6}-0001-\d$/);
    const [message] = takeAll(temporary.store);
    if (message === undefined) throw new Error('no message');
    const body = await hub.open(message, temporary.store.epoch);
    expect(parse(SubmitBody, body)).toMatchObject({ ok: true });
    expect(body).toMatchObject({ receiptNo: stored?.receiptNo, orderId: 'order-1' });
    expect(rig.orders.entries).toEqual([]);
  });

  it('it was taken on the day of the hub, not of a clock that is wrong', async () => {
    const hub = await makeHubSide();
    const hubMs = Date.parse('2026-12-31T15:59:00.000Z');
    using temporary = temporaryStore(hub.identity, { trustedWallMs: () => hubMs });
    const rig = portRig(temporary);
    submitPort({ ...rig, identity: () => contextWith().identity })(loss(), rig.send);
    await rig.ongoing.end(rig.clock, 1_000);
    const [message] = takeAll(temporary.store);
    if (message === undefined) throw new Error('no message');
    const capturedAt = new Date(hubMs).toISOString();
    expect(await hub.open(message, temporary.store.epoch)).toMatchObject({ capturedAt });
    expect(rig.of('STORED')).toMatchObject([{ at: capturedAt }]);
  });

  it('not enrolled: the citizen is told that nothing was sent', async () => {
    using temporary = temporaryStore(null);
    const rig = portRig(temporary);
    submitPort({ ...rig, identity: () => contextWith().identity })(loss(), rig.send);
    await rig.ongoing.end(rig.clock, 1_000);
    expect(rig.events).toEqual([{ type: 'STORE_FAILED' }]);
  });
});
