import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Screen } from '../../contract/screen.ts';
import { actionsOf } from '../../contract/speech/controls.ts';
import { controlScript } from '../../contract/speech/script.ts';
import { silentSpeech, usualEquipment } from '../../contract/speech/settings.ts';
import { sessionDelays } from './delays.ts';
import { toFound } from './testing/failure-walks.ts';
import { lossItem } from './testing/session-fixtures.ts';
import { type SessionRig, sessionRig } from './testing/session-rig.ts';

/** The page of speech settings: which voice, how loud, how fast, and the covered display (docs/domain/screens.md §8, Section 508 405). */
const speech = (r: SessionRig) => r.service.snapshot().modes.speech;
const headset = (r: SessionRig, isIn: boolean) =>
  r.service.send({
    type: 'DEVICE',
    capability: 'headset',
    view: { availability: isIn ? 'ready' : 'unavailable', fault: null },
  });
const open = (r: SessionRig) => {
  r.touch({ kind: 'help' });
  r.press('speech:open');
  expect(r.name()).toBe('speech');
};
/** Ids of everything on a page that can be pressed or chosen, in order. */
const idsOf = ({ blocks, actions }: Screen): readonly string[] => [
  ...blocks.flatMap((block) => (block.type === 'tiles' ? block.tiles.map(({ id }) => id) : [])),
  ...[actions.back, actions.main, ...actions.other].flatMap((action) => (action === undefined ? [] : [action.id])),
];

describe('another voice than the language that is shown', () => {
  it('Cantonese over simplified characters: the page stays as it is, its words for the ear come in the other language', () => {
    const r = sessionRig();
    headset(r, true);
    toFound(r);
    open(r);
    r.press('speech:voice:yue');
    r.press('speech:close');
    const snapshot = r.service.snapshot();
    expect([snapshot.language, speech(r).voice, snapshot.spoken?.language]).toEqual(['zh-CN', 'yue', 'zh-HK']);
    expect(snapshot.screen.heading.text).toBe('已为您找到以下信息');
    expect(snapshot.spoken?.screen.heading.text).toBe('已為您找到以下資料');
    expect(snapshot.spoken?.screen.name).toBe(snapshot.screen.name);
    expect(idsOf(snapshot.spoken?.screen as Screen)).toEqual(idsOf(snapshot.screen));
    // What is personal is so in every language.
    expect(snapshot.spoken?.screen.personal).toBe(true);
  });

  it('every action of the home page has words in it, also those that are named by their words', () => {
    const r = sessionRig();
    headset(r, true);
    open(r);
    r.press('speech:voice:yue');
    r.press('speech:close');
    r.press('start');
    const snapshot = r.service.snapshot();
    expect(snapshot.screen.code).toBe('A1');
    const manifest = { voice: 'yue', texts: {}, clips: {}, readings: {} } as const;
    for (const { id, label } of actionsOf(snapshot)) {
      const pieces = controlScript(snapshot, manifest, 'headset', { kind: 'action', id });
      expect(pieces.length, `${id} ${label.text}`).toBeGreaterThan(0);
    }
    expect(actionsOf(snapshot).some(({ id }) => id.startsWith('word:'))).toBe(true);
  });

  it('where the ear hears what the eye sees, nothing is told twice; silent, neither', () => {
    const r = sessionRig();
    expect(r.service.snapshot().spoken).toBeUndefined();
    r.touch({ kind: 'mode', mode: 'speech' });
    expect(r.service.snapshot().spoken).toBeUndefined();
    open(r);
    r.press('speech:voice:en');
    expect(r.service.snapshot().spoken?.language).toBe('en');
    r.press('speech:turn');
    expect([speech(r).output, r.service.snapshot().spoken]).toEqual(['off', undefined]);
  });

  it('the warning is heard in it too', async () => {
    const r = sessionRig();
    headset(r, true);
    toFound(r);
    open(r);
    r.press('speech:voice:en');
    r.press('speech:close');
    await r.clock.advance(sessionDelays.personal.idleMs * sessionDelays.personal.easeFactor);
    const { warning, spoken } = r.service.snapshot();
    expect(warning?.stay.text).toBe('我还在');
    expect(spoken?.warning?.stay.text).toBe('I am still here');
  });

  it('a language of the page that is chosen after it is spoken again', () => {
    const r = sessionRig();
    headset(r, true);
    open(r);
    r.press('speech:voice:en');
    r.touch({ kind: 'language', language: 'zh-HK' });
    expect([speech(r).voice, speech(r).output, r.service.snapshot().spoken]).toEqual([null, 'headset', undefined]);
  });

  it('ends with the session', async () => {
    const r = sessionRig();
    headset(r, true);
    open(r);
    r.press('speech:voice:yue');
    r.press('speech:close');
    r.begin(lossItem.id);
    r.touch({ kind: 'exit' });
    await r.clock.advance(10_000);
    expect([r.name(), speech(r)]).toEqual(['A0', { ...silentSpeech, output: 'headset' }]);
  });
});

