import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { ServiceItem } from '../../../contract/catalogue/item.ts';
import type { IdCard } from '../../../contract/id-card.ts';
import type { IntentBody } from '../../../contract/intent.ts';
import type { SocialSecurityCard } from '../../../contract/pulls/social-security.ts';
import type { BlockOf } from '../../../contract/screen.ts';
import type { Snapshot } from '../../../contract/snapshot.ts';
import { usualEquipment } from '../../../contract/speech/settings.ts';
import { type Identity, newVisit, type Party, type Pulled, type Visit } from '../context.ts';
import type { SessionEvent } from '../events.ts';
import { forEachWork, type SessionPorts, type SessionWork } from '../session-ports.ts';

/** Synthetic: the person does not exist (region 440199). */
export const card: IdCard = {
  type: 'resident',
  name: '黎赟',
  sex: 'female',
  ethnicity: '汉族',
  birthDate: '1992-03-15',
  address: '广东省广州市天河区测试路1号',
  number: '440199199203150026',
  issuer: '广州市公安局天河分局',
  validFrom: '2020-01-01',
  validTo: '2040-01-01',
  nameFieldFull: false,
  damaged: [],
};
/** A second person, for two-card visits. */
export const otherCard: IdCard = {
  ...card,
  name: '陈喆',
  sex: 'male',
  birthDate: '1991-07-04',
  number: '440199199107040150',
};

export const readAt = '2026-11-23T06:03:12.000Z';
export const today = '2026-11-23';
export const party: Party = {
  card,
  docType: 'resident',
  name: card.name,
  idNumber: card.number,
  birthDate: card.birthDate,
  sex: card.sex,
  at: readAt,
  level: 'L1',
  verified: null,
};

export const identity: Identity = { kiosk: 'TH0017', place: '天河区测试街 01 号机', keeperPhone: '020-00000000' };

const bank = { code: 'demo', nameZh: '示例银行', nameEn: 'Sample Bank', hotline: '95xxx' };

function ssCards(count: number, lastState: SocialSecurityCard['state'] = 'normal'): readonly SocialSecurityCard[] {
  return Array.from({ length: count }, (_, i) => ({
    cardId: `card-${i + 1}`,
    last4: String(1234 + i),
    bank,
    issued: '2021-05-06',
    state: i === count - 1 ? lastState : ('normal' as const),
    step: null,
    pickPlace: null,
    generation: 3,
    replaced: false,
  }));
}

export function found(data: unknown, source = 'gz.hrss'): Pulled {
  return { status: 'found', source, asOf: today, data };
}
export const none: Pulled = { status: 'none', source: 'gz.hrss', asOf: today, data: null };

/** What the department says of the cards of this person. */
export const cardsFound = (count: number, lastState: SocialSecurityCard['state'] = 'normal'): Pulled =>
  found({ cards: ssCards(count, lastState), pendingReceipt: null });

export const pulled = (pulledNow: Pulled): readonly SessionEvent[] => [
  { type: 'PULLED', path: 'hrss.cards', pulled: pulledNow },
  { type: 'PULLS_DONE' },
];

const nothing: SessionWork = () => () => undefined;
/** Ports that do nothing; tests speak for the world by events. `calls`: names in the order of the calls. */
export function idlePorts(calls: string[] = []): SessionPorts {
  const work =
    (name: string): SessionWork =>
    () => {
      calls.push(name);
      return () => calls.push(`stop ${name}`);
    };
  return {
    ...forEachWork(work),
    scan: nothing,
    frame: () => calls.push('frame'),
    typed: (_, value) => calls.push(`typed ${value.length}`),
    openVisit: () => calls.push('openVisit'),
    startPrint: (visit) => calls.push(`print ${visit.id} ${visit.print.state === 'printing' ? visit.print.copy : '-'}`),
    watch: () => () => undefined,
    wipe: (reason) => calls.push(`wipe ${reason}`),
  };
}

