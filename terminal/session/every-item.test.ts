import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Snapshot } from '../../contract/snapshot.ts';
import { parse } from '../../contract/validate.ts';
import { walkItem, walkSeed, walks, walksPerItem } from './testing/item-walk.ts';
import { card } from './testing/session-fixtures.ts';
import { type SessionRig, sessionRig, shippedItems } from './testing/session-rig.ts';
import { syntheticItems } from './testing/synthetic-items.ts';

/** Words that say that something is done or in force; each needs the department's word (docs/domain/journeys.md H5, H7). */
const successPage = /\/F2-(effective|ready)$/;

const seed = process.env.YITIJI_SEED === 'random' ? undefined : walkSeed;

function check(r: SessionRig) {
  const snapshot = r.service.snapshot();
  const { screen } = snapshot;
  const valid = parse(Snapshot, snapshot);
  if (!valid.ok) throw new Error(`${screen.name}: ${valid.error.path} ${valid.error.reason}`);
  const { visit, home } = r.service.context();
  const text = JSON.stringify(snapshot);
  expect(text, screen.name).not.toContain(card.number);
  expect(text, screen.name).not.toContain(card.name);
  if (visit !== null) expect(screen.canExit, screen.name).toBe(true);
  else expect(text, screen.name).not.toContain('"personal":true,');
  if (successPage.test(screen.name)) {
    expect(['effective', 'ready'], screen.name).toContain(visit?.result?.state);
  }
  if (screen.tone === 'done' && screen.code === 'F2' && visit?.result !== null && visit?.act === null) {
    expect(['effective', 'ready'], screen.name).toContain(visit?.result?.state);
  }
  // The paper number never stands before the commit.
  if (screen.blocks.some((block) => block.type === 'receipt')) expect(visit?.receiptNo).not.toBeNull();
  for (const block of screen.blocks) {
    // A page says a thing once, and "available now" stands over nothing that is not.
    if (block.type === 'notice') expect(block.title?.text, screen.name).not.toBe(block.text.text);
    // 都符合 stands over nothing that nobody knows.
    if (block.type === 'board' && screen.lead?.key === 'board.lead')
      expect(
        block.lines.filter(({ holds }) => holds !== 'yes'),
        screen.name,
      ).toEqual([]);
    if (block.type === 'tiles' && block.title?.key === 'idle.services')
      expect(block.tiles.filter((tile) => tile.unavailable !== undefined)).toEqual([]);
  }
  expect(home.page).toBeGreaterThanOrEqual(0);
}

/** Everybody can leave: one touch, and what is being committed or put away ends by itself. */
async function leaves(r: SessionRig) {
  r.touch({ kind: 'exit' });
  r.service.send({ type: 'STORE_FAILED' });
  r.service.send({
    type: 'ISSUE',
    card: { state: 'settled', end: 'captured', step: 'present', last4: null, refund: false },
  });
  expect(r.service.context().visit, r.name()).toBeNull();
}

/** Names of pages that some walk has reached. */
const reached = new Set<string>();

/** What is looked at wherever a walk comes by. */
const look = (r: SessionRig) => {
  reached.add(r.name());
  check(r);
};

/** Kinds of pages that the walks must come by; those that need a particular history have tests of their own. */
const everyKind = (
  'B1 B2 C1 C1-sign C2 C2-face C2-face-consent C2-pin C2-sms C2-sms-asking C2-video D1 D1-asking D1-away D1-board D1-board-no ' +
  'D1-preparing D1-preview E0 E1 E2 E2-others E2-signing F1 F1-booking F2-accepted F2-effective F2-refused F2-unknown G1 G1-end-taken G1-pin ' +
  'G1-printed-done G2 P1-opening T1 T1-saving U1-detail U1-status U3 U4 V1 N1-id.expired'
).split(' ');

describe('every item of the catalogue', () => {
  const all = [...syntheticItems, ...shippedItems];
  for (const item of all) {
    it(`${item.id}: any sequence of touches and events leads to a valid page with a way out`, async () => {
      await fc.assert(
        fc.asyncProperty(walks, async (walk) => {
          const r = sessionRig({ items: all });
          walkItem(r, item.id, walk, look);
          await leaves(r);
          r.service.stop();
        }),
        { numRuns: walksPerItem, ...(seed === undefined ? {} : { seed }) },
      );
    });
  }

  it('reaches pages of every kind, so that the walks above prove something', () => {
    const kinds = new Set([...reached].map((name) => name.replace(/^[^/]*\//, '')));
    const missing = everyKind.filter((kind) => !kinds.has(kind));
    expect(missing).toEqual([]);
    expect(reached.size).toBeGreaterThan(400);
  });
});
