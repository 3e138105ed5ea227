import { describe, expect, it } from 'vitest';
import { accessLimits } from './access.ts';
import { cardWindowMs } from './card-window.ts';
import { cardMarkOf, cardText, pins, type TechnicianRig, technicianRig } from './testing-rig.test-data.ts';

const mark = cardMarkOf(cardText.technician);
const entered = (rig: TechnicianRig) =>
  rig.audits.filter(([type]) => type === 'tech.enter').map(([, { staff, how, result }]) => ({ staff, how, result }));

/** A machine at which the technician has a card, with the page of the number open. */
async function rigWithCard(): Promise<TechnicianRig> {
  const rig = await technicianRig();
  rig.hear(rig.hub.members.map((member) => (member.staffId === '100001' ? { ...member, cards: [mark] } : member)));
  return rig;
}
async function atNumber(rig: TechnicianRig): Promise<void> {
  rig.session.touch({ kind: 'knock' });
  await rig.until('the page of the number', () => rig.at() === 'enter');
}
async function show(rig: TechnicianRig, text: string): Promise<void> {
  expect(rig.scanner.hold(text)).toBe(true);
  await rig.until('the page of the PIN', () => rig.at() === 'pin');
}

describe('a staff card before the scanner', () => {
  it('and the PIN let in; what stands on it is in no record, no snapshot and no store', async () => {
    await using rig = await rigWithCard();
    await atNumber(rig);
    expect(rig.view().lead).toMatchObject({ key: 'tech.enter.leadCard' });
    await show(rig, cardText.technician);
    expect(rig.scanner.state.wiped).toBe(1);
    expect(rig.scanner.isOpen).toBe(false);
    rig.type('pin', pins['100001'] ?? '');
    await rig.until('today', () => rig.at() === 'today');
    expect(entered(rig)).toEqual([{ staff: '100001', how: 'card', result: 'ok' }]);
    expect(JSON.stringify([rig.audits, rig.session.snapshots])).not.toContain(cardText.technician);
    expect(JSON.stringify([rig.audits, rig.session.snapshots])).not.toContain(mark);
  });

  it("with somebody else's PIN fails and is counted; a card that nobody has does not look different before", async () => {
    await using rig = await rigWithCard();
    await atNumber(rig);
    await show(rig, cardText.technician);
    const known = rig.view();
    rig.type('pin', pins['200001'] ?? '');
    await rig.until('the answer', () => entered(rig).length === 1);
    rig.press('back');
    await rig.until('the page of the number', () => rig.at() === 'enter');
    await show(rig, 'https://example.com/any-code-of-a-citizen');
    expect({ ...rig.view(), revision: 0 }).toEqual({ ...known, revision: 0 });
    rig.type('pin', pins['100001'] ?? '');
    await rig.until('the answer', () => entered(rig).length === 2);
    expect(entered(rig)).toEqual([
      { staff: '100001', how: 'card', result: 'failed' },
      { staff: '?', how: 'card', result: 'failed' },
    ]);
    expect(rig.at()).toBe('pin');
    expect(JSON.stringify([rig.audits, rig.session.snapshots])).not.toContain('any-code-of-a-citizen');
  });

  it('is lost: the hub ends it in the middle of a page, and it opens nothing after that', async () => {
    await using rig = await rigWithCard();
    await atNumber(rig);
    await show(rig, cardText.technician);
    rig.type('pin', pins['100001'] ?? '');
    await rig.until('today', () => rig.at() === 'today');
    rig.hear(rig.hub.members.map(({ cards: _, ...member }) => member));
    await rig.until('the citizens', () => rig.session.name() === 'A0' && rig.at() === '');
    await atNumber(rig);
    await show(rig, cardText.technician);
    rig.type('pin', pins['100001'] ?? '');
    await rig.until('the answer', () => entered(rig).length === 2);
    expect(entered(rig).at(-1)).toMatchObject({ staff: '?', result: 'failed' });
  });

  it('is looked for on the page of the number alone, and not before what is a citizen’s has left the machine', async () => {
    await using rig = await rigWithCard();
    rig.session.service.send({ type: 'PAD', pad: 'present' });
    rig.board.turn('serviceKey', 'on');
    await rig.cards.clock.advance(1_000);
    expect(rig.at()).toBe('waiting');
    expect(rig.scanner.state.windows).toBe(0);
    rig.session.service.send({ type: 'PAD', pad: 'absent' });
    await rig.until('the page of the number', () => rig.at() === 'enter');
    expect(rig.scanner.isOpen).toBe(true);
    rig.type('staffId', '200001');
    expect([rig.at(), rig.scanner.isOpen]).toEqual(['pin', false]);
    rig.press('back');
    expect([rig.at(), rig.scanner.isOpen]).toEqual(['enter', true]);
    rig.board.turn('serviceKey', 'off');
    await rig.cards.clock.advance(0);
    expect([rig.at(), rig.scanner.isOpen]).toEqual(['', false]);
    await rig.comeIn();
    expect(rig.scanner.isOpen).toBe(false);
  });

  it('is not looked for without end at an open cabinet: a touch lights the scanner again', async () => {
    await using rig = await rigWithCard();
    rig.board.turn('door', 'open');
    await rig.until('the page of the number', () => rig.at() === 'enter');
    rig.scanner.timeOut();
    await rig.cards.clock.advance(cardWindowMs + accessLimits.enterMs);
    expect([rig.at(), rig.scanner.isOpen]).toEqual(['enter', false]);
    rig.session.service.intent({ kind: 'language', language: 'en', epoch: 'e1', revision: 0 });
    await rig.until('the light', () => rig.scanner.isOpen);
  });
});
