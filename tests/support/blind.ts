import type { KioskRig } from './kiosk-rig.ts';
import type { Heard, SpokenLog } from './spoken.ts';

/** Keys of the pad beside the screen as a keyboard sends them. */
export type PadKey = 'ArrowUp' | 'ArrowDown' | 'Enter' | 'Escape' | 'F1';

/** Somebody who sees nothing: five keys, two ears, two hands. What they do follows from what they have heard, and from nothing else. */
export interface Blind {
  /** One stroke; what was heard before belongs to what was there before. */
  key(name: PadKey): Promise<void>;
  /** Resolves when these words have been heard since the last key that did something, in this order, whatever lay between them. */
  hears(...words: readonly string[]): Promise<void>;
  /** Everything since then, piece by piece. */
  heard(): readonly Heard[];
  /** ↓ from control to control until one begins with these words, with `then` behind them where several do, and Enter. */
  press(words: string, then?: string): Promise<void>;
  /** Each sign on the keys of the screen. */
  types(signs: string): Promise<void>;
}

/** More stops than this, and nobody would go on looking. */
const mostStops = 60;

export function blindPerson(kiosk: KioskRig, log: SpokenLog): Blind {
  let since = log.heard.length;
  const strike = (name: PadKey) => kiosk.onPage((page) => page.keyboard.press(name));
  const heard = () => log.heard.slice(since);
  const find = async (what: string, fits: (name: string, at: number) => Promise<boolean>) => {
    const names: string[] = [];
    for (let stop = 0; stop < mostStops; stop += 1) {
      const at = log.heard.length;
      await strike('ArrowDown');
      const { text } = await log.until('name of the next control', isNews, at);
      names.push(text);
      if (await fits(text, at)) return;
    }
    throw new Error(`nothing called ${what} among ${names.join(', ')}`);
  };
  const enter = async () => {
    since = log.heard.length;
    await strike('Enter');
  };
  return {
    key: async (name) => {
      since = log.heard.length;
      await strike(name);
    },
    heard,
    hears: async (...words) => {
      while (!inOrder(heard(), words)) {
        try {
          // A long page takes its time; only silence means that it does not come.
          await log.until('anything more', () => true, log.heard.length);
        } catch (cause) {
          const texts = heard().map(({ text }) => text);
          throw new Error(`${words.join(' … ')} is not in: ${texts.join(' | ')}`, { cause });
        }
      }
    },
    press: async (words, then) => {
      await find(then === undefined ? words : `${words} ${then}`, async (text, at) => {
        if (!text.startsWith(words)) return false;
        if (then === undefined) return true;
        // The rest of the name is heard before anything is decided.
        const begun = log.heard.findIndex((piece, i) => i >= at && isNews(piece));
        const { text: next } = await log.until('rest of the name', () => true, begun + 1);
        return next.startsWith(then);
      });
      await enter();
    },
    types: async (signs) => {
      for (const sign of signs) {
        await find(sign, async (text) => text === sign);
        const at = log.heard.length;
        await strike('Enter');
        // What was written is said once more.
        await log.until(`${sign} written`, ({ text }) => text === sign, at);
      }
    },
  };
}

/** What the keys bring: a control, or at the heading the page once more. */
const isNews = ({ urgency }: Heard): boolean => urgency === 'control' || urgency === 'page';

function inOrder(pieces: readonly Heard[], words: readonly string[]): boolean {
  let at = 0;
  for (const { text } of pieces) if (text.includes(words[at] ?? '\n')) at += 1;
  return at >= words.length;
}
