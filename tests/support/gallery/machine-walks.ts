import { capabilities } from '../../../contract/catalogue/condition.ts';
import type { SessionEvent } from '../../../terminal/session/events.ts';
import {
  accepted,
  identify,
  rig,
  stored,
  toCard,
  toFound,
  toPay,
  toPrinting,
  toReader,
} from '../../../terminal/session/testing/failure-walks.ts';
import {
  card,
  cardsFound,
  documentReply,
  draft,
  order,
  otherCard,
  printed,
  readAt,
} from '../../../terminal/session/testing/session-fixtures.ts';
import {
  type SessionRig,
  sessionRig,
  shippedItems,
  verifyBySms,
} from '../../../terminal/session/testing/session-rig.ts';

type Look = (r: SessionRig) => void;

const kiosk = (placeId: string, distanceM: number) => ({
  ...{ placeId, distanceM, nameZh: '天河示例街道政务服务站二号机', nameEn: 'Tianhe sample street station, kiosk 2' },
  ...{ district: '天河区', address: '天河区示例街道示例路2号', phone: '020-00000000', hours: '周一至周五 9:00–17:00' },
  capabilities: [...capabilities],
});
const kiosks: SessionEvent = { type: 'KIOSKS', kiosks: { asOf: '2026-11-20', places: [kiosk('TH0018', 120)] } };
/** What happens around an idle machine, one after the other. */
const idleEvents: readonly SessionEvent[] = [
  { type: 'ONLINE', online: false },
  { type: 'INTAKE', closed: 'queue' },
  { type: 'INTAKE', closed: 'clock' },
  { type: 'INTAKE', closed: 'key' },
  { type: 'INTAKE', closed: 'disk' },
  { type: 'ONLINE', online: true },
  { type: 'INTAKE', closed: null },
  { type: 'PANEL', panel: { fault: 'stuck', isOff: false } },
  { type: 'PANEL', panel: { fault: 'stuck', isOff: true } },
  { type: 'PANEL', panel: { fault: null, isOff: false } },
  kiosks,
  { type: 'OUTAGE', outage: { minutes: 2 } },
  { type: 'OUTAGE', outage: { minutes: null } },
  { type: 'OUTAGE', outage: null },
  { type: 'OUTLET', hasCard: true },
  { type: 'OUTLET', hasCard: false },
  { type: 'SERVICE', on: true },
  { type: 'SERVICE', on: false },
  { type: 'FAULT_NOTICE', notice: { reason: 'paper', until: '15:30' } },
  { type: 'FAULT_NOTICE', notice: { reason: 'printer', until: null } },
  { type: 'FAULT_NOTICE', notice: null },
  { type: 'DOOR', open: true },
];

/** Pages of the machine itself and of failures, which need a history of their own. Follows `failure-matrix` and its neighbours. */
export async function walkMachine(look: Look): Promise<void> {
  idle(look);
  home(look);
  await left(look);
  await insideVisit(look);
  identification(look);
  payAndCard(look);
  papers(look);
  await moments(look);
  await unfinished(look);
}

/** What A0 says behind a visit that the machine has ended; a person whom nothing here can confirm. */
async function unfinished(look: Look): Promise<void> {
  const early = [
    (r: SessionRig) => toFound(r),
    (r: SessionRig) => {
      toPay(r);
      r.service.send({ type: 'ORDER', order: { state: 'pending', order: order('pending') } });
    },
  ];
  for (const begin of early) {
    const r = rig();
    begin(r);
    r.service.send({ type: 'WINDOW_LOST' });
    await r.clock.advance(4_000);
    look(r);
  }
  const nobody = sessionRig({ missing: ['pinPad'] });
  toReader(nobody, 'ss.card.replace');
  nobody.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good', noFace: true });
  nobody.service.send({ type: 'ONLINE', online: false });
  look(nobody);
}

function idle(look: Look): void {
  const r = rig();
  look(r);
  for (const event of idleEvents) {
    r.service.send(event);
    look(r);
  }
  const noKeys = rig(['navPad']);
  noKeys.service.send({ type: 'PANEL', panel: { fault: 'dead', isOff: true } });
  look(noKeys);
  const poor = rig(['idReader', 'receiptPrinter', 'a4Printer', 'camera']);
  poor.service.send(kiosks);
  look(poor);
  const shop = sessionRig();
  look(shop);
  const unknown = sessionRig({ enrolled: null });
  look(unknown);
  unknown.service.send({ type: 'ENROLMENT_CODE', code: 'AB23CD45' });
  look(unknown);
  const broken = sessionRig();
  broken.service.send({ type: 'DURABILITY_LOST' });
  look(broken);
}

