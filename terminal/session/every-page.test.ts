import { describe, expect, it } from 'vitest';
import type { IntentBody } from '../../contract/intent.ts';
import { Snapshot } from '../../contract/snapshot.ts';
import { languages } from '../../contract/text.ts';
import { parse } from '../../contract/validate.ts';
import { collectGallery } from '../../tests/support/gallery/gallery.ts';
import type { SessionEvent } from './events.ts';
import { noticeIds } from './pages/notice-pages.ts';
import { allowedAfter, card, cardsFound, lossItem, none, readAt } from './testing/session-fixtures.ts';
import { sessionRig } from './testing/session-rig.ts';

/** One step of a walk: a touch that the page offers, an event of the world, or time. */
type Step = { readonly touch: IntentBody } | { readonly event: SessionEvent } | { readonly ms: number };

const print = { type: 'PRINT_SETTLED', visitId: 'v1', copy: 0, code: null, unprintable: false } as const;
const cards = (pulled: ReturnType<typeof cardsFound>): SessionEvent => ({ type: 'PULLED', path: 'hrss.cards', pulled });
const worldSteps: readonly Step[] = [
  { event: { type: 'READER_PHASE', phase: 'reading' } },
  { event: { type: 'READER_PHASE', phase: 'liftAndPlaceAgain' } },
  { event: { type: 'CARD_READ', card, at: readAt, verdict: 'good' } },
  { event: { type: 'CARD_READ', card, at: readAt, verdict: 'expired' } },
  { event: { type: 'CARD_READ', card, at: readAt, verdict: 'damaged' } },
  { event: { type: 'CARD_FAILED', code: 'E_LINK_LOST' } },
  { event: { type: 'CARD_FAILED', code: 'E_MEDIA_INVALID' } },
  { event: { type: 'CARD_FAILED', code: 'E_TIMEOUT' } },
  { event: cards(none) },
  { event: cards({ status: 'away' }) },
  { event: cards(cardsFound(2)) },
  { event: cards(cardsFound(1, 'cancelled')) },
  { event: { type: 'STORED', receiptNo: 'TH0017-261123-0042-3', messageId: 'm', at: '2026-11-23T06:03:40.000Z' } },
  { event: { type: 'STORE_FAILED' } },
  { event: { type: 'STORE_UNKNOWN' } },
  { event: { type: 'ASKED_AGAIN', attempts: 2 } },
  { event: { type: 'DELIVERED' } },
  { event: { type: 'RESULT', result: { state: 'effective', at: '2026-11-23T06:03:41.000Z', data: {} } } },
  { event: { type: 'RESULT', result: { state: 'duplicate', existingReceipt: 'TH0017-261123-0001-0' } } },
  { event: { type: 'RESULT', result: { state: 'unknown' } } },
  { event: { type: 'RESULT', result: { state: 'refused', reason: 'someNewReason' } } },
  { event: { ...print, outcome: 'done' } },
  { event: { ...print, outcome: 'partial', code: 'E_SUPPLY_OUT' } },
  { event: { ...print, outcome: 'indeterminate', code: 'E_LINK_LOST' } },
  { event: { ...print, outcome: 'notStarted', code: 'E_COVER_OPEN' } },
  { event: { type: 'ONLINE', online: false } },
  { event: { type: 'PAD', pad: 'present' } },
  { event: { type: 'PAD', pad: 'absent' } },
  { event: { type: 'DEVICE', capability: 'idReader', view: { availability: 'unavailable', fault: 'E_LINK_LOST' } } },
  { event: { type: 'WINDOW_LOST' } },
  { event: { type: 'DURABILITY_LOST' } },
  { event: { type: 'DOOR', open: true } },
  { event: { type: 'OUTAGE', outage: { minutes: 2 } } },
  { ms: 5_000 },
  { ms: 60_000 },
];

