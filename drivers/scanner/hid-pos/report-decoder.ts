import type { DropReason, ScanDecoder, ScanEvent } from '../scan-decoder.ts';
import type { HidPosLayout } from './profile.ts';

export const reportBytes = 64;
export const inputReportId = 0x02;
/** Most data bytes in one report, in both layouts. */
export const maxReportData = 56;

/** Reports of one scan follow each other within milliseconds: what begins so soon after the opening may be the rest of one, milliseconds. */
const tailMs = 100;

const lengthAt = 1;
const flagsAt = 63;
const moreFollows = 0x01;

/**
 * Input reports of a HID-POS scanner → scans. One `push` is one report with its id first. Rules H2–H4 of docs/protocols/scanner-and-hid.md:
 * reports are joined while "more follows"; a length beyond the data area spoils the whole scan; so does a missing report.
 *
 * A report that is lost **inside** a scan cannot be noticed, since reports carry no number: forms that matter need a check digit of their own.
 */
export class HidPosDecoder implements ScanDecoder {
  readonly #layout: HidPosLayout;
  readonly #gapMs: number;
  readonly #stripsTerminator: boolean;
  readonly #buffer: Uint8Array;
  #length = 0;
  #isOpen = false;
  /** Why this scan can no longer become one, and what it has had so far. */
  #spoilt: DropReason | null = null;
  #spoiltBytes = 0;
  #symbology: string | null = null;
  #startedMs = 0;
  #lastMs = 0;
  #openedMs = Number.NEGATIVE_INFINITY;

  constructor(o: {
    readonly layout: HidPosLayout;
    readonly gapMs: number;
    readonly maxScanBytes: number;
    readonly stripsTerminator: boolean;
  }) {
    this.#layout = o.layout;
    this.#gapMs = o.gapMs;
    this.#stripsTerminator = o.stripsTerminator;
    this.#buffer = new Uint8Array(o.maxScanBytes);
  }

  get buffered(): number {
    return this.#length;
  }

  get openSinceMs(): number | null {
    return this.#isOpen ? this.#startedMs : null;
  }

  get deadlineMs(): number | null {
    return this.#isOpen ? this.#lastMs + this.#gapMs : null;
  }

  push(report: Uint8Array, nowMs: number): ScanEvent[] {
    const events = this.tick(nowMs);
    // Other reports (answers, battery) are no scans; they neither end nor spoil one.
    if (report[0] !== inputReportId) return events;
    if (!this.#isOpen) {
      this.#begin(report, nowMs);
      // A report does not tell whether it is the first of its scan.
      if (nowMs - this.#openedMs < tailMs) this.#spoil('incomplete', 0);
    }
    this.#lastMs = nowMs;
    this.#add(report);
    const isLast = ((report[flagsAt] ?? 0) & moreFollows) === 0;
    if (isLast) events.push(...this.#end());
    return events;
  }

  tick(nowMs: number): ScanEvent[] {
    const due = this.deadlineMs;
    if (due === null || nowMs < due) return [];
    this.#spoil('incomplete', 0);
    return this.#end();
  }

  opened(nowMs: number): void {
    this.reset();
    this.#openedMs = nowMs;
  }

  reset(): void {
    this.#clear();
    this.#openedMs = Number.NEGATIVE_INFINITY;
  }

  #begin(report: Uint8Array, nowMs: number): void {
    this.#isOpen = true;
    this.#startedMs = nowMs;
    const { aimAt } = this.#layout;
    const aim = aimAt === null ? '' : String.fromCharCode(...report.subarray(aimAt, aimAt + 3));
    // Three printable characters and nothing else: this goes to callers beside the text.
    this.#symbology = /^\][A-Za-z][0-9A-Za-z]$/.test(aim) ? aim : null;
  }

  #add(report: Uint8Array): void {
    const length = report[lengthAt] ?? 0;
    if (report.length !== reportBytes) {
      this.#spoil('report', report.length);
    } else if (length > maxReportData) {
      this.#spoil('length', maxReportData);
    } else if (this.#spoilt !== null || this.#length + length > this.#buffer.length) {
      // Of several reasons the first stays.
      this.#spoil('tooLong', length);
    } else {
      const { dataAt } = this.#layout;
      this.#buffer.set(report.subarray(dataAt, dataAt + length), this.#length);
      this.#length += length;
    }
  }

  #spoil(reason: DropReason, bytes: number): void {
    this.#spoilt ??= reason;
    this.#spoiltBytes += bytes;
  }

  #end(): ScanEvent[] {
    const symbology = this.#symbology;
    const startedMs = this.#startedMs;
    const spoilt = this.#spoilt;
    const total = this.#length + this.#spoiltBytes;
    const bytes = this.#buffer.slice(0, this.#length - this.#terminatorBytes());
    this.#clear();
    if (spoilt !== null) {
      bytes.fill(0);
      return [{ type: 'dropped', reason: spoilt, bytes: total }];
    }
    return bytes.length === 0 ? [] : [{ type: 'scan', bytes, symbology, startedMs }];
  }

  #terminatorBytes(): number {
    if (!this.#stripsTerminator || this.#length === 0) return 0;
    const last = this.#buffer[this.#length - 1];
    if (last === 0x0d) return 1;
    if (last !== 0x0a) return 0;
    return this.#length > 1 && this.#buffer[this.#length - 2] === 0x0d ? 2 : 1;
  }

  #clear(): void {
    this.#buffer.fill(0, 0, this.#length);
    this.#length = 0;
    this.#isOpen = false;
    this.#spoilt = null;
    this.#spoiltBytes = 0;
    this.#symbology = null;
  }
}
