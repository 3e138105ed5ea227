import { longestCommandBytes } from '../render/escpos-command.ts';
import type { EscposReceipt } from '../render/render-receipt.ts';
import { commands } from './codec.ts';
import type { EscposProfile } from './escpos-profile.ts';
import type { JobBytes, JobReport } from './job-runner.ts';
import { presenterCommands } from './presenter.ts';

/**
 * What an unfinished job may have left in the printer: nothing; the start of a receipt that nobody cut off; in addition a command that
 * waits for the rest of its bytes and would swallow the next job's.
 */
type Leftover = 'none' | 'paper' | 'openCommand';

/** The bytes of each job, with what must stand before them because of the job before. */
export class JobStream {
  readonly #profile: EscposProfile;
  #leftover: Leftover = 'none';

  constructor(profile: EscposProfile) {
    this.#profile = profile;
  }

  /** Nobody knows what an earlier life of this program left. */
  suspect(): void {
    this.#leftover = 'openCommand';
  }

  wentWell(): void {
    this.#leftover = 'none';
  }

  broke({ bytesSent, isCommandOpen }: JobReport): void {
    if (bytesSent === 0 && !isCommandOpen) return;
    this.#leftover = isCommandOpen || this.#leftover === 'openCommand' ? 'openCommand' : 'paper';
  }

  /**
   * The receipt with what must stand before it. Automatic status is switched on behind `ESC @`, which switches it off. After a broken
   * job: blank bytes that complete an open command, and a cut, so that the old piece does not hang on the new receipt.
   */
  bytesOf(receipt: EscposReceipt): JobBytes {
    const opening = receipt.boundaries[0] ?? 0;
    const cutOff =
      this.#leftover === 'none' || this.#profile.cut === 'none' ? [] : [0x1b, 0x40, 0x1d, 0x56, 0x42, 0x00];
    const filler = this.#leftover === 'openCommand' ? longestCommandBytes : 0;
    const parts = [
      new Uint8Array(filler),
      Uint8Array.from(cutOff),
      receipt.bytes.subarray(0, opening),
      commands.automaticStatusOn,
    ];
    const head = parts.reduce((sum, part) => sum + part.length, 0);
    const shift = head - opening;
    const bytes = Buffer.concat([...parts, receipt.bytes.subarray(opening), this.present()]);
    const boundaries = receipt.boundaries.filter((offset) => offset > opening).map((offset) => offset + shift);
    const isLonger = bytes.length > (boundaries.at(-1) ?? head);
    return { bytes, boundaries: [head, ...boundaries, ...(isLonger ? [bytes.length] : [])] };
  }

  /** Behind the cut, so that the answer in order proves it too. */
  present(): Uint8Array {
    return presenterCommands(this.#profile.presenter)?.present?.(this.#profile.presentSteps) ?? new Uint8Array();
  }
}
