import { describe, expect, it } from 'vitest';
import { revealMs } from './delays.ts';
import { diligentTouch } from './testing/diligent.ts';
import { toFound } from './testing/failure-walks.ts';
import { card, readAt } from './testing/session-fixtures.ts';
import { type SessionRig, sessionRig } from './testing/session-rig.ts';
import { answerWork } from './testing/world.ts';

/** docs/domain/screens.md §3 and §5: no rule assumes one person, and what is hidden is for one pair of eyes. */
const reveals = (r: SessionRig): readonly string[] =>
  r.service.snapshot().screen.blocks.flatMap((block) => {
    if (block.type === 'facts') return block.rows.flatMap((row) => (row.reveal === undefined ? [] : [row.reveal.id]));
    return block.type === 'table' && block.reveal !== undefined ? [block.reveal.id] : [];
  });

/** A page on which something is hidden: contributions of the last years. */
function toHidden(r: SessionRig): void {
  r.begin('ss.contrib.query');
  for (let step = 1; step < 30 && reveals(r).length === 0; step += 1) {
    answerWork(r, step * 4 + 1);
    const touch = diligentTouch(r.service.snapshot(), step * 3 + 1);
    if (reveals(r).length === 0 && touch !== null) r.touch(touch);
  }
  expect(reveals(r).length).toBeGreaterThan(0);
}

const hints = (r: SessionRig) =>
  r.service.snapshot().screen.blocks.filter((block) => block.type === 'paragraph' && block.text.key === 'privacy.side');

describe('two people at the screen', () => {
  it('what is hidden is shown one block at a time, for ten seconds', async () => {
    const r = sessionRig();
    toHidden(r);
    const all = reveals(r);
    const [first = ''] = all;
    r.press(first);
    expect(reveals(r)).toEqual(all.filter((id) => id !== first));
    await r.clock.advance(revealMs - 1);
    expect(reveals(r)).not.toContain(first);
    await r.clock.advance(1);
    expect(reveals(r)).toEqual(all);
  });

  it('a second person covers it at once, and nothing can be uncovered until they are gone', () => {
    const r = sessionRig();
    toHidden(r);
    const all = reveals(r);
    const [first = ''] = all;
    r.press(first);
    r.service.send({ type: 'COMPANY', here: true });
    expect(r.service.context().visit?.revealed).toBeNull();
    expect(reveals(r)).toEqual([]);
    expect(r.press(first)).toEqual({ ok: false, error: 'notOffered' });
    r.service.send({ type: 'COMPANY', here: false });
    expect(reveals(r)).toEqual(all);
  });

  it('that others may look on is said once in a stay, on the first page with personal data', async () => {
    const r = sessionRig();
    toFound(r);
    expect(hints(r)).toHaveLength(1);
    r.touch({ kind: 'language', language: 'en' });
    expect(hints(r)).toHaveLength(1);
    r.press('continue');
    expect([r.name(), hints(r).length]).toEqual(['ss.card.loss/D2-card', 0]);
    r.touch({ kind: 'exit' });
    await r.clock.advance(3_000);
    toFound(r);
    expect(hints(r)).toHaveLength(1);
  });

  it('替别人办 stands where the card is asked for and where somebody is verified', () => {
    const r = sessionRig();
    r.begin('civil.elder.card');
    const other = () => r.service.snapshot().screen.actions.other.map(({ id }) => id);
    for (let step = 1; step < 12 && !r.name().endsWith('/C1'); step += 1) {
      const touch = diligentTouch(r.service.snapshot(), step);
      if (touch !== null) r.touch(touch);
    }
    expect([r.name(), other()]).toEqual(['civil.elder.card/C1', ['proxy']]);
    r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
    expect([r.name(), other()]).toEqual(['civil.elder.card/C2', ['proxy']]);
  });
});
