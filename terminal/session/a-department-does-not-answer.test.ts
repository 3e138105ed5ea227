import { describe, expect, it } from 'vitest';
import type { SocialSecurityCard } from '../../contract/pulls/social-security.ts';
import type { Pulled, SessionContext } from './context.ts';
import { card, cardsFound, pulled, readAt } from './testing/session-fixtures.ts';
import { type SessionRig, sessionRig, verifyBySms } from './testing/session-rig.ts';

/** The hub answers, and the department behind it does not: its word is `timeout`, or it gives nothing out (`denied`). */
const silent = (status: 'timeout' | 'denied'): Pulled => ({
  status,
  source: 'gz.hrss',
  asOf: '2026-11-23',
  data: null,
});

function toCards(r: SessionRig, item: string, said: Pulled) {
  r.begin(item);
  if (r.name().endsWith('/B1')) r.press('continue');
  r.press('agree');
  r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
  if (r.name().endsWith('/C2')) verifyBySms(r);
  for (const event of pulled(said)) r.service.send(event);
}
const answers = (context: SessionContext) => context.visit?.answers ?? {};

describe('the department does not say which cards there are', () => {
  it('a lost card is reported all the same, for all that are in use: nobody stands before a choice with nothing in it', () => {
    for (const status of ['timeout', 'denied'] as const) {
      const r = sessionRig();
      toCards(r, 'ss.card.loss', silent(status));
      r.press('continue');
      expect(r.name()).toBe('ss.card.loss/D2-mobile');
      r.type('mobile', '13800138000');
      expect(r.name()).toBe('ss.card.loss/E0');
      r.press('continue');
      expect(r.name()).toBe('ss.card.loss/E1');
      expect(r.service.snapshot().screen.actions.main?.label.text).toBe('挂失名下所有在用的卡');
      r.press('submit');
      expect(r.calls).toContain('store');
      expect(answers(r.service.context())).not.toHaveProperty('card');
    }
  });

  it('what is only done live stops at that page, says who does not answer, and does not blame the network', () => {
    const r = sessionRig();
    toCards(r, 'ss.card.replace', silent('timeout'));
    expect(r.name()).toBe('ss.card.replace/D1-away');
    expect(r.text()).toContain('部门系统现在没有回应');
    expect(r.text()).not.toContain('网络断开');
    expect(r.press('continue').ok).toBe(false);
    r.press('retry');
    for (const event of pulled(cardsFound(1))) r.service.send(event);
    expect(r.name()).toBe('ss.card.replace/D1');
    const refused = sessionRig();
    toCards(refused, 'ss.card.replace', silent('denied'));
    expect(refused.text()).toContain('部门没有提供');
    // Asking once more brings the same word.
    expect(refused.press('retry').ok).toBe(false);
  });
});

describe('which cards can be blocked', () => {
  const toState = (state: SocialSecurityCard['state']) => {
    const r = sessionRig();
    toCards(r, 'ss.card.loss', cardsFound(1, state));
    return r;
  };

  it('a card that was blocked for a time by phone is blocked formally: 补卡 asks for that', () => {
    const r = toState('tempLoss');
    r.press('continue');
    expect(r.name()).toBe('ss.card.loss/D2-action');
    r.choose('action', 'report');
    r.press('continue');
    expect(answers(r.service.context())).toMatchObject({ action: 'report', card: 'card-1' });
    expect(r.name()).toBe('ss.card.loss/E0');
  });

  it('whose only card has expired, or is still being made, is not told that it is blocked', () => {
    for (const state of ['expired', 'inProduction', 'cancelled'] as const) {
      const r = toState(state);
      expect(`${state} ${r.name()}`).toBe(`${state} ss.card.loss/N1-found.noneInUse`);
      expect(r.text()).not.toContain('都已挂失');
    }
    const blocked = sessionRig();
    const said = cardsFound(1, 'formalLoss');
    const cards = 'data' in said ? (said.data as { readonly cards: readonly SocialSecurityCard[] }).cards : [];
    const replaced = cards.map((one) => ({ ...one, replaced: true }));
    toCards(blocked, 'ss.card.loss', { ...said, data: { cards: replaced, pendingReceipt: null } } as Pulled);
    expect(blocked.name()).toBe('ss.card.loss/N1-found.allLost');
  });
});
