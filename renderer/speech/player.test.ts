import { describe, expect, it } from 'vitest';
import type { Piece } from '../../contract/speech/pieces.ts';
import { SpeechPlayer, type Urgency } from './player.ts';

const piece = (text: string, clips = [text]): Piece => ({ kind: 'words', text, clips, privacy: 'any' });

/** A mouth whose recordings end when the test says so. */
function rig() {
  const heard: string[] = [];
  const prepared: string[] = [];
  const state = { playing: null as string | null, isPaused: false, end: (): void => undefined };
  const player = new SpeechPlayer({
    play: (words, onEnd) => {
      state.playing = words;
      state.end = onEnd;
      const silence = () => {
        if (state.playing === words) state.playing = null;
      };
      return {
        stop: silence,
        pause: () => {
          state.isPaused = true;
        },
        resume: () => {
          state.isPaused = false;
        },
      };
    },
    prepare: (words) => prepared.push(words),
    onPiece: ({ text }) => heard.push(text),
  });
  const say = (urgency: Urgency, ...texts: string[]) => {
    const pieces = texts.map((text) => piece(text));
    if (urgency === 'change') player.sayChange(() => pieces);
    else player.say(pieces, urgency);
  };
  return { player, heard, prepared, state, say, end: () => state.end() };
}

describe('one mouth', () => {
  it('joins the recordings of a piece and goes on to the next', () => {
    const r = rig();
    r.player.say([piece('尾号', ['尾号']), piece('12', ['一', '二'])], 'page');
    r.end();
    expect([r.state.playing, r.heard]).toEqual(['一', ['尾号', '12']]);
    r.end();
    expect(r.state.playing).toBe('二');
    r.end();
    expect(r.player.isSpeaking).toBe(false);
    // Each but the first was fetched while the one before it was heard.
    expect(r.prepared).toEqual(['一', '二']);
  });

  it('changes of a page that has gone are not said behind the next one; those of this page wait for the focus', () => {
    const r = rig();
    r.say('page', 'one');
    r.say('change', 'sent');
    r.say('page', 'two');
    r.say('change', 'error');
    r.say('control', 'next');
    r.end();
    r.end();
    expect(r.heard).toEqual(['one', 'two', 'next', 'error']);
  });

  it('a new page and the focus interrupt at once; an end that comes late starts nothing', () => {
    const r = rig();
    r.say('page', 'a', 'b');
    const lateEnd = r.state.end;
    r.say('control', 'c');
    expect(r.state.playing).toBe('c');
    lateEnd();
    expect(r.heard).toEqual(['a', 'c']);
  });

  it('what changes on the page waits its turn', () => {
    const r = rig();
    r.say('page', 'a');
    r.say('change', 'b');
    expect(r.state.playing).toBe('a');
    r.end();
    expect(r.state.playing).toBe('b');
  });

  it('a page that changes faster than it can be said is told as it is, not as it was', () => {
    const r = rig();
    let page = 0;
    const change = (at: number) => {
      page = at;
      r.player.sayChange(() => [piece(`第${page}页`)]);
    };
    r.say('page', 'printing');
    change(1);
    change(2);
    change(3);
    r.end();
    change(4);
    change(5);
    r.end();
    r.end();
    expect([r.heard, r.player.isSpeaking]).toEqual([['printing', '第3页', '第5页'], false]);
  });

  it('what has changed back before its turn is not said, and does not keep the rest waiting', () => {
    const r = rig();
    r.say('page', 'a');
    let isWrong = true;
    r.player.sayChange(() => (isWrong ? [piece('error')] : []));
    isWrong = false;
    r.end();
    expect([r.heard, r.player.isSpeaking]).toEqual([['a'], false]);
    r.say('change', 'news');
    expect(r.heard).toEqual(['a', 'news']);
  });

  it('a warning is heard to its end, whatever is touched; only the newest of what follows is said', () => {
    const r = rig();
    r.say('warning', 'w', 'x');
    r.player.interrupt();
    r.say('control', 'old');
    r.say('page', 'new');
    expect(r.state.playing).toBe('w');
    r.end();
    r.end();
    expect(r.heard).toEqual(['w', 'x', 'new']);
  });

  it('F-21: silent at once, also in a warning, and nothing is kept to be said again', () => {
    const r = rig();
    r.say('warning', 'w');
    r.say('change', 'later');
    r.player.stop();
    expect(r.state.playing).toBeNull();
    r.player.repeat();
    expect([r.state.playing, r.player.isSpeaking, r.heard]).toEqual([null, false, ['w']]);
  });

  it('repeats the last that was said, and pauses in the middle', () => {
    const r = rig();
    r.say('page', 'a', 'b');
    r.end();
    r.player.repeat();
    expect(r.state.playing).toBe('a');
    r.player.pause();
    expect([r.state.isPaused, r.player.isSpeaking]).toEqual([true, false]);
    r.player.pause();
    expect([r.state.isPaused, r.player.isSpeaking]).toEqual([false, true]);
    r.player.interrupt();
    expect(r.player.isSpeaking).toBe(false);
    r.player.repeat();
    expect(r.state.playing).toBe('a');
  });

  it('what changes on the page does not undo a pause: one more press goes on, and the change is said behind it', () => {
    const r = rig();
    r.say('page', 'a');
    r.player.pause();
    r.say('change', 'b');
    expect([r.state.isPaused, r.player.isSpeaking]).toEqual([true, false]);
    r.player.pause();
    expect([r.state.isPaused, r.player.isSpeaking]).toEqual([false, true]);
    r.end();
    expect(r.heard).toEqual(['a', 'b']);
  });

  it('a warning that was paused keeps no page silent', () => {
    const r = rig();
    r.say('warning', 'w');
    r.player.pause();
    r.say('page', 'new');
    expect([r.state.playing, r.player.isSpeaking]).toEqual(['new', true]);
  });
});