/** Everything that the current page lets a citizen do, with right and wrong values where something is typed. */
export function allowedAfter(snapshot: Snapshot): readonly IntentBody[] {
  const { screen } = snapshot;
  const offers: IntentBody[] = [];
  const press = (id: string) => offers.push({ kind: 'press', id });
  for (const action of [screen.actions.back, screen.actions.main, ...screen.actions.other]) {
    if (action !== undefined) press(action.id);
  }
  for (const block of screen.blocks) {
    switch (block.type) {
      case 'tiles':
        for (const tile of block.tiles) if (tile.unavailable === undefined) press(tile.id);
        break;
      case 'facts':
        for (const row of block.rows) {
          if (row.change !== undefined) press(row.change.id);
          if (row.reveal !== undefined) press(row.reveal.id);
        }
        break;
      case 'tasks':
        for (const task of block.tasks) if (task.state !== 'blocked') press(`task:${task.id}`);
        break;
      case 'choice':
      case 'multi':
        for (const option of block.options) {
          if (option.disabledBecause === undefined)
            offers.push({ kind: 'choose', name: block.name, option: option.id });
        }
        break;
      case 'search':
        offers.push({ kind: 'search', query: 'sbk' }, { kind: 'search', query: '' });
        for (const word of block.words) press(word.id);
        break;
      case 'table':
        if (block.reveal !== undefined) press(block.reveal.id);
        break;
      default:
        for (const value of typedValues(block)) offers.push({ kind: 'type', name: value.name, value: value.value });
        if (block.type === 'camera') offers.push({ kind: 'frame', name: block.name, jpeg: 'AAAA' });
    }
    if ('pager' in block) {
      for (const turn of [block.pager?.previous, block.pager?.next]) if (turn !== undefined) press(turn.id);
    }
  }
  if (snapshot.warning !== null) offers.push({ kind: 'stay' }, { kind: 'finish' });
  offers.push({ kind: 'language', language: 'en' }, { kind: 'mode', mode: 'contrastDark' }, { kind: 'help' });
  return offers;
}

/** Values for a field of a page: those that fit some type of that shape, and one that fits none. */
function typedValues(block: Snapshot['screen']['blocks'][number]): readonly { name: string; value: string }[] {
  const named = (name: string, values: readonly string[]) => values.map((value) => ({ name, value }));
  switch (block.type) {
    case 'digits':
      return named(block.name, digitValues(block));
    case 'date':
      return named(block.name, [block.min, block.max]);
    case 'counter':
      return named(block.name, [String(block.min), String(block.max)]);
    case 'text':
      return named(block.name, textValues(block));
    default:
      return [];
  }
}

function digitValues(block: BlockOf<'digits'>): readonly string[] {
  const good = block.allowX ? otherCard.number : block.maxLength === 6 ? '123456' : '13800138000';
  const receipt = block.maxLength === 15 ? ['001726112300423'] : [];
  const account = block.maxLength === 19 ? ['9999000000000012'] : [];
  return [...receipt, ...account, good.slice(0, block.maxLength), '12', '1234567890123456'.slice(0, block.maxLength)];
}

function textValues(block: BlockOf<'text'>): readonly string[] {
  if (block.layout === 'digits') return ['100', '12.345'];
  const words = block.layout === 'latin' ? ['ABC1234567890', '91440199MA9X00011B'] : ['测试路一号', '林㛃'];
  return [...words.map((word) => [...word].slice(0, block.maxLength).join('')), ''];
}

/** What link, pad and devices say. */
export const machineEvents: readonly SessionEvent[] = [
  { type: 'ONLINE', online: true },
  { type: 'ONLINE', online: false },
  { type: 'PAD', pad: 'absent' },
  { type: 'PAD', pad: 'present' },
  { type: 'PAD', pad: 'unknown' },
  { type: 'DEVICE', capability: 'idReader', view: { availability: 'unavailable', fault: 'E_LINK_LOST' } },
  { type: 'DEVICE', capability: 'idReader', view: { availability: 'ready', fault: null } },
  { type: 'DEVICE', capability: 'receiptPrinter', view: { availability: 'unavailable', fault: 'E_SUPPLY_OUT' } },
  { type: 'DEVICE', capability: 'receiptPrinter', view: { availability: 'ready', fault: null } },
  { type: 'DEVICE', capability: 'a4Printer', view: { availability: 'unavailable', fault: 'E_SUPPLY_OUT' } },
];