describe('the covered display', () => {
  const draw = (r: SessionRig) => {
    open(r);
    r.press('speech:curtain');
    r.press('speech:close');
  };
  const isDrawn = (r: SessionRig) => {
    const { modes, bars } = r.service.snapshot();
    expect(bars.curtain !== undefined).toBe(modes.speech.curtain);
    return modes.speech.curtain;
  };

  it('is never drawn by itself, whatever is done with speech, headset and modes', () => {
    const acts = {
      plug: (r: SessionRig) => headset(r, true),
      unplug: (r: SessionRig) => headset(r, false),
      turn: (r: SessionRig) => r.touch({ kind: 'mode', mode: 'speech' }),
      help: (r: SessionRig) => r.touch({ kind: 'help' }),
      louder: (r: SessionRig) => r.touch({ kind: 'speech', act: 'louder' }),
      open: (r: SessionRig) => r.press('speech:open'),
      close: (r: SessionRig) => r.press('speech:close'),
      voice: (r: SessionRig) => r.press('speech:voice:yue'),
      start: (r: SessionRig) => r.press('start'),
      large: (r: SessionRig) => r.touch({ kind: 'mode', mode: 'largeText' }),
    } as const;
    const names = Object.keys(acts) as (keyof typeof acts)[];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...names), { maxLength: 15 }), (list) => {
        const r = sessionRig();
        for (const name of list) {
          acts[name](r);
          expect(isDrawn(r)).toBe(false);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is lifted by the same control, by a touch of the glass, and with the voice', () => {
    const lifts = [
      (r: SessionRig) => {
        open(r);
        r.press('speech:curtain');
      },
      (r: SessionRig) => r.touch({ kind: 'speech', act: 'uncover' }),
      (r: SessionRig) => r.touch({ kind: 'mode', mode: 'speech' }),
      // F-21: whoever pulls the plug hears nothing; the question is seen.
      (r: SessionRig) => headset(r, false),
    ];
    for (const lift of lifts) {
      const r = sessionRig();
      headset(r, true);
      toFound(r);
      draw(r);
      expect(isDrawn(r)).toBe(true);
      lift(r);
      expect(isDrawn(r)).toBe(false);
    }
  });

  it('is not offered to whoever hears nothing, and ends with the session', async () => {
    const r = sessionRig();
    open(r);
    expect(idsOf(r.service.snapshot().screen)).not.toContain('speech:curtain');
    r.press('speech:close');
    headset(r, true);
    draw(r);
    r.begin(lossItem.id);
    expect(isDrawn(r)).toBe(true);
    r.touch({ kind: 'exit' });
    await r.clock.advance(10_000);
    expect([r.name(), isDrawn(r)]).toEqual(['A0', false]);
  });

  it('no warning and no limit is changed by it: the warning stands behind it for the ear', async () => {
    const r = sessionRig();
    headset(r, true);
    toFound(r);
    draw(r);
    await r.clock.advance(sessionDelays.personal.idleMs * sessionDelays.personal.easeFactor);
    expect(r.service.snapshot().warning).not.toBeNull();
    expect(isDrawn(r)).toBe(true);
    await r.clock.advance(sessionDelays.personal.warnMs * sessionDelays.personal.easeFactor);
    expect(r.name()).toBe('Z');
  });
});

describe('the page itself', () => {
  it('lies over the page and loses nothing of it; while a device or the hub works it does not cover what is said', () => {
    const r = sessionRig();
    headset(r, true);
    toFound(r);
    open(r);
    r.press('speech:close');
    expect(r.name()).toBe('ss.card.loss/D1');
    open(r);
    r.press('speech:louder');
    r.press('speech:speed');
    expect([speech(r).volumeDb, speech(r).speed, r.name()]).toEqual([-3, 1.2, 'speech']);
    // Its presses mean nothing on any other page.
    r.press('speech:close');
    expect(r.press('speech:louder')).toEqual({ ok: false, error: 'notOffered' });
    r.press('continue');
    r.choose('card', 'card-a');
    r.press('continue');
    r.press('continue');
    r.press('submit');
    if (r.name() === 'ss.card.loss/F1') {
      r.touch({ kind: 'help' });
      expect(idsOf(r.service.snapshot().screen)).toEqual(['help.close']);
    }
  });

  it('somebody who walks away from it at the idle page leaves the machine as it was', async () => {
    const r = sessionRig();
    open(r);
    await r.clock.advance(sessionDelays.public.idleMs * sessionDelays.public.easeFactor);
    expect(r.name()).toBe('A0');
  });
});

describe('a machine without recordings', () => {
  const mute = () => sessionRig({ equipment: { ...usualEquipment, voices: [] } });

  it('says so where the switch would promise to speak, and speaks by none of the ways', () => {
    const r = mute();
    expect(r.service.snapshot().bars.noSpeech?.text).toBe('无语音');
    r.touch({ kind: 'mode', mode: 'speech' });
    expect(speech(r).output).toBe('off');
    headset(r, true);
    expect(speech(r).output).toBe('off');
    r.touch({ kind: 'help' });
    r.touch({ kind: 'help' });
    expect([speech(r).output, r.name()]).toEqual(['off', 'help']);
    expect(idsOf(r.service.snapshot().screen)).toEqual(['help.close']);
    headset(r, false);
    expect(r.name()).toBe('help');
  });

  it('with recordings of one language only, the others are not promised', () => {
    const r = sessionRig({ equipment: { ...usualEquipment, voices: ['cmn'] } });
    headset(r, true);
    expect(speech(r).output).toBe('headset');
    r.touch({ kind: 'language', language: 'en' });
    expect([speech(r).output, r.service.snapshot().bars.noSpeech?.text]).toEqual(['off', 'No speech']);
    r.touch({ kind: 'language', language: 'zh-CN' });
    expect([speech(r).output, r.service.snapshot().bars.noSpeech]).toEqual(['headset', undefined]);
  });
});