/** The home page as shipped: every tab, domains and themes, searches with much, little and nothing. */
function home(look: Look): void {
  for (const missing of [[], ['idReader', 'receiptPrinter']] as const) {
    const r = sessionRig({ items: shippedItems, missing });
    r.service.send(kiosks);
    r.press('start');
    look(r);
    const tiles = () =>
      r.service.snapshot().screen.blocks.flatMap((block) => (block.type === 'tiles' ? block.tiles : []));
    for (const tab of tiles().filter((tile) => tile.id.startsWith('tab:'))) {
      r.press(tab.id);
      look(r);
      const inside = tiles().filter((tile) => /^(category|theme|tab:(category|theme)):/.test(tile.id));
      for (const tile of inside) {
        r.press(tile.id);
        look(r);
        r.press(tab.id);
      }
      const next = r.service
        .snapshot()
        .screen.blocks.flatMap((block) =>
          'pager' in block && block.pager?.next !== undefined ? [block.pager.next] : [],
        );
      for (const action of next) {
        r.press(action.id);
        look(r);
      }
    }
    for (const query of ['s', 'sbk', 'yb', 'zzzz', '社保']) {
      r.touch({ kind: 'search', query });
      look(r);
    }
    r.touch({ kind: 'help' });
    look(r);
  }
  const away = sessionRig({ items: shippedItems });
  away.press('start');
  away.service.send({ type: 'ONLINE', online: false });
  look(away);
  away.press('tab:do');
  look(away);
}

/** What somebody has left behind, and the page behind a visit. */
async function left(look: Look): Promise<void> {
  const r = sessionRig();
  r.begin('ss.card.query');
  r.service.send({ type: 'OUTLET', hasCard: true });
  r.touch({ kind: 'exit' });
  look(r);
  await r.clock.advance(4_000);
  look(r);
  await r.clock.advance(61_000);
  look(r);
  const pad = rig();
  identify(pad);
  pad.service.send({ type: 'PAD', pad: 'present' });
  pad.touch({ kind: 'exit' });
  look(pad);
  await pad.clock.advance(4_000);
  look(pad);
  await pad.clock.advance(61_000);
  look(pad);
  const papersLeft = rig();
  toPrinting(papersLeft);
  papersLeft.service.send({ type: 'DOCUMENT', document: printed('done', 2) });
  await papersLeft.clock.advance(46_000);
  look(papersLeft);
  await papersLeft.clock.advance(31_000);
  await papersLeft.clock.advance(4_000);
  look(papersLeft);
}

/** The warning over a public page, a question, a keyboard and personal data; F-13, F-15, F-21 in a visit. */
async function insideVisit(look: Look): Promise<void> {
  const open = sessionRig();
  open.press('start');
  await open.clock.advance(41_000);
  await open.clock.advance(20_000);
  look(open);
  const personal = rig();
  identify(personal, 'syn.acts');
  verifyBySms(personal);
  personal.service.send({ type: 'PULLED', path: 'hrss.cards', pulled: cardsFound(4) });
  personal.service.send({ type: 'PULLS_DONE' });
  look(personal);
  personal.service.send({ type: 'PANEL', panel: { fault: 'stuck', isOff: false } });
  look(personal);
  personal.service.send({ type: 'PANEL', panel: { fault: null, isOff: false } });
  const plug = (availability: 'ready' | 'unavailable') =>
    personal.service.send({ type: 'DEVICE', capability: 'headset', view: { availability, fault: null } });
  plug('ready');
  plug('unavailable');
  look(personal);
  personal.press('headset.silent');
  await personal.clock.advance(46_000);
  look(personal);
  personal.touch({ kind: 'stay' });
  personal.touch({ kind: 'help' });
  look(personal);
  personal.press('help.close');
  personal.service.send({ type: 'PERSON', here: false });
  await personal.clock.advance(20_000);
  personal.service.send({ type: 'PERSON', here: true });
  look(personal);
}

function identification(look: Look): void {
  for (const verdict of ['expired', 'damaged'] as const) {
    const r = rig();
    r.begin('syn.acts');
    r.press('agree');
    look(r);
    r.service.send({ type: 'CARD_READ', card, at: readAt, verdict });
    look(r);
  }
  for (const code of ['E_LINK_LOST', 'E_MEDIA_INVALID', 'E_TIMEOUT'] as const) {
    const r = rig();
    r.begin('syn.acts');
    r.press('agree');
    for (const phase of ['reading', 'liftAndPlaceAgain'] as const) {
      r.service.send({ type: 'READER_PHASE', phase });
      look(r);
    }
    r.service.send({ type: 'CARD_FAILED', code });
    look(r);
  }
  const cameraless = rig(['camera']);
  identify(cameraless);
  look(cameraless);
  const r = rig();
  identify(r);
  look(r);
  r.press('method:face');
  look(r);
  r.press('agree');
  look(r);
  r.service.send({ type: 'NOT_VERIFIED', method: 'face', why: 'retry' });
  look(r);
  r.touch({ kind: 'cameraAway', name: 'face' });
  look(r);
  for (const method of ['sms', 'video', 'pin', 'cardPin']) {
    if (!r.press(`method:${method}`).ok) continue;
    look(r);
    r.service.send({ type: 'SMS_SENT', codeId: 'c', to: '138****8000' });
    look(r);
    r.service.send({ type: 'NOT_VERIFIED', method: method as 'sms', why: 'failed' });
    look(r);
    r.press('back');
  }
  const proxy = rig();
  identify(proxy);
  proxy.press('proxy');
  look(proxy);
  proxy.service.send({ type: 'PAD', pad: 'present' });
  verifyBySms(proxy);
  look(proxy);
  proxy.service.send({ type: 'PAD', pad: 'absent' });
  look(proxy);
  proxy.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
  look(proxy);
  proxy.service.send({ type: 'CARD_READ', card: otherCard, at: readAt, verdict: 'good' });
  look(proxy);
  const away = rig();
  away.begin('syn.acts');
  away.service.send(kiosks);
  away.service.send({ type: 'ONLINE', online: false });
  away.press('agree');
  look(away);
  const refused = rig();
  refused.begin('syn.acts');
  refused.press('refuse');
  look(refused);
}