/** What can happen around the citizen at any moment, whatever page stands; answers of work also come when nobody waits for them. */
const worldEvents: readonly SessionEvent[] = [
  ...machineEvents,
  { type: 'INTAKE', closed: 'queue' },
  { type: 'INTAKE', closed: null },
  { type: 'PERSON', here: false },
  { type: 'PERSON', here: true },
  { type: 'KEYS' },
  { type: 'COMPANY', here: true },
  { type: 'COMPANY', here: false },
  { type: 'NOBODY' },
  { type: 'DOOR', open: true },
  { type: 'DOOR', open: false },
  { type: 'TODAY', today: '2026-11-24' },
  { type: 'EQUIPMENT', equipment: { ...usualEquipment, doubleStrikeMs: 300 } },
  { type: 'SCANNED', text: 'YTJ1:TH0017-261123-0042-3:ss.card.loss:effective:x' },
  { type: 'SCANNED', text: 'https://example.invalid/' },
  { type: 'READER_PHASE', phase: 'reading' },
  { type: 'READER_PHASE', phase: 'liftAndPlaceAgain' },
  { type: 'CARD_READ', card, at: readAt, verdict: 'good' },
  { type: 'CARD_READ', card: otherCard, at: readAt, verdict: 'good' },
  { type: 'CARD_READ', card, at: readAt, verdict: 'expired' },
  { type: 'CARD_READ', card, at: readAt, verdict: 'damaged' },
  { type: 'CARD_FAILED', code: 'E_LINK_LOST' },
  { type: 'CARD_FAILED', code: 'E_MEDIA_INVALID' },
  { type: 'CARD_FAILED', code: 'E_TIMEOUT' },
  { type: 'VERIFIED', method: 'sms', assurance: 'sms', at: readAt },
  { type: 'VERIFIED', method: 'face', assurance: 'demonstration', at: readAt },
  { type: 'NOT_VERIFIED', method: 'face', why: 'retry' },
  { type: 'NOT_VERIFIED', method: 'sms', why: 'tooSoon' },
  { type: 'NOT_VERIFIED', method: 'video', why: 'failed' },
  { type: 'NOT_VERIFIED', method: 'cardPin', why: 'away' },
  { type: 'SMS_SENT', codeId: 'c1', to: '138****8000' },
  { type: 'PIN_DIGITS', entered: 3 },
  { type: 'PULLED', path: 'hrss.cards', pulled: cardsFound(1) },
  { type: 'PULLED', path: 'hrss.cards', pulled: cardsFound(3, 'formalLoss') },
  { type: 'PULLED', path: 'hrss.cards', pulled: none },
  { type: 'PULLED', path: 'hrss.cards', pulled: { status: 'away' } },
  { type: 'PULLS_DONE' },
  { type: 'STORED', receiptNo: 'TH0017-261123-0042-3', messageId: 'm1', at: '2026-11-23T06:03:40.000Z' },
  { type: 'STORE_FAILED' },
  { type: 'STORE_UNKNOWN' },
  { type: 'ASKED_AGAIN', attempts: 2 },
  { type: 'DELIVERED' },
  { type: 'RESULT', result: { state: 'effective', at: '2026-11-23T06:03:41.000Z', data: {} } },
  { type: 'RESULT', result: { state: 'accepted', dueOn: '2026-12-01', data: {} } },
  { type: 'RESULT', result: { state: 'needMore', dueOn: null, data: {} } },
  { type: 'RESULT', result: { state: 'unknown' } },
  { type: 'RESULT', result: { state: 'delivered' } },
  { type: 'RESULT', result: { state: 'refused', reason: 'cardUnknown' } },
  { type: 'RESULT', result: { state: 'refused', reason: 'someNewReason' } },
  { type: 'RESULT', result: { state: 'duplicate', existingReceipt: 'TH0017-261123-0001-0' } },
  { type: 'ORDER', order: { state: 'away' } },
  { type: 'ORDER', order: { state: 'pending', order: order('pending') } },
  { type: 'ORDER', order: { state: 'unknown', order: order('unknown') } },
  { type: 'ORDER', order: { state: 'expired', order: order('expired') } },
  { type: 'ORDER', order: { state: 'paid', order: order('paid') } },
  { type: 'DRAFT', draft: draft(), state: 'saved' },
  { type: 'DRAFT', draft: null, state: 'away' },
  { type: 'DRAFT', draft: null, state: 'expired' },
  { type: 'SIGNED', digest: 'a'.repeat(64), at: readAt },
  { type: 'ACT_DONE', ok: true, data: { bookingNo: 'BK-1', at: readAt }, reason: '' },
  { type: 'ACT_DONE', ok: false, data: {}, reason: 'full' },
  { type: 'DOCUMENT', document: { state: 'preview', reply: documentReply() } },
  { type: 'DOCUMENT', document: { state: 'away' } },
  { type: 'DOCUMENT', document: { state: 'refused', reason: 'noRecord' } },
  { type: 'DOCUMENT', document: { state: 'printing', page: 1, of: 2, reply: documentReply() } },
  { type: 'DOCUMENT', document: printed('done', 2) },
  { type: 'DOCUMENT', document: printed('partial', 1) },
  { type: 'ISSUE', card: { state: 'working', step: 'pin', pinEntered: 2 } },
  { type: 'ISSUE', card: { state: 'working', step: 'write', pinEntered: 6 } },
  { type: 'ISSUE', card: { state: 'offered', urgency: 'calm', seconds: 90 } },
  { type: 'ISSUE', card: { state: 'offered', urgency: 'last', seconds: 90 } },
  { type: 'ISSUE', card: { state: 'settled', end: 'taken', step: 'present', last4: '1234', refund: false } },
  { type: 'ISSUE', card: { state: 'settled', end: 'captured', step: 'present', last4: null, refund: true } },
  { type: 'ISSUE', card: { state: 'settled', end: 'notStarted', step: 'reserve', last4: null, refund: true } },
  { type: 'PRINT_SETTLED', visitId: 'v1', copy: 0, outcome: 'done', code: null, unprintable: false },
  { type: 'PRINT_SETTLED', visitId: 'v1', copy: 0, outcome: 'indeterminate', code: 'E_LINK_LOST', unprintable: false },
  { type: 'WINDOW_LOST' },
  { type: 'TIME_UP' },
];

