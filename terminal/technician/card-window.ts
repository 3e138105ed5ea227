import type { Log } from '../../contract/log.ts';
import type { Scanner } from '../../drivers/scanner/scanner.ts';

/** How long the scanner looks for a card after a touch, milliseconds: the page may stand for hours at an open cabinet, and its light need not. */
export const cardWindowMs = 60_000;

/**
 * The scanner looks for a staff card while the page of the number stands, and only then: by then whatever is a citizen's has left the machine. What is read goes to `read` and is wiped; it is
 * in no log and in no state. The reader of identity cards is not asked at all: it tells such cards from nothing else, and what lies there is somebody's own.
 */
export class CardWindow {
  readonly #o: { readonly scanner: Scanner | null; readonly log: Log; read(content: string): void };
  #open: AbortController | null = null;
  /** Moment of the last touch for which a window was opened. */
  #since = Number.NEGATIVE_INFINITY;

  constructor(o: { readonly scanner: Scanner | null; readonly log: Log; read(content: string): void }) {
    this.#o = o;
  }

  /** Whether a card may be shown at all. */
  get canRead(): boolean {
    return this.#o.scanner?.status().link === 'up';
  }

  /** @param touchedAtMs last touch of the page that takes a card, monotonic; null = another page stands */
  want(touchedAtMs: number | null): void {
    if (touchedAtMs === null) {
      this.#open?.abort('user');
      this.#open = null;
      this.#since = Number.NEGATIVE_INFINITY;
      return;
    }
    // A scanner that is away comes back with a change of its status, which asks here again; until then no time is lost on it.
    if (this.#open !== null || touchedAtMs <= this.#since || !this.canRead) return;
    this.#since = touchedAtMs;
    this.#open = new AbortController();
    void this.#look(this.#open);
  }

  async #look(window: AbortController): Promise<void> {
    const { scanner, log, read } = this.#o;
    if (scanner === null) return;
    const scan = await scanner.scan({ userMs: cardWindowMs, signal: window.signal });
    const content = scan.ok ? scan.value.text : '';
    if (scan.ok) scan.value.wipe();
    if (this.#open !== window) return;
    this.#open = null;
    if (scan.ok) {
      // One that nobody has is looked for again after the next touch only.
      read(content);
      return;
    }
    const { code, outcome, vendor } = scan.error;
    if (code === 'E_TIMEOUT') return;
    log('device.call.failed', { deviceId: scanner.id, call: 'scan', code, outcome, vendor: vendor?.code ?? '' });
  }
}
