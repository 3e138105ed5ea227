import { describe, expect, it } from 'vitest';
import { silentSpeech } from '../../contract/speech/settings.ts';
import { idleDelay, sessionDelays } from './delays.ts';
import { toFound } from './testing/failure-walks.ts';
import { lossItem, readAt } from './testing/session-fixtures.ts';
import { type SessionRig, sessionRig } from './testing/session-rig.ts';

/** F-21 of docs/domain/journeys.md §6 and speech as a mode (docs/domain/screens.md §8). */
const headset = (r: SessionRig, isIn: boolean) =>
  r.service.send({
    type: 'DEVICE',
    capability: 'headset',
    view: { availability: isIn ? 'ready' : 'unavailable', fault: null },
  });
const speech = (r: SessionRig) => r.service.snapshot().modes.speech;
const turn = (r: SessionRig) => r.touch({ kind: 'mode', mode: 'speech' });

describe('F-21: headset pulled out', () => {
  it('is silent at once and asks before the speaker; what stood there is covered; the visit goes on where it was', () => {
    const r = sessionRig();
    headset(r, true);
    expect(speech(r).output).toBe('headset');
    toFound(r);
    headset(r, false);
    expect([speech(r).output, r.name()]).toEqual(['off', 'headset']);
    expect(r.text()).not.toContain('黎');
    r.press('headset.speaker');
    expect([speech(r).output, r.name()]).toEqual(['speaker', 'ss.card.loss/D1']);
    expect(r.press('continue').ok).toBe(true);
  });

  it('stays silent where that is chosen, and is not asked a second time', () => {
    const r = sessionRig();
    headset(r, true);
    toFound(r);
    headset(r, false);
    r.press('headset.silent');
    expect([speech(r).output, r.name()]).toEqual(['off', 'ss.card.loss/D1']);
    r.press('continue');
    expect(r.name()).toMatch(/^ss\.card\.loss\/D2/);
  });

  it('plugged in again, it goes on through the headset without an answer', () => {
    const r = sessionRig();
    headset(r, true);
    toFound(r);
    headset(r, false);
    headset(r, true);
    expect([speech(r).output, r.name()]).toEqual(['headset', 'ss.card.loss/D1']);
  });

  it('a board that dies counts as pulled out: nobody can know whether the plug is in', () => {
    const r = sessionRig();
    headset(r, true);
    toFound(r);
    r.service.send({
      type: 'DEVICE',
      capability: 'headset',
      view: { availability: 'unavailable', fault: 'E_LINK_LOST' },
    });
    expect([speech(r).output, r.name()]).toEqual(['off', 'headset']);
  });

  it('while the application is being sent its page stands; the question comes behind it', () => {
    const r = sessionRig();
    headset(r, true);
    toFound(r, 1);
    r.press('continue');
    r.press('continue');
    r.press('submit');
    expect(r.name()).toBe('ss.card.loss/F1');
    headset(r, false);
    expect([speech(r).output, r.name()]).toEqual(['off', 'ss.card.loss/F1']);
    r.service.send({ type: 'STORED', receiptNo: 'TH0017-261123-0042-3', messageId: 'm1', at: readAt });
    r.service.send({ type: 'RESULT', result: { state: 'unknown' } });
    expect(r.name()).toBe('headset');
    r.press('headset.silent');
    expect(r.name()).toBe('ss.card.loss/F2-unknown');
  });

  it('with speech turned off by hand, or through the speaker, the plug is nobody’s question', () => {
    for (const isOn of [true, false]) {
      const r = sessionRig();
      toFound(r);
      headset(r, true);
      if (!isOn) turn(r);
      else headset(r, false);
      if (isOn) r.press('headset.speaker');
      headset(r, isOn);
      headset(r, false);
      expect(r.name()).toBe(isOn ? 'headset' : 'ss.card.loss/D1');
    }
  });

  it('on the idle page nobody is at work: silent, and the page stays', () => {
    const r = sessionRig();
    headset(r, true);
    headset(r, false);
    expect([speech(r).output, r.name()]).toEqual(['off', 'A0']);
  });

  it('the question is part of the visit: whoever walks away from it is cleared like from any page', async () => {
    const r = sessionRig();
    headset(r, true);
    toFound(r);
    headset(r, false);
    await r.clock.advance(sessionDelays.personal.idleMs * sessionDelays.personal.easeFactor);
    await r.clock.advance(sessionDelays.personal.warnMs * sessionDelays.personal.easeFactor);
    expect(r.name()).toBe('Z');
    expect(r.service.context().headsetOut).toBe(false);
  });
});

