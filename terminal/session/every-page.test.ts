import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { IntentBody } from '../../contract/intent.ts';
import { noLog } from '../../contract/log.ts';
import { Snapshot } from '../../contract/snapshot.ts';
import { languages } from '../../contract/text.ts';
import { parse } from '../../contract/validate.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { loadItems } from '../catalogue/load-items.ts';
import { loadTexts } from '../catalogue/texts.ts';
import { noticeIds } from './context.ts';
import type { SessionEvent } from './events.ts';
import { createSessionService } from './session-service.ts';
import { allowedAfter, card, cardsFound, identity } from './testing/session-fixtures.ts';

const root = join(import.meta.dirname, '../..');
const texts = loadTexts(join(root, 'kiosk-config/texts'));
const loaded = loadItems(join(root, 'kiosk-config/catalogue'), texts);
if (!loaded.ok) throw new Error(`${loaded.error.file}: ${loaded.error.reason}`);
const items = loaded.value;

/** One step of a walk: a touch that the page offers, an event of the world, or time. */
type Step = { readonly touch: IntentBody } | { readonly event: SessionEvent } | { readonly ms: number };

const print = { type: 'PRINT_SETTLED', visitId: 'v', copy: 0, code: null, unprintable: false } as const;
const worldSteps: readonly Step[] = [
  { event: { type: 'READER_PHASE', phase: 'reading' } },
  { event: { type: 'READER_PHASE', phase: 'liftAndPlaceAgain' } },
  { event: { type: 'CARD_READ', card, at: '2026-11-23T06:03:12.000Z', verdict: 'good' } },
  { event: { type: 'CARD_READ', card, at: '2026-11-23T06:03:12.000Z', verdict: 'expired' } },
  { event: { type: 'CARD_READ', card, at: '2026-11-23T06:03:12.000Z', verdict: 'damaged' } },
  { event: { type: 'CARD_FAILED', code: 'E_LINK_LOST' } },
  { event: { type: 'CARD_FAILED', code: 'E_MEDIA_INVALID' } },
  { event: { type: 'CARD_FAILED', code: 'E_TIMEOUT' } },
  { event: { type: 'FOUND', found: { kind: 'none' } } },
  { event: { type: 'FOUND', found: { kind: 'away' } } },
  { event: { type: 'FOUND', found: cardsFound(2) } },
  { event: { type: 'FOUND', found: { ...cardsFound(1), cards: [{ ...firstCard(), state: 'lost' }] } as never } },
  {
    event: {
      type: 'STORED',
      receiptNo: 'TH0017-261123-0042-3',
      messageId: 'm',
      at: '2026-11-23T06:03:40.000Z',
    },
  },
  { event: { type: 'STORE_FAILED' } },
  { event: { type: 'ASKED_AGAIN', attempts: 2 } },
  { event: { type: 'DELIVERED' } },
  { event: { type: 'RESULT', result: { state: 'effective', at: '2026-11-23T06:03:41.000Z' } } },
  { event: { type: 'RESULT', result: { state: 'duplicate', existingReceipt: 'TH0017-261123-0001-0' } } },
  { event: { type: 'RESULT', result: { state: 'accepted' } } },
  { event: { type: 'RESULT', result: { state: 'delivered' } } },
  { event: { type: 'RESULT', result: { state: 'unknown' } } },
  { event: { type: 'RESULT', result: { state: 'refused', reason: 'cardUnknown' } } },
  { event: { type: 'RESULT', result: { state: 'refused', reason: 'someNewReason' } } },
  { event: { ...print, outcome: 'done' } },
  { event: { ...print, outcome: 'partial', code: 'E_SUPPLY_OUT' } },
  { event: { ...print, outcome: 'indeterminate', code: 'E_LINK_LOST' } },
  { event: { ...print, outcome: 'notStarted', code: 'E_COVER_OPEN' } },
  { event: { type: 'ONLINE', online: false } },
  { event: { type: 'PAD', pad: 'present' } },
  { event: { type: 'PAD', pad: 'absent' } },
  { event: { type: 'DEVICE', role: 'idReader', view: { availability: 'unavailable', fault: 'E_LINK_LOST' } } },
  { event: { type: 'WINDOW_LOST' } },
  { event: { type: 'DURABILITY_LOST' } },
  { ms: 5_000 },
  { ms: 45_000 },
  { ms: 120_000 },
];

function firstCard() {
  const found = cardsFound(1);
  if (found.kind !== 'cards' || found.cards[0] === undefined) throw new Error('fixture');
  return found.cards[0];
}

