import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { ServiceItem } from '../../../contract/catalogue.ts';
import type { SocialSecurityCard } from '../../../contract/hub-api.ts';
import type { IdCard } from '../../../contract/id-card.ts';
import type { IntentBody } from '../../../contract/intent.ts';
import type { Snapshot } from '../../../contract/snapshot.ts';
import type { Found, Identity } from '../context.ts';
import type { SessionEvent } from '../events.ts';

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

export const identity: Identity = { kiosk: 'TH0017', place: '天河区测试街 01 号机', keeperPhone: '020-00000000' };

export function cardsFound(count: number, lastState: SocialSecurityCard['state'] = 'normal'): Found {
  return {
    kind: 'cards',
    asOf: '2026-11-23',
    source: 'gz.hrss',
    cards: Array.from({ length: count }, (_, i) => ({
      cardId: `card-${i + 1}`,
      last4: String(1234 + i),
      bank: { code: 'demo', nameZh: '示例银行', nameEn: 'Sample Bank', hotline: '95xxx' },
      issued: '2021-05-06',
      state: i === count - 1 && count > 1 ? lastState : ('normal' as const),
    })),
  };
}

/** Everything that the current page lets a citizen do. */
export function allowedAfter(snapshot: Snapshot): readonly IntentBody[] {
  const { screen } = snapshot;
  const offers: IntentBody[] = [];
  for (const action of [screen.actions.back, screen.actions.main, ...screen.actions.other]) {
    if (action !== undefined) offers.push({ kind: 'press', id: action.id });
  }
  for (const block of screen.blocks) {
    if (block.type === 'tiles') {
      for (const tile of block.tiles) if (tile.unavailable === undefined) offers.push({ kind: 'press', id: tile.id });
    } else if (block.type === 'facts') {
      for (const row of block.rows) if (row.change !== undefined) offers.push({ kind: 'press', id: row.change.id });
    } else if (block.type === 'choice') {
      for (const option of block.options) {
        if (option.disabledBecause === undefined) offers.push({ kind: 'choose', name: block.name, option: option.id });
      }
    } else if (block.type === 'digits') {
      offers.push({ kind: 'type', name: block.name, value: '13800138000' });
      offers.push({ kind: 'type', name: block.name, value: '12' });
    }
  }
  offers.push({ kind: 'language', language: 'en' }, { kind: 'mode', mode: 'contrast' }, { kind: 'help' });
  return offers;
}

/** What can happen around the citizen at any moment. Answers of work (FOUND, STORED, …) also come when nobody waits for them. */
export const anyWorldEvent: fc.Arbitrary<SessionEvent> = fc.constantFrom<SessionEvent>(
  { type: 'ONLINE', online: true },
  { type: 'ONLINE', online: false },
  { type: 'PAD', pad: 'absent' },
  { type: 'PAD', pad: 'present' },
  { type: 'PAD', pad: 'unknown' },
  { type: 'DEVICE', role: 'idReader', view: { availability: 'unavailable', fault: 'E_LINK_LOST' } },
  { type: 'DEVICE', role: 'idReader', view: { availability: 'ready', fault: null } },
  { type: 'DEVICE', role: 'receiptPrinter', view: { availability: 'unavailable', fault: 'E_SUPPLY_OUT' } },
  { type: 'DEVICE', role: 'receiptPrinter', view: { availability: 'ready', fault: null } },
  { type: 'READER_PHASE', phase: 'reading' },
  { type: 'READER_PHASE', phase: 'liftAndPlaceAgain' },
  { type: 'CARD_READ', card, at: '2026-11-23T06:03:12.000Z', verdict: 'good' },
  { type: 'CARD_READ', card, at: '2026-11-23T06:03:12.000Z', verdict: 'expired' },
  { type: 'CARD_FAILED', code: 'E_LINK_LOST' },
  { type: 'CARD_FAILED', code: 'E_MEDIA_INVALID' },
  { type: 'FOUND', found: { kind: 'none' } },
  { type: 'FOUND', found: { kind: 'away' } },
  { type: 'FOUND', found: cardsFound(1) },
  { type: 'FOUND', found: cardsFound(3, 'lost') },
  {
    type: 'STORED',
    receiptNo: 'TH0017-261123-0042-3',
    messageId: 'm1',
    at: '2026-11-23T06:03:40.000Z',
  },
  { type: 'STORE_FAILED' },
  { type: 'ASKED_AGAIN', attempts: 2 },
  { type: 'DELIVERED' },
  { type: 'RESULT', result: { state: 'effective', at: '2026-11-23T06:03:41.000Z' } },
  { type: 'RESULT', result: { state: 'unknown' } },
  { type: 'RESULT', result: { state: 'refused', reason: 'cardUnknown' } },
  { type: 'PRINT_SETTLED', visitId: 'v1', copy: 0, outcome: 'done', code: null, unprintable: false },
  { type: 'PRINT_SETTLED', visitId: 'v1', copy: 0, outcome: 'indeterminate', code: 'E_LINK_LOST', unprintable: false },
  { type: 'WINDOW_LOST' },
  { type: 'TIME_UP' },
);

/** The shipped item. */
export const lossItem = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../kiosk-config/catalogue/ss.card.loss.json'), 'utf8'),
) as ServiceItem;
