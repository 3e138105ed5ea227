import { describe, expect, it, vi } from 'vitest';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import type { Visit } from './context.ts';
import type { SessionEvent } from './events.ts';
import { card, cardsFound, idlePorts, otherCard, pulled, readAt } from './testing/session-fixtures.ts';
import { type SessionRig, sessionRig } from './testing/session-rig.ts';

const storedAt = '2026-11-23T06:03:40.000Z';
const stored = { type: 'STORED', receiptNo: 'TH0017-261123-0042-3', messageId: 'm1', at: storedAt } as const;
const effective = { type: 'RESULT', result: { state: 'effective', at: '2026-11-23T06:03:41.000Z', data: {} } } as const;

function toFound(r: SessionRig, answer = cardsFound(2)) {
  r.press('tile:ss.card.loss');
  r.press('agree');
  r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
  for (const event of pulled(answer)) r.service.send(event);
}

function toCheck(r: SessionRig) {
  toFound(r);
  r.press('continue');
  r.choose('card', 'card-1');
  r.press('continue');
  r.press('continue');
}

function toConfirming(r: SessionRig) {
  toCheck(r);
  r.press('submit');
  r.service.send(stored);
}

describe('session', () => {
  it('walks the loss report in seven touches to "blocked", and never says so before the department did', () => {
    const r = sessionRig();
    toConfirming(r);
    expect(r.name()).toBe('ss.card.loss/F1');
    for (const snapshot of r.snapshots) expect(JSON.stringify(snapshot.screen)).not.toContain('"text":"已挂失 ');
    r.service.send({ type: 'DELIVERED' });
    r.service.send(effective);
    expect(r.name()).toBe('ss.card.loss/F2-effective');
    expect(r.service.snapshot().screen.heading.text).toBe('已挂失 14:03');
    const pages = r.snapshots.map((snapshot) => snapshot.screen.name).filter((name, i, all) => name !== all[i - 1]);
    expect(pages).toEqual([
      'A0',
      'ss.card.loss/B2',
      'ss.card.loss/C1',
      'ss.card.loss/D1-asking',
      'ss.card.loss/D1',
      'ss.card.loss/D2-card',
      'ss.card.loss/E0',
      'ss.card.loss/E1',
      'ss.card.loss/F1',
      'ss.card.loss/F2-effective',
    ]);
    expect(r.calls.filter((call) => call.startsWith('print'))).toEqual(['print v1 0']);
  });

  it('a slip that comes out behind the end of the session is not sent to it, and nobody is warned of a lost event', () => {
    let settle: ((event: SessionEvent) => void) | undefined;
    const calls: string[] = [];
    const ports = {
      ...idlePorts(calls),
      startPrint: (_: Visit, send: (event: SessionEvent) => void) => (settle = send),
    };
    const r = sessionRig({ ports });
    toConfirming(r);
    r.service.send(effective);
    const shown = r.snapshots.length;
    const warned = vi.spyOn(console, 'warn');
    r.service.stop();
    settle?.({ type: 'PRINT_SETTLED', visitId: 'v1', copy: 0, outcome: 'done', code: null, unprintable: false });
    r.service.send({ type: 'ONLINE', online: false });
    expect(settle).toBeDefined();
    expect(warned).not.toHaveBeenCalled();
    expect(r.snapshots.length).toBe(shown);
    warned.mockRestore();
  });

  it('does not ask which card when there is only one', () => {
    const r = sessionRig();
    toFound(r, cardsFound(1));
    r.press('continue');
    expect(r.name()).toBe('ss.card.loss/E0');
    expect(r.service.context().visit?.answers.card).toBe('card-1');
  });

  it('offline: says "not yet in effect" with the hotlines, asks for the mobile number, and never uses a tick', () => {
    const r = sessionRig();
    r.service.send({ type: 'ONLINE', online: false });
    toFound(r, { status: 'away' });
    expect(r.name()).toBe('ss.card.loss/D1-offline');
    r.press('continue');
    expect(r.name()).toBe('ss.card.loss/D2-mobile');
    r.type('mobile', '1380013');
    expect(r.service.snapshot().screen.blocks[0]).toMatchObject({ error: { key: 'error.mobile' } });
    r.type('mobile', '13800138000');
    r.press('continue');
    r.press('submit');
    r.service.send(stored);
    expect(r.name()).toBe('ss.card.loss/F2-stored');
    const screen = r.service.snapshot().screen;
    expect(screen.tone).toBe('waiting');
    expect(screen.lead?.text).toContain('尚未生效');
    expect(screen.blocks.some((block) => block.type === 'hotlines')).toBe(true);
  });

  it('says that it asks again with the same number, and calls a missing answer unknown', () => {
    const r = sessionRig();
    toConfirming(r);
    r.service.send({ type: 'ASKED_AGAIN', attempts: 2 });
    expect(r.text()).toContain('submit.asked');
    r.service.send({ type: 'RESULT', result: { state: 'unknown' } });
    expect(r.name()).toBe('ss.card.loss/F2-unknown');
  });

  it('goes back to the check page after one answer was changed', () => {
    const r = sessionRig();
    toCheck(r);
    r.press('change:reason');
    expect(r.name()).toBe('ss.card.loss/D2-reason');
    r.choose('reason', 'stolen');
    r.press('continue');
    expect(r.name()).toBe('ss.card.loss/E1');
    expect(r.service.context().visit?.answers.reason).toBe('stolen');
  });

  it('refuses a late touch, a forged button, a greyed card and a touch of an earlier life', () => {
    const r = sessionRig();
    const late = r.service.snapshot().revision;
    r.press('tile:ss.card.loss');
    const intent = { kind: 'press' as const, id: 'tile:ss.card.loss', epoch: 'e1', revision: late };
    // A tile names its own aim: it is heard as long as it stands anywhere, and no longer.
    expect(r.service.intent(intent)).toEqual({ ok: false, error: 'notOffered' });
    expect(r.service.intent({ ...intent, id: 'agree' })).toEqual({ ok: false, error: 'staleRevision' });
    expect(r.press('submit')).toEqual({ ok: false, error: 'notOffered' });
    expect(r.service.intent({ ...intent, epoch: 'e0' })).toEqual({ ok: false, error: 'staleEpoch' });
    const other = sessionRig();
    toFound(other, cardsFound(3, 'expired'));
    other.press('continue');
    expect(other.name()).toBe('ss.card.loss/D2-card');
    expect(other.choose('card', 'card-3')).toEqual({ ok: false, error: 'disabled' });
  });

  it('a card that is blocked may be unblocked: only with a verified person and a fresh tap', () => {
    const r = sessionRig();
    toFound(r, cardsFound(2, 'formalLoss'));
    r.press('continue');
    expect(r.name()).toBe('ss.card.loss/D2-action');
    r.choose('action', 'undo');
    r.press('continue');
    expect(r.name()).toBe('ss.card.loss/C2');
    r.press('method:sms');
    r.service.send({ type: 'SMS_SENT', codeId: 'c', to: '138****8000' });
    r.type('smsCode', '123456');
    expect(r.calls).toContain('typed 6');
    r.service.send({ type: 'VERIFIED', method: 'sms', assurance: 'sms', at: readAt });
    expect(r.name()).toBe('ss.card.loss/E0-loss.undo');
    expect(r.service.context().visit?.answers.card).toBe('card-2');
    r.press('continue');
    expect(r.name()).toBe('ss.card.loss/E1');
    r.press('submit');
    r.service.send(stored);
    r.service.send({ type: 'DELIVERED' });
    r.service.send(effective);
    expect(r.service.snapshot().screen.heading.text).toBe('已解除挂失 14:03');
  });

  it('an act that cannot be undone asks for a fresh tap after three minutes, and takes no other card', async () => {
    const r = sessionRig();
    toFound(r, cardsFound(2, 'formalLoss'));
    r.press('continue');
    r.choose('action', 'undo');
    r.press('continue');
    r.press('method:sms');
    r.service.send({ type: 'VERIFIED', method: 'sms', assurance: 'sms', at: readAt });
    r.press('continue');
    for (let minute = 0; minute < 4; minute += 1) {
      await r.clock.advance(60_000);
      r.touch({ kind: 'stay' });
    }
    r.press('submit');
    expect(r.name()).toBe('ss.card.loss/C1-again');
    r.service.send({
      type: 'CARD_READ',
      card: otherCard,
      at: new Date(r.clock.wallMs()).toISOString(),
      verdict: 'good',
    });
    expect(r.name()).toBe('ss.card.loss/N1-id.other');
    r.press('retry');
    expect(r.name()).toBe('ss.card.loss/E1');
    r.press('submit');
    const at = new Date(r.clock.wallMs()).toISOString();
    r.service.send({ type: 'CARD_READ', card, at, verdict: 'good' });
    expect(r.name()).toBe('ss.card.loss/C2-sms-asking');
    r.service.send({ type: 'VERIFIED', method: 'sms', assurance: 'sms', at });
    expect(r.name()).toBe('ss.card.loss/F1');
  });

  it('a loss report leads to a new card with the same person, who is not asked again', () => {
    const r = sessionRig();
    toConfirming(r);
    r.service.send(effective);
    expect(r.press('link:ss.card.replace').ok).toBe(true);
    expect(r.name()).toBe('ss.card.replace/B1');
    const { visit } = r.service.context();
    expect(visit).toMatchObject({ id: expect.stringMatching(/^v/), actor: { idNumber: card.number } });
    expect(visit?.answers).toMatchObject({ reason: 'lost', card: 'card-1' });
    r.press('continue');
    r.press('agree');
    expect(r.name()).toBe('ss.card.replace/C2');
  });

  it('exit is one touch from any page of a visit, wipes, and stands neutral', async () => {
    const r = sessionRig();
    toCheck(r);
    r.touch({ kind: 'exit' });
    expect(r.name()).toBe('Z');
    expect(r.calls).toContain('wipe exit');
    expect(r.service.context().visit).toBeNull();
    await r.clock.advance(3000);
    expect(r.name()).toBe('A0');
  });

  it('exit while committing waits for the commit and shows nothing of it', () => {
    const r = sessionRig();
    toCheck(r);
    r.press('submit');
    r.touch({ kind: 'exit' });
    expect(r.service.context().visit).not.toBeNull();
    r.service.send(stored);
    expect(r.name()).toBe('Z');
    expect(r.calls).toContain('wipe exit');
  });

  it('a forgotten ID card blocks the next visit until it is gone', async () => {
    const r = sessionRig();
    toConfirming(r);
    r.service.send({ type: 'PAD', pad: 'present' });
    r.service.send(effective);
    r.press('finish');
    expect(r.name()).toBe('ss.card.loss/G1-card');
    expect(r.press('taken')).toEqual({ ok: false, error: 'notOffered' });
    await r.clock.advance(60_000);
    expect(r.name()).toBe('Z');
    await r.clock.advance(3000);
    expect(r.name()).toBe('machine/card-left');
    expect(r.press('tile:ss.card.loss').ok).toBe(false);
    await r.clock.advance(60_000);
    expect(r.name()).toBe('machine/card-left-neutral');
    r.service.send({ type: 'PAD', pad: 'absent' });
    expect(r.name()).toBe('A0');
  });

  it('a reader that dies with a forgotten card on it does not keep the machine for ever, and keeps it again when it comes back and sees the card', async () => {
    const r = sessionRig();
    r.service.send({ type: 'PAD', pad: 'present' });
    r.press('tile:ss.card.loss');
    expect(r.name()).toBe('machine/card-left');
    r.service.send({ type: 'PAD', pad: 'unknown' });
    await r.clock.advance(59_000);
    expect(r.name()).toBe('machine/card-left-neutral');
    r.service.send({ type: 'PAD', pad: 'present' });
    await r.clock.advance(3_600_000);
    expect(r.name()).toBe('machine/card-left-neutral');
    r.service.send({ type: 'PAD', pad: 'unknown' });
    await r.clock.advance(60_000);
    expect(r.name()).toBe('A0');
    expect(r.service.place()).toBe('idle');
    r.service.send({ type: 'PAD', pad: 'present' });
    r.press('tile:ss.card.loss');
    expect(r.name()).toBe('machine/card-left');
  });

  it('a reader that dies while a card stands at the outlet leaves that card in force', async () => {
    const r = sessionRig();
    r.service.send({ type: 'PAD', pad: 'unknown' });
    r.service.send({ type: 'OUTLET', hasCard: true });
    r.begin('ss.card.query');
    await r.clock.advance(3_600_000);
    expect(r.name()).toBe('machine/outlet-neutral');
    r.service.send({ type: 'OUTLET', hasCard: false });
    await r.clock.advance(60_000);
    expect(r.name()).toBe('A0');
  });

  it('a card that lies on the pad before a visit starts none', () => {
    const r = sessionRig();
    r.service.send({ type: 'PAD', pad: 'present' });
    r.press('tile:ss.card.loss');
    expect(r.name()).toBe('machine/card-left');
    expect(r.calls).not.toContain('openVisit');
    r.service.send({ type: 'PAD', pad: 'absent' });
    expect(r.name()).toBe('A0');
  });

  it('an open cabinet ends the visit at once and says why nothing is offered', async () => {
    const r = sessionRig();
    toCheck(r);
    r.service.send({ type: 'DOOR', open: true });
    expect(r.name()).toBe('Z');
    expect(r.calls).toContain('wipe door');
    await r.clock.advance(3_000);
    expect(r.name()).toBe('machine/door');
    r.service.send({ type: 'DOOR', open: false });
    expect(r.name()).toBe('A0');
  });

  it('warns before it clears, counts extensions, and gives large-text mode more time', async () => {
    const r = sessionRig();
    toCheck(r);
    await r.clock.advance(44_000);
    expect(r.service.snapshot().warning).toBeNull();
    await r.clock.advance(1_000);
    expect(r.service.snapshot().warning?.endsInMs).toBe(30_000);
    r.touch({ kind: 'stay' });
    expect(r.service.snapshot().warning).toBeNull();
    r.touch({ kind: 'mode', mode: 'largeText' });
    await r.clock.advance(89_000);
    expect(r.service.snapshot().warning).toBeNull();
    await r.clock.advance(1_000);
    expect(r.service.snapshot().warning?.endsInMs).toBe(60_000);
    await r.clock.advance(60_000);
    expect(r.name()).toBe('Z');
    expect(r.calls).toContain('wipe timeout');
    await r.clock.advance(3_000);
    expect(r.name()).toBe('A0');
    expect(r.service.snapshot().modes.largeText).toBe(false);
  });

  it('a warning does not count down anew because something else changes on its page, and a page tells the time of now', async () => {
    const r = sessionRig();
    /** As the window got it. */
    const latest = () => r.snapshots.at(-1) ?? r.service.snapshot();
    toCheck(r);
    await r.clock.advance(45_000);
    await r.clock.advance(20_000);
    r.service.send({ type: 'ONLINE', online: false });
    expect(latest().bars.network.state).toBe('offline');
    expect(latest().warning?.endsInMs).toBe(10_000);
    const said = Date.parse(latest().now);
    await r.clock.advance(4_000);
    const { warning, now } = r.service.snapshot();
    expect([warning?.endsInMs, Date.parse(now) - said]).toEqual([6_000, 4_000]);
    r.touch({ kind: 'stay' });
    await r.clock.advance(45_000);
    expect(r.service.snapshot().warning?.endsInMs).toBe(30_000);
  });

  it('greys the tile with the reason when the reader is gone, and takes no visit', () => {
    const r = sessionRig();
    r.service.send({
      type: 'DEVICE',
      capability: 'idReader',
      view: { availability: 'unavailable', fault: 'E_LINK_LOST' },
    });
    const tiles = r.service.snapshot().screen.blocks.find((block) => block.type === 'tiles');
    const tile = tiles?.type === 'tiles' ? tiles.tiles.find(({ id }) => id === 'tile:ss.card.loss') : undefined;
    expect(tile?.unavailable?.key).toBe('item.off.somewhere');
    expect(tile?.unavailable?.text).toContain('本机读卡器暂不能用');
    expect(r.press('tile:ss.card.loss')).toEqual({ ok: false, error: 'disabled' });
  });

  it('keeps the page when the language changes, in all three languages', () => {
    const r = sessionRig();
    toCheck(r);
    for (const language of ['en', 'zh-HK', 'zh-CN'] as const) {
      r.touch({ kind: 'language', language });
      expect(r.name()).toBe('ss.card.loss/E1');
      expect(r.service.snapshot().language).toBe(language);
    }
  });
});

it('a visit over midnight counts by the new day of the city', async () => {
  const r = sessionRig({ clock: new VirtualClock(Date.parse('2026-12-31T15:59:50.000Z')) });
  expect(r.service.context().today).toBe('2026-12-31');
  r.begin('ss.card.loss');
  await r.clock.advance(40_000);
  expect(r.service.context().today).toBe('2027-01-01');
  expect(r.service.context().visit).not.toBeNull();
});