describe('speech as a mode', () => {
  it('by the mode bar it comes from the speaker, with a headset in from the headset', () => {
    const r = sessionRig();
    turn(r);
    expect(speech(r).output).toBe('speaker');
    headset(r, true);
    expect(speech(r).output).toBe('headset');
    turn(r);
    expect(speech(r).output).toBe('off');
    turn(r);
    expect(speech(r).output).toBe('headset');
  });

  it('by the help key twice from the idle page, for those who cannot see where 语音 is', () => {
    const r = sessionRig();
    r.touch({ kind: 'help' });
    expect([speech(r).output, r.name()]).toEqual(['off', 'help']);
    r.touch({ kind: 'help' });
    expect([speech(r).output, r.name()]).toEqual(['speaker', 'help']);
  });

  it('volume has a range of 18 dB with a step 12 dB above the lowest; speed goes round from 0.8 to 1.5', () => {
    const r = sessionRig();
    const act = (what: 'louder' | 'quieter' | 'speed') => r.touch({ kind: 'speech', act: what });
    // On a page with a time limit, where speech in progress holds the time.
    toFound(r);
    const volumes = new Set<number>();
    for (let i = 0; i < 10; i += 1) act('quieter');
    for (let i = 0; i < 10; i += 1) {
      volumes.add(speech(r).volumeDb);
      act('louder');
    }
    const lowest = Math.min(...volumes);
    expect(Math.max(...volumes) - lowest).toBeGreaterThanOrEqual(18);
    expect(volumes.has(lowest + 12)).toBe(true);
    const speeds = [0, 1, 2, 3].map(() => {
      act('speed');
      return speech(r).speed;
    });
    expect([...speeds].sort()).toEqual([0.8, 1, 1.2, 1.5]);
  });

  it('关怀模式 speaks slowly, unless somebody has chosen a speed', () => {
    const r = sessionRig();
    const large = () => r.touch({ kind: 'mode', mode: 'largeText' });
    const speeds = [large, large].map((press) => {
      press();
      return speech(r).speed;
    });
    expect(speeds).toEqual([0.8, 1]);
    r.touch({ kind: 'speech', act: 'speed' });
    large();
    expect([r.service.snapshot().modes.largeText, speech(r).speed]).toEqual([true, 1.2]);
  });

  it('is reset with the session; a plug that stays in means that somebody goes on listening', async () => {
    const r = sessionRig();
    turn(r);
    r.touch({ kind: 'speech', act: 'louder' });
    r.touch({ kind: 'speech', act: 'speed' });
    r.begin(lossItem.id);
    r.touch({ kind: 'exit' });
    await r.clock.advance(10_000);
    expect([r.name(), speech(r)]).toEqual(['A0', silentSpeech]);
    headset(r, true);
    r.touch({ kind: 'speech', act: 'quieter' });
    r.begin(lossItem.id);
    r.touch({ kind: 'exit' });
    await r.clock.advance(10_000);
    expect([r.name(), speech(r)]).toEqual(['A0', { ...silentSpeech, output: 'headset' }]);
  });

  it('modes that somebody left on the home page are not those of the next one', () => {
    const r = sessionRig();
    r.press('start');
    turn(r);
    r.touch({ kind: 'language', language: 'en' });
    r.touch({ kind: 'exit' });
    expect([r.name(), speech(r).output, r.service.snapshot().language]).toEqual(['A0', 'off', 'zh-CN']);
  });

  it('modes that somebody left at the idle page go back by themselves, not while something is being read or used', async () => {
    const r = sessionRig();
    turn(r);
    r.touch({ kind: 'mode', mode: 'largeText' });
    const all = sessionDelays.public.idleMs * sessionDelays.public.easeFactor;
    for (let i = 0; i < 3; i += 1) {
      await r.clock.advance(all - 1_000);
      r.touch({ kind: 'speech', act: 'speaking' });
    }
    expect(speech(r).output).toBe('speaker');
    r.touch({ kind: 'help' });
    await r.clock.advance(all);
    const { modes } = r.service.snapshot();
    expect([r.name(), modes.speech.output, modes.largeText]).toEqual(['A0', 'off', false]);
    // In a visit they stay as long as it takes.
    turn(r);
    toFound(r);
    for (let i = 0; i < 4; i += 1) {
      await r.clock.advance(all - 40_000);
      r.touch({ kind: 'present' });
    }
    expect([r.name(), speech(r).output]).toEqual(['ss.card.loss/D1', 'speaker']);
  });

  it('whoever listens has more time, and what is being read holds the time', async () => {
    const r = sessionRig();
    toFound(r);
    const before = idleDelay(r.service.context()) ?? 0;
    turn(r);
    expect(idleDelay(r.service.context())).toBe(before * sessionDelays.personal.easeFactor);
    const warned = () => r.service.snapshot().warning !== null;
    for (let i = 0; i < 5; i += 1) {
      await r.clock.advance(before * sessionDelays.personal.easeFactor - 1_000);
      r.touch({ kind: 'speech', act: 'speaking' });
    }
    expect(warned()).toBe(false);
    await r.clock.advance(before * sessionDelays.personal.easeFactor);
    expect(warned()).toBe(true);
    // Once the warning stands, only a person ends it.
    r.touch({ kind: 'speech', act: 'speaking' });
    expect(warned()).toBe(true);
  });
});