export const anyWorldEvent: fc.Arbitrary<SessionEvent> = fc.constantFrom<SessionEvent>(...worldEvents);

export function order(state: 'pending' | 'paid' | 'expired' | 'unknown') {
  return {
    orderId: 'o1',
    amountFen: 2000,
    payCode: 'demo://pay/o1',
    expiresAt: '2026-11-23T06:06:00.000Z',
    state,
    provider: 'demo',
    demonstration: true,
  };
}

export function draft(signed = true): NonNullable<Visit['draft']> {
  return {
    draftId: 'd1',
    version: 1,
    until: '2026-11-30T06:00:00.000Z',
    parts: 1,
    isBehind: false,
    signers: [{ name: '陈喆', idLast4: '0150', signed, phoneCode: 'demo://sign/d1' }],
  };
}

export function documentReply() {
  return {
    state: 'preview' as const,
    documentId: 'doc1',
    verifyCode: 'V1234',
    pages: 2,
    printNo: 1,
    freeUntil: '2026-11-24T06:00:00.000Z',
    preview: [['参保证明', '黎**'], ['第二页']],
    reason: null,
  };
}

export function printed(
  outcome: 'done' | 'partial',
  pagesOut: number,
  documents: readonly string[] = ['doc1'],
  whole: readonly string[] = [],
): Visit['document'] {
  return { state: 'settled', outcome, pagesOut, of: 2, code: null, reply: documentReply(), documents, whole };
}

/** The shipped item. */
export const lossItem = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../kiosk-config/catalogue/ss.card.loss.json'), 'utf8'),
) as ServiceItem;

/** A visit of the shipped item in which somebody stands here and the city has answered. */
export function lossVisit(change: Partial<Visit> = {}): Visit {
  return newVisit('v', lossItem, { actor: party, pulls: { 'hrss.cards': cardsFound(2) }, ...change });
}
