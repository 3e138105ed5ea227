import { expect, it } from 'vitest';
import type { SessionEvent } from './events.ts';
import { toReader } from './testing/failure-walks.ts';
import { card, cardsFound, pulled, readAt } from './testing/session-fixtures.ts';
import { type SessionRig, sessionRig } from './testing/session-rig.ts';
import { everyAct } from './testing/synthetic-items.ts';

const read: Extract<SessionEvent, { type: 'CARD_READ' }> = {
  type: 'CARD_READ',
  card,
  at: readAt,
  verdict: 'good',
  noFace: true,
};
function toC2(missing: Parameters<typeof sessionRig>[0] = {}): SessionRig {
  const r = sessionRig(missing);
  toReader(r, 'ss.card.replace');
  r.service.send(read);
  expect(r.name()).toBe('ss.card.replace/C2');
  return r;
}
const ways = (r: SessionRig) =>
  r.service
    .snapshot()
    .screen.blocks.flatMap((block) =>
      block.type === 'tiles' ? block.tiles.map(({ id, unavailable }) => [id, unavailable?.key ?? null]) : [],
    );

it('a face is not offered where there is no photo to compare it with; the other ways are', () => {
  const r = toC2();
  expect(ways(r)).toEqual([
    ['method:face', 'verify.why.noPhoto'],
    ['method:cardPin', null],
    ['method:sms', null],
    ['method:video', null],
  ]);
  expect(r.press('method:face').ok).toBe(false);
  expect(r.service.snapshot().screen.heading.key).toBe('verify.title');
});

it('where no way is left the page says that, and does not ask to choose', () => {
  const r = toC2({ missing: ['pinPad'] });
  r.service.send({ type: 'ONLINE', online: false });
  expect(ways(r).every(([, why]) => why !== null)).toBe(true);
  const { heading, lead, blocks } = r.service.snapshot().screen;
  expect([heading.key, lead?.key, blocks.some(({ type }) => type === 'hotlines')]).toEqual([
    'verify.none',
    'verify.none.lead',
    true,
  ]);
});

it('a face that is looked at once more before an act is not, where the card gives no photo this time', async () => {
  const r = sessionRig({ items: [everyAct] });
  const now = () => new Date(r.clock.wallMs()).toISOString();
  r.begin(everyAct.id);
  r.press('agree');
  r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
  r.press('method:face');
  r.press('agree');
  r.service.send({ type: 'VERIFIED', method: 'face', assurance: 'onDevice', at: readAt });
  for (const event of pulled(cardsFound(2))) r.service.send(event);
  for (let i = 0; i < 3; i += 1) r.press('continue');
  r.type('copies', '1');
  for (let passed = 0; passed < 200_000; passed += 20_000) {
    await r.clock.advance(20_000);
    r.touch({ kind: 'present' });
  }
  r.press('submit');
  expect(r.name()).toBe('syn.acts/C1-again');
  r.service.send({ ...read, at: now() });
  expect(r.name()).toBe('syn.acts/C2');
  expect(ways(r)[0]).toEqual(['method:face', 'verify.why.noPhoto']);
});
