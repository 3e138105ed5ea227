import { type Clock, sleep } from '../contract/clock.ts';

/** Times of the frame watch, milliseconds. */
export const frameTimes = {
  everyMs: 30_000,
  /** From the change of the mark to its picture; a page that has just been laid out takes a second on the slowest board. */
  pictureWithinMs: 5_000,
  /** Between two pictures of one look. */
  againMs: 200,
  /** So many looks in a row: one may meet a window that is just being replaced. */
  inARow: 2,
} as const;

/** The mark in a corner of the page: who paints it, and what of it stands on the screen. */
export interface MarkedPage {
  /** Paints the mark in this shade; rejects when there is no page. */
  mark(shade: 0 | 1): Promise<void>;
  /** Bytes of the picture of the mark as it stands on the screen; rejects when there is none. */
  picture(): Promise<Buffer>;
}

/**
 * A page may say that it paints while nothing of it comes to the screen any more: its scripts live, the process that draws hangs. So a mark of two by two points changes its shade, and the picture of
 * the screen there, and only there, must have changed as well. Nothing of a citizen is in such a picture.
 */
export class FrameWatch {
  readonly #clock: Clock;
  readonly #page: () => MarkedPage | null;
  readonly #frozen: (detail: string) => void;
  #cancel: () => void = () => undefined;
  #isStopped = false;
  #shade: 0 | 1 = 0;
  #misses = 0;

  /** @param page null = there is no page that could be looked at now */
  constructor(clock: Clock, page: () => MarkedPage | null, frozen: (detail: string) => void) {
    this.#clock = clock;
    this.#page = page;
    this.#frozen = frozen;
    this.#next();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  #next(): void {
    if (this.#isStopped) return;
    this.#cancel = this.#clock.after(frameTimes.everyMs, () => {
      const page = this.#page();
      const look = page === null ? Promise.resolve(null) : this.#look(page);
      void look.then((verdict) => {
        // Replaced meanwhile: what was seen is of a page that is gone.
        if (verdict === null || page !== this.#page()) this.#misses = 0;
        else this.#misses = verdict === 'changed' ? 0 : this.#misses + 1;
        if (this.#misses >= frameTimes.inARow) {
          this.#misses = 0;
          this.#frozen(verdict ?? '');
        }
        this.#next();
      });
    });
  }

  /** Never rejects, and ends in time whatever hangs. */
  #look(page: MarkedPage): Promise<'changed' | 'same picture' | 'no picture' | null> {
    return new Promise((resolve) => {
      let isOver = false;
      let hasPicture = false;
      const cancel = this.#clock.after(frameTimes.pictureWithinMs, () => {
        isOver = true;
        resolve(hasPicture ? 'same picture' : 'no picture');
      });
      const seen = async () => {
        const before = await page.picture();
        this.#shade = this.#shade === 0 ? 1 : 0;
        await page.mark(this.#shade);
        // The frame with the mark may come after the picture was asked for, all the more where no graphics card helps: only one that never comes is missing.
        while (!isOver) {
          if (!before.equals(await page.picture())) return 'changed' as const;
          hasPicture = true;
          await sleep(this.#clock, frameTimes.againMs);
        }
        return 'same picture' as const;
      };
      seen().then(
        (verdict) => {
          cancel();
          resolve(verdict);
        },
        () => {
          cancel();
          resolve(null);
        },
      );
    });
  }
}