function payAndCard(look: Look): void {
  for (const state of ['pending', 'unknown', 'expired'] as const) {
    const r = rig();
    toPay(r);
    look(r);
    r.service.send({ type: 'ORDER', order: { state, order: order(state) } });
    look(r);
  }
  for (const end of ['taken', 'captured', 'voided', 'notStarted'] as const) {
    const r = rig();
    toCard(r);
    look(r);
    r.service.send({ type: 'ISSUE', card: { state: 'working', step: 'pin', pinEntered: 2 } });
    look(r);
    r.service.send({ type: 'ISSUE', card: { state: 'working', step: 'write', pinEntered: 6 } });
    look(r);
    for (const urgency of ['calm', 'loud', 'last'] as const) {
      r.service.send({ type: 'ISSUE', card: { state: 'offered', urgency, seconds: 90 } });
      look(r);
    }
    const settled = { state: 'settled', end, step: 'present', last4: end === 'taken' ? '1234' : null } as const;
    r.service.send({ type: 'ISSUE', card: { ...settled, refund: end !== 'taken' } });
    look(r);
    r.service.send({ type: 'RESULT', result: { state: 'effective', at: readAt, data: {} } });
    look(r);
    r.press('continue');
    look(r);
    r.service.send({ type: 'DOCUMENT', document: { state: 'refused', reason: 'noRecord' } });
    look(r);
    r.press('end');
    look(r);
  }
  const hidden = rig();
  toCard(hidden);
  hidden.service.send({ type: 'ISSUE', card: { state: 'working', step: 'write', pinEntered: 6 } });
  hidden.touch({ kind: 'exit' });
  look(hidden);
}

function papers(look: Look): void {
  const r = rig();
  toPrinting(r, look);
  r.service.send({ type: 'DOCUMENT', document: { state: 'printing', page: 1, of: 2, reply: documentReply() } });
  look(r);
  r.service.send({ type: 'DOCUMENT', document: printed('partial', 1) });
  look(r);
  r.press('again');
  r.service.send({ type: 'DOCUMENT', document: printed('done', 2, ['doc1']) });
  look(r);
  r.press('again');
  r.service.send({ type: 'DOCUMENT', document: printed('done', 2, ['doc2']) });
  look(r);
  r.press('notOut');
  look(r);
  r.press('back');
  r.press('continue');
  look(r);
  for (const settled of [
    { outcome: 'notStarted', code: 'E_SUPPLY_OUT' },
    { outcome: 'done', code: null },
  ] as const) {
    r.service.send({ type: 'PRINT_SETTLED', visitId: 'v1', copy: 0, unprintable: false, ...settled });
    look(r);
  }
  r.press('finish');
  look(r);
}

/** Sending and its ends; drafts of a joint application. */
async function moments(look: Look): Promise<void> {
  const results = [
    { state: 'effective', at: readAt, data: {} },
    accepted.result,
    { state: 'inProgress', dueOn: '2026-12-01', data: {} },
    { state: 'needMore', dueOn: null, data: {} },
    { state: 'unknown' },
    { state: 'unknown', isSetAside: true },
    { state: 'delivered' },
    { state: 'refused', reason: 'cardUnknown' },
    { state: 'duplicate', existingReceipt: 'TH0017-261123-0001-0', existing: 'ready' },
  ] as const;
  for (const result of results) {
    const r = rig();
    toPay(r);
    r.service.send({ type: 'ORDER', order: { state: 'paid', order: order('paid') } });
    look(r);
    await r.clock.advance(6_000);
    look(r);
    r.service.send(stored);
    look(r);
    r.service.send({ type: 'RESULT', result });
    look(r);
  }
  const failed = rig();
  toPay(failed);
  failed.service.send({ type: 'ORDER', order: { state: 'paid', order: order('paid') } });
  failed.service.send({ type: 'STORE_FAILED' });
  look(failed);
  const joint = rig();
  identify(joint, 'syn.sections');
  verifyBySms(joint);
  look(joint);
  joint.service.send({ type: 'DRAFT', draft: draft(false), state: 'saved' });
  look(joint);
  joint.press('task:first');
  joint.choose('role', 'lost');
  joint.press('continue');
  joint.service.send({ type: 'DRAFT', draft: null, state: 'away' });
  look(joint);
  for (const state of ['refused', 'conflict', 'expired', 'notYours'] as const) {
    joint.press('retry');
    joint.service.send({ type: 'DRAFT', draft: null, state });
    look(joint);
  }
}