/** Walks a path anew. A place that was seen before is not drawn in every language again: that is most of the time. */
async function replay(
  path: readonly Step[],
  seen: ReadonlySet<string> = new Set(),
  enrolled = true,
): Promise<{ readonly key: string; readonly snapshot: Snapshot }> {
  const r = sessionRig({ items: [lossItem], ...(enrolled ? {} : { enrolled: null }) });
  for (const step of path) {
    if ('ms' in step) await r.clock.advance(step.ms);
    else if ('event' in step) r.service.send(step.event);
    else r.touch(step.touch);
  }
  const snapshot = r.service.snapshot();
  const key = place(snapshot);
  if (!seen.has(key)) for (const language of languages) r.service.send({ type: 'LANGUAGE', language });
  const spoken = r.service.snapshot();
  r.service.stop();
  return { key, snapshot: spoken };
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

/** Answers of work are tried where somebody waits for them; that they change nothing elsewhere is shown by `every-item.test.ts`. */
function isTimely(step: Step, name: string): boolean {
  if (!('event' in step)) return true;
  switch (step.event.type) {
    case 'READER_PHASE':
    case 'CARD_READ':
    case 'CARD_FAILED':
      return name.includes('/C1');
    case 'PULLED':
      return name.endsWith('/D1-asking');
    case 'STORED':
    case 'STORE_FAILED':
    case 'STORE_UNKNOWN':
    case 'ASKED_AGAIN':
    case 'DELIVERED':
    case 'RESULT':
      return name.endsWith('/F1');
    case 'PRINT_SETTLED':
      return /\/(F2|G1)/.test(name);
    case 'OUTAGE':
      return name === 'A0';
    default:
      return true;
  }
}

/** Touches that lead on: the home page and the ways of verification are walked by `every-item.test.ts`. */
const isWalked = (offer: IntentBody, page: string): boolean =>
  // Help a second time turns speech on: every page once more, and the same.
  !(offer.kind === 'help' && page === 'help') &&
  offer.kind !== 'language' &&
  offer.kind !== 'mode' &&
  offer.kind !== 'search' &&
  !(offer.kind === 'press' && /^(start|tab:|word:|method:|proxy|link:)/.test(offer.id));

describe('every page of a journey', () => {
  it('that any walk can reach has its texts in three languages, fits the contract and has a way out', {
    timeout: 480_000,
  }, async () => {
    const names = new Set<string>();
    const seen = new Set<string>();
    let queue: Step[][] = [[]];
    while (queue.length > 0) {
      const next: Step[][] = [];
      for (const path of queue) {
        const { key, snapshot } = await replay(path, seen);
        if (seen.has(key)) continue;
        seen.add(key);
        names.add(snapshot.screen.name);
        const valid = parse(Snapshot, snapshot);
        if (!valid.ok) throw new Error(`${snapshot.screen.name}: ${valid.error.path} ${valid.error.reason}`);
        expect(snapshot.language).toBe('en');
        if (/\/[DE]/.test(snapshot.screen.name)) expect(snapshot.screen.canExit).toBe(true);
        for (const touch of [
          ...allowedAfter(snapshot).filter((offer) => isWalked(offer, snapshot.screen.name)),
          { kind: 'exit' } as const,
        ]) {
          next.push([...path, { touch }]);
        }
        // What happens around the citizen is tried where something is going on, not on pages about the machine itself.
        if (!snapshot.screen.name.startsWith('machine/'))
          for (const step of worldSteps.filter((step) => isTimely(step, snapshot.screen.name)))
            next.push([...path, step]);
      }
      queue = next;
    }
    const own = noticeIds.filter((id) => /^(consent|id[.](?!other)|found|submit)/.test(id));
    for (const id of own) expect([...names]).toContain(`ss.card.loss/N1-${id}`);
    for (const state of ['effective', 'duplicate', 'stored', 'unknown', 'refused']) {
      expect([...names]).toContain(`ss.card.loss/F2-${state}`);
    }
    // What nobody measures and looks at may be wrong for somebody: every page stands in the gallery of tests/access.
    const shown = new Set((await collectGallery([lossItem])).map(({ screen }) => screen));
    expect([...names].filter((name) => !shown.has(name))).toEqual([]);
    for (const name of ['A0', 'Z', 'help', 'machine/storage', 'machine/door', 'machine/updating']) {
      expect([...names]).toContain(name);
    }
  });

  it('before enrolment: shows the code when there is one, and takes no visit', async () => {
    const waiting = await replay([], new Set(), false);
    expect(waiting.snapshot.screen.name).toBe('machine/enrol');
    const code = await replay([{ event: { type: 'ENROLMENT_CODE', code: 'AB23CD45' } }], new Set(), false);
    expect(JSON.stringify(code.snapshot.screen.blocks)).toContain('AB23 CD45');
    const touched = await replay([{ touch: { kind: 'press', id: 'tile:ss.card.loss' } }], new Set(), false);
    expect(touched.snapshot.screen.name).toBe('machine/enrol');
  });
});
