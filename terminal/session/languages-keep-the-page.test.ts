import { describe, expect, it } from 'vitest';
import type { IntentBody } from '../../contract/intent.ts';
import type { Snapshot } from '../../contract/snapshot.ts';
import { languages } from '../../contract/text.ts';
import { diligentTouch } from './testing/diligent.ts';
import { allowedAfter } from './testing/session-fixtures.ts';
import { type SessionRig, sessionRig, shippedItems } from './testing/session-rig.ts';
import { syntheticItems } from './testing/synthetic-items.ts';
import { answerWork } from './testing/world.ts';

/** The page without its words: which page, what stands on it, what is chosen and typed, what is offered. */
function withoutWords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutWords);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  // A text: its key is the same in every language, its words are not.
  if ('key' in value && 'text' in value) return `text:${String(value.key)}`;
  if ('id' in value && isOfLanguage(String(value.id))) return 'word';
  return Object.fromEntries(entries.map(([key, part]) => [key, withoutWords(part)]));
}

/** Words that the search proposes are words of the language: other ones are offered in each. */
const isOfLanguage = (id: string) => id.startsWith('word:');
const isSwitch = (offer: IntentBody) => offer.kind === 'language' || (offer.kind === 'press' && isOfLanguage(offer.id));

function stateOf({ screen, modes, warning, ...rest }: Snapshot): string {
  const snapshot = { screen, modes, warning, ...rest };
  const { network, exit } = rest.bars;
  return JSON.stringify([
    withoutWords(screen),
    modes,
    warning === null,
    network.state,
    withoutWords(exit),
    allowedAfter(snapshot).filter((offer) => !isSwitch(offer)),
  ]);
}

/** Goes through the languages and back; every one shows the same page, and the first comes back word for word. */
function switchesAround(r: SessionRig): void {
  const name = r.name();
  // A value that stands uncovered is covered by any change of the page: that is not of the language.
  r.touch({ kind: 'language', language: 'zh-CN' });
  const before = r.service.snapshot();
  const { visit, home } = r.service.context();
  for (const language of ['en', 'zh-HK', 'zh-CN'] as const) {
    r.touch({ kind: 'language', language });
    const now = r.service.snapshot();
    expect(now.language).toBe(language);
    expect(stateOf(now), `${name} in ${language}`).toBe(stateOf(before));
    expect(r.service.context().visit, name).toEqual(visit);
    expect(r.service.context().home, name).toEqual(home);
  }
  const after = r.service.snapshot();
  expect({ ...after, revision: 0, now: '' }, name).toEqual({ ...before, revision: 0, now: '' });
}

const reached = new Set<string>();

/** Switched on each page once in each of its shapes: which blocks stand, and whether something is chosen there. */
function look(r: SessionRig): void {
  const { screen } = r.service.snapshot();
  const chosen = screen.blocks.map((block) => ('selected' in block ? (block.selected?.length ?? 0) > 0 : block.type));
  const key = JSON.stringify([screen.name, chosen]);
  if (reached.has(key)) return;
  reached.add(key);
  names.add(screen.name);
  switchesAround(r);
  // WCAG 3.2.3, 3.2.4, 3.2.6: the bars offer the same on every page, help among them.
  const { modeLabels, languageNames, exit, keeper } = r.service.snapshot().bars;
  bars.add(JSON.stringify([modeLabels, languageNames, exit, keeper]));
}
const bars = new Set<string>();
/** Pages whose rows are buttons. */
const picks = new Set<string>();

/** A citizen who goes on and a city that answers, with other choices in every walk. */
function walk(itemId: string, variant: number): void {
  const r = sessionRig({ items: [...syntheticItems, ...shippedItems] });
  r.begin(itemId);
  for (let step = 1; step <= 45 && r.service.context().visit !== null; step += 1) {
    look(r);
    answerWork(r, step + variant * 7);
    look(r);
    const touch = diligentTouch(r.service.snapshot(), step * 3 + variant);
    if (touch === null) continue;
    const { name, actions } = r.service.snapshot().screen;
    r.touch(touch);
    if (touch.kind !== 'choose' || r.name() === name) continue;
    // WCAG 3.2.2: choosing changes what is chosen, and going on is a press of its own. Only lists without 继续 lead on: there each row is a button.
    expect(actions.main, `${name} after a choice`).toBeUndefined();
    picks.add(name.replace(/^[^/]*\//, ''));
  }
  r.service.stop();
}
const names = new Set<string>();

describe('the language, switched on any page', () => {
  it.each([...syntheticItems, ...shippedItems].map(({ id }) => id))(
    '%s: same page, same choices, same values, same offers; back in the first, word for word',
    (id) => {
      for (let variant = 0; variant < 2; variant += 1) walk(id, variant);
    },
    60_000,
  );

  it('the pages around visits, too: idle, home with a search, help, cleared, a card left behind', async () => {
    const r = sessionRig();
    switchesAround(r);
    r.press('start');
    r.touch({ kind: 'search', query: 'sbk' });
    switchesAround(r);
    r.touch({ kind: 'help' });
    switchesAround(r);
    r.press('help.close');
    r.press('back');
    r.press('tile:ss.card.loss');
    r.service.send({ type: 'PAD', pad: 'present' });
    r.touch({ kind: 'exit' });
    expect(r.name()).toBe('Z');
    switchesAround(r);
    await r.clock.advance(3_000);
    expect(r.name()).toBe('machine/card-left');
    switchesAround(r);
  });

  it('came by pages of every kind, so that the walks prove something', () => {
    const kinds = new Set([...names].map((name) => name.replace(/^[^/]*\//, '').replace(/-.*/, '')));
    for (const kind of [
      'B1',
      'B2',
      'C1',
      'C2',
      'D1',
      'D2',
      'E0',
      'E1',
      'E2',
      'F2',
      'G1',
      'G2',
      'T1',
      'U1',
      'U3',
      'U4',
      'V1',
    ])
      expect([...kinds]).toContain(kind);
    expect(names.size).toBeGreaterThan(200);
    expect(bars.size, 'one set of bars').toBe(1);
    for (const pick of picks) expect(pick).toMatch(/-(province|city|district|letters)$|^G2$/);
  });

  it('the contract knows these languages and no other', () => {
    expect([...languages]).toEqual(['zh-CN', 'zh-HK', 'en']);
  });
});
