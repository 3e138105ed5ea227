import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxMessageBytes } from '../contract/channel.ts';
import { plainSnapshot } from '../contract/plain-snapshot.test-data.ts';
import { anything, withOneMore, withOneWrong } from '../contract/spoilt.test-data.ts';
import { isForPage } from './for-page.ts';
import { readFromTerminal, readIntent, readPainted } from './messages.ts';

const word = (text: string) => ({ key: 'k', text });
const screen = {
  ...{ code: 'A0' as const, name: 'idle', heading: word('请放身份证'), personal: false, canExit: false },
  blocks: [{ type: 'paragraph' as const, text: word('一') }],
  actions: { main: { id: 'next', label: word('下一步') }, other: [{ id: 'a', label: word('甲') }] },
};
const snapshot = { ...plainSnapshot(screen, word('值班')), epoch: 'e1', revision: 1 };
const base = { revision: 1, epoch: 'e1' };
/** A good one of each kind, and who reads it. */
const good = [
  [readFromTerminal, { type: 'snapshot', snapshot }],
  [readFromTerminal, { type: 'wipe' }],
  [readFromTerminal, { type: 'ready', epoch: 'e1', version: '1' }],
  [readFromTerminal, { type: 'reply', id: 1, ok: false, error: { code: 'E', message: 'm' } }],
  [readIntent, { ...base, kind: 'press', id: 'next' }],
  [readIntent, { ...base, kind: 'type', name: 'n', value: '一' }],
  [readIntent, { ...base, kind: 'panel', seen: 'touch', xMm: 1, yMm: 2 }],
  [readPainted, { ...base }],
] as const;

describe('messages at the shell', () => {
  it('any value is read without an exception, and only ours are let through', () => {
    for (const [read, message] of good) expect(read(message)).toEqual({ ok: true, value: message });
    fc.assert(
      fc.property(anything, (junk) => {
        for (const read of [readFromTerminal, readIntent, readPainted]) expect(read(junk).ok).toBe(false);
      }),
    );
  });

  it('one property more, anywhere, is refused', () => {
    for (const [read, message] of good)
      fc.assert(
        fc.property(withOneMore(message), (spoilt) => {
          expect(read(spoilt)).toEqual({ ok: false, error: 'badShape' });
        }),
      );
  });

  it('one part of another kind, anywhere, is refused', () => {
    for (const [read, message] of good) {
      fc.assert(
        fc.property(withOneWrong(message), (spoilt) => {
          expect(read(spoilt).ok).toBe(false);
        }),
      );
    }
  });

  it('no message is larger than the largest', () => {
    const letters = (count: number) => ({ type: 'snapshot', snapshot: { ...snapshot, now: '一'.repeat(count) } });
    expect(readFromTerminal(letters(maxMessageBytes / 3))).toEqual({ ok: false, error: 'tooLarge' });
    expect(readFromTerminal(letters(100)).ok).toBe(true);
  });
});

describe('snapshots at the page', () => {
  it('any value is looked at without an exception; what has no name, number, page, modes or bars is not drawn', () => {
    expect([isForPage(null), isForPage(snapshot)]).toEqual([true, true]);
    fc.assert(
      fc.property(
        anything.filter((value) => value !== null),
        (junk) => {
          expect(isForPage(junk)).toBe(false);
        },
      ),
    );
    for (const part of ['epoch', 'revision', 'language', 'screen', 'modes', 'bars'])
      fc.assert(
        fc.property(
          fc.constantFrom<unknown>(null, undefined, -1, 1.5, Number.NaN, true, () => 1),
          (wrong) => {
            expect(isForPage({ ...snapshot, [part]: wrong })).toBe(false);
          },
        ),
      );
  });
});
