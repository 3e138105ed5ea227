import type { LampName } from '../../drivers/io-board/io-board.ts';

/** What a test asks of the hands and eyes before the machine, one thing at a time. The page of it: `pages/hand-page.ts`. */
export type HandAsk =
  /** A code stands on the screen while the scanner waits. */
  | { readonly kind: 'code'; readonly payload: string }
  | { readonly kind: 'lamp'; readonly lamp: LampName; readonly n: number; readonly of: number }
  /** Open, then closed again; both are seen by the contact. */
  | { readonly kind: 'door'; readonly wants: 'open' | 'closed' }
  | { readonly kind: 'grid' }
  | { readonly kind: 'camera'; readonly use: 'face' | 'document' }
  | {
      readonly kind: 'sound';
      readonly output: 'speaker' | 'headset';
      readonly sound: 'phrase' | 'left' | 'right';
      /** How often the window played it, and whether it could the last time; a page that does not change would hold its buttons. */
      readonly told: { readonly times: number; readonly isPlayed: boolean };
    }
  | { readonly kind: 'jack'; readonly wants: 'plugged' | 'unplugged' }
  | { readonly kind: 'keys' };

export const handReplies = ['yes', 'no', 'giveUp'] as const;
export type HandReply = (typeof handReplies)[number];

export type HandAnswer =
  | { readonly by: 'press'; readonly reply: HandReply }
  /** What the window found. */
  | { readonly by: 'window'; readonly value: string }
  /** Nobody did anything in time. */
  | { readonly by: 'time' }
  /** What was asked for came by itself, or the test was stopped. */
  | { readonly by: 'over' };

/** Asks somebody at the machine. The page stands until there is an answer. */
export interface Hand {
  /** @param endsMs monotonic moment at which it is given up, @param signal ends it at once with `over` */
  ask(what: HandAsk, endsMs: number, signal: AbortSignal): Promise<HandAnswer>;
}
