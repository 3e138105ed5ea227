/**
 * Tells the end of a process that draws which was wanted (`restartGraphics`) from one that is a loss. Chromium tells both alike, a moment later; answered as a loss, the end of a frozen picture
 * would cost a new window, and the visit on it, where a blink was meant.
 */
export class GraphicsLosses {
  #wanted = 0;

  /** So many processes were ended on purpose. */
  ended(count: number): void {
    this.#wanted += count;
  }

  /** One has gone. @param reason as Electron tells it. @returns whether somebody has to do something about it */
  isLoss(reason: string): boolean {
    if (reason === 'clean-exit') return false;
    if (this.#wanted === 0) return true;
    this.#wanted -= 1;
    return false;
  }
}
