import { within } from '../../build/demo/kiosk-window.ts';
import type { Piece } from '../../contract/speech/pieces.ts';
import type { SpeechOutput } from '../../contract/speech/settings.ts';
import type { KioskRig } from './kiosk-rig.ts';

/** One piece that began to be heard: through what, and on which page. */
export interface Heard extends Pick<Piece, 'text' | 'kind' | 'privacy'> {
  readonly page: string;
  /** `control`: what the focus came to; `page`: the page that is read as a whole. */
  readonly urgency: 'page' | 'control' | 'change' | 'warning';
  readonly output: SpeechOutput;
}

/** What a person with a headset, or everybody near the speaker, has heard so far. Kept in this process alone. */
export interface SpokenLog {
  readonly heard: readonly Heard[];
  /** Resolves when a piece that fits has been heard since `from` (a length of `heard`). */
  until(what: string, fits: (piece: Heard) => boolean, from?: number): Promise<Heard>;
}

/** Listens to the window's own event on every page from now on, also in the fresh window after a wipe. */
export async function listen(kiosk: KioskRig): Promise<SpokenLog> {
  const heard: Heard[] = [];
  const watchers = new Set<() => void>();
  const context = kiosk.app.context();
  await context.exposeBinding('yitijiHeard', (_source, piece: Heard) => {
    heard.push(piece);
    for (const watcher of [...watchers]) watcher();
  });
  await context.addInitScript(hearPage);
  await kiosk.onPage((page) => page.evaluate(hearPage));
  return {
    heard,
    until: async (what, fits, from = 0) => {
      let found: Heard | undefined;
      await within(`spoken ${what}`, (done) => {
        const look = () => {
          found = heard.slice(from).find(fits);
          if (found !== undefined) done();
        };
        watchers.add(look);
        look();
        return () => watchers.delete(look);
      });
      if (found === undefined) throw new Error(`nothing was heard of ${what}`);
      return found;
    },
  };
}

/** Runs in the page. */
function hearPage(): void {
  const world = globalThis as unknown as { yitijiHeard?: (piece: unknown) => unknown; isHeard?: boolean };
  if (world.isHeard === true) return;
  world.isHeard = true;
  document.addEventListener('yitiji:spoken', (event) => world.yitijiHeard?.((event as CustomEvent<unknown>).detail));
}