async function replay(path: readonly Step[], start: { readonly enrolled: boolean }): Promise<Snapshot> {
  const clock = new VirtualClock();
  const service = createSessionService({
    ports: {
      readCard: () => () => undefined,
      pull: () => () => undefined,
      store: () => () => undefined,
      confirm: () => () => undefined,
      openVisit: () => undefined,
      startPrint: () => undefined,
      wipe: () => undefined,
    },
    items,
    texts,
    settings: { cityHotline: '12345' },
    clock,
    log: noLog,
    epoch: 'e',
    identity: start.enrolled ? identity : null,
    crashed: false,
    durable: true,
    newId: () => 'v',
    publish: () => undefined,
    receiptQr: (visit) =>
      visit.receiptNo === null ? null : { size: 1, modules: '1', label: texts.text('en', 'receipt.qr') },
  });
  service.start();
  service.send({ type: 'DEVICE', role: 'idReader', view: { availability: 'ready', fault: null } });
  service.send({ type: 'DEVICE', role: 'receiptPrinter', view: { availability: 'ready', fault: null } });
  service.send({ type: 'ONLINE', online: true });
  service.send({ type: 'PAD', pad: 'absent' });
  for (const step of path) {
    if ('ms' in step) await clock.advance(step.ms);
    else if ('event' in step) service.send(step.event);
    else {
      const { revision } = service.snapshot();
      service.intent({ ...step.touch, epoch: 'e', revision } as Parameters<typeof service.intent>[0]);
    }
  }
  for (const language of languages) service.send({ type: 'LANGUAGE', language });
  const snapshot = service.snapshot();
  service.stop();
  return snapshot;
}

/** What makes two places of the session different for a citizen: page, what it offers, which warnings stand. */
function place(snapshot: Snapshot): string {
  const offers = allowedAfter(snapshot).map((offer) => JSON.stringify(offer));
  const pieces = snapshot.screen.blocks.map((block) => {
    if (block.type === 'steps') return block.steps.map((step) => step.state).join();
    if (block.type === 'notice') return block.title?.key ?? block.text.key;
    return block.type;
  });
  return [snapshot.screen.name, snapshot.bars.network.state, snapshot.warning === null, ...offers, ...pieces].join(' ');
}

describe('every page', () => {
  it('that any walk can reach has its texts in three languages, fits the contract and has a way out', {
    timeout: 120_000,
  }, async () => {
    const names = new Set<string>();
    const seen = new Set<string>();
    let queue: Step[][] = [[]];
    while (queue.length > 0) {
      const next: Step[][] = [];
      for (const path of queue) {
        const snapshot = await replay(path, { enrolled: true });
        const key = place(snapshot);
        if (seen.has(key)) continue;
        seen.add(key);
        names.add(snapshot.screen.name);
        const valid = parse(Snapshot, snapshot);
        if (!valid.ok) throw new Error(`${snapshot.screen.name}: ${valid.error.path} ${valid.error.reason}`);
        expect(snapshot.language).toBe('en');
        if (snapshot.screen.name.includes('/D') || snapshot.screen.name.includes('/E'))
          expect(snapshot.screen.canExit).toBe(true);
        const touches = allowedAfter(snapshot).filter((offer) => offer.kind !== 'language' && offer.kind !== 'mode');
        for (const touch of [...touches, { kind: 'exit' } as const]) next.push([...path, { touch }]);
        for (const step of worldSteps) next.push([...path, step]);
      }
      queue = next;
    }
    for (const id of noticeIds) expect([...names]).toContain(`ss.card.loss/N1-${id}`);
    for (const state of ['effective', 'duplicate', 'accepted', 'delivered', 'stored', 'unknown', 'refused']) {
      expect([...names]).toContain(`ss.card.loss/F2-${state}`);
    }
    for (const name of ['A0', 'Z', 'help', 'machine/card-left', 'machine/card-left-neutral', 'machine/storage']) {
      expect([...names]).toContain(name);
    }
  });

  it('before enrolment: shows the code when there is one, and takes no visit', async () => {
    const waiting = await replay([], { enrolled: false });
    expect(waiting.screen.name).toBe('machine/enrol');
    const code = await replay([{ event: { type: 'ENROLMENT_CODE', code: 'AB23CD45' } }], { enrolled: false });
    expect(JSON.stringify(code.screen.blocks)).toContain('AB23 CD45');
    const touched = await replay([{ touch: { kind: 'press', id: 'tile:ss.card.loss' } }], { enrolled: false });
    expect(touched.screen.name).toBe('machine/enrol');
  });
});
