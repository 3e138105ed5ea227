import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SwitchedMode, switchedModes } from '../../contract/intent.ts';
import type { Modes } from '../../contract/snapshot.ts';
import { languages } from '../../contract/text.ts';
import { defaultModes } from './context.ts';
import { clearedMs, sessionDelays } from './delays.ts';
import { toFound } from './testing/failure-walks.ts';
import { sessionRig } from './testing/session-rig.ts';

/** docs/domain/screens.md §2: independent switches, one touch each, from every page, kept until the session ends and then reset. */
const isOn = (modes: Modes, mode: SwitchedMode): boolean => {
  switch (mode) {
    case 'contrastDark':
      return modes.theme === 'contrast-dark';
    case 'contrastLight':
      return modes.theme === 'contrast-light';
    case 'speech':
      return modes.speech.output !== 'off';
    case 'largeText':
    case 'reach':
      return modes[mode];
  }
};
const others = (mode: SwitchedMode): readonly SwitchedMode[] => {
  const isTheme = mode === 'contrastDark' || mode === 'contrastLight';
  return switchedModes.filter((other) => other !== mode && !(isTheme && other.startsWith('contrast')));
};

const anyTouches = fc.array(fc.constantFrom(...switchedModes), { maxLength: 12 });

describe('the switches of the mode bar', () => {
  it('turn nothing but themselves, whatever stands and whatever is on', () => {
    fc.assert(
      fc.property(anyTouches, fc.boolean(), (touches, isInVisit) => {
        const r = sessionRig();
        if (isInVisit) toFound(r);
        const page = r.name();
        for (const mode of touches) {
          const before = r.service.snapshot().modes;
          expect(r.touch({ kind: 'mode', mode }).ok).toBe(true);
          const after = r.service.snapshot().modes;
          expect(isOn(after, mode)).toBe(!isOn(before, mode));
          for (const other of others(mode)) expect(isOn(after, other)).toBe(isOn(before, other));
        }
        expect(r.name()).toBe(page);
        r.service.stop();
      }),
      { numRuns: 60 },
    );
  });

  it('say goodbye as the citizen reads it, and are as for everybody after that', async () => {
    await fc.assert(
      fc.asyncProperty(anyTouches, fc.constantFrom(...languages), async (touches, language) => {
        const r = sessionRig();
        toFound(r);
        for (const mode of touches) r.touch({ kind: 'mode', mode });
        r.service.send({ type: 'LANGUAGE', language });
        const chosen = r.service.snapshot().modes;
        r.touch({ kind: 'exit' });
        expect([r.service.snapshot().screen.code, r.service.snapshot().modes]).toEqual(['Z', chosen]);
        await r.clock.advance(clearedMs);
        expect(r.name()).toBe('A0');
        expect(r.service.snapshot().modes).toEqual(defaultModes);
        expect(r.service.snapshot().language).toBe('zh-CN');
        r.service.stop();
      }),
      { numRuns: 40 },
    );
  });

  it.each(switchedModes)('%s left on at the idle page does not meet the next citizen', async (mode) => {
    const r = sessionRig();
    r.touch({ kind: 'mode', mode });
    expect(r.service.snapshot().modes).not.toEqual(defaultModes);
    // Twice the time of a public page, as for whoever reads large letters or listens, and a moment.
    await r.clock.advance(sessionDelays.public.idleMs * sessionDelays.public.easeFactor + 1_000);
    expect(r.service.snapshot().modes).toEqual(defaultModes);
    r.service.stop();
  });
});
