import { describe, expect, it } from 'vitest';
import { sessionDelays } from './delays.ts';
import { card, cardsFound, found, otherCard, pulled, readAt } from './testing/session-fixtures.ts';
import { type SessionRig, sessionRig, verifyBySms } from './testing/session-rig.ts';

/** To the question who the spouse is, with what the register says of the marriage. */
function toSpouse(r: SessionRig, isKnown: boolean): void {
  r.begin('hlth.birth.reg');
  r.press('continue');
  r.press('agree');
  r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
  verifyBySms(r);
  const spouse = { name: otherCard.name, idNumber: otherCard.number, hukou: 'guangzhou' };
  if (isKnown) {
    r.service.send({
      type: 'PULLED',
      path: 'civil.marriage',
      pulled: found({ married: true, since: '2020-01-01', first: true, spouse }),
    });
  }
  r.service.send({ type: 'PULLS_DONE' });
  for (let i = 0; i < 12 && !r.name().includes('D2-spouse'); i += 1) {
    for (const block of r.service.snapshot().screen.blocks) {
      if (block.type === 'choice')
        r.choose(block.name, block.name === 'motherStatus' ? 'first' : (block.options[0]?.id ?? ''));
      // A day that is typed ends its page by itself.
      if (block.type === 'date') r.type(block.name, block.max);
      else if (block.type === 'choice') r.press('continue');
    }
    if (r.name().includes('/D1')) r.press('continue');
  }
}

describe('J4: pages that name the spouse', () => {
  it('are cleared after 45 seconds without a touch, as every page with personal data', async () => {
    const r = sessionRig();
    toSpouse(r, true);
    expect(r.name()).toBe('hlth.birth.reg/D2-spouse-keep');
    expect(r.service.context().limit).toBe('personal');
    await r.clock.advance(sessionDelays.personal.idleMs + 1_000);
    expect(r.service.snapshot().warning).not.toBeNull();
    await r.clock.advance(sessionDelays.personal.warnMs + 1_000);
    expect(r.name()).toBe('Z');
    expect(r.text()).not.toContain(otherCard.name);
    expect(r.service.context().visit).toBeNull();
  });

  it('also while the name is typed; a page that only waits for the card has the time of a question', () => {
    const r = sessionRig();
    toSpouse(r, false);
    expect(r.name()).toBe('hlth.birth.reg/D2-spouse-tap');
    expect(r.service.context().limit).toBe('question');
    r.press('byHand');
    expect(r.name()).toBe('hlth.birth.reg/D2-spouse-name');
    expect(r.service.context().limit).toBe('personal');
  });
});

it('a card that is read at one in the morning was read on this day, not on the day before that it is in Greenwich', () => {
  const r = sessionRig();
  r.begin('ss.card.loss');
  r.press('agree');
  r.service.send({ type: 'CARD_READ', card, at: '2026-11-22T17:30:00.000Z', verdict: 'good' });
  for (const event of pulled(cardsFound(2))) r.service.send(event);
  expect(r.name()).toBe('ss.card.loss/D1');
  const sheets = r.service.snapshot().screen.blocks.flatMap((block) => (block.type === 'facts' ? [block] : []));
  expect(sheets[0]?.source?.text).toBe('来源：身份证芯片　2026年11月23日');
});
