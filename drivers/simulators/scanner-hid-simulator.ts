import type { Clock } from '../../contract/clock.ts';
import { bytesOfHex } from '../scanner/hex-string.ts';
import { commandOf } from '../scanner/hid-pos/command-report.ts';
import { type HidPosModel, type HidPosProfile, hidPosModels } from '../scanner/hid-pos/profile.ts';
import { inputReportId, maxReportData, reportBytes } from '../scanner/hid-pos/report-decoder.ts';
import { later } from './later.ts';
import { type CodeContent, codeBytes } from './scanner-content.ts';
import { ScannerEye } from './scanner-eye.ts';

/** What goes wrong with the next scan. */
export type HidScanFault =
  /** The report with this number (from 0) does not come. */
  | { readonly type: 'lost'; readonly report: number }
  /** The length byte of the first report claims more than fits. */
  | { readonly type: 'length'; readonly length: number }
  /** A pause before each report. */
  | { readonly type: 'gaps'; readonly ms: number }
  | { readonly type: 'double'; readonly afterMs: number }
  /** A report of another kind comes in the middle. */
  | { readonly type: 'otherReport' };

export interface HidScannerSimulatorOptions {
  readonly clock: Clock;
  /** One whole report to the host. */
  readonly send: (report: Uint8Array) => void;
  /** Default `generic`. */
  readonly model?: HidPosModel;
  readonly profile?: Partial<HidPosProfile>;
  /** AIM identifier, for models that send one. Default `]Q1` (QR code). */
  readonly aim?: string;
  /** Default 30,000; 0 = never. */
  readonly autoOffMs?: number;
}

/**
 * The input reports of one code, as a unit of this layout sends them.
 * @param aim three characters, for layouts with an AIM identifier
 */
export function reportsOf(content: Uint8Array, layout: HidPosProfile['layout'], aim = ']Q1'): Uint8Array[] {
  const reports: Uint8Array[] = [];
  let from = 0;
  do {
    const data = content.subarray(from, from + maxReportData);
    from += data.length;
    const report = new Uint8Array(reportBytes);
    report[0] = inputReportId;
    report[1] = data.length;
    report.set(data, layout.dataAt);
    if (layout.aimAt !== null) report.set(Buffer.from(aim, 'latin1').subarray(0, 3), layout.aimAt);
    report[63] = from < content.length ? 1 : 0;
    reports.push(report);
  } while (from < content.length);
  return reports;
}

/** A scanner with a HID-POS interface, as reports: `receive` takes output reports, `send` gives input reports. */
export class HidScannerSimulator {
  readonly #o: HidScannerSimulatorOptions;
  readonly #profile: HidPosProfile;
  readonly #on: Uint8Array | null;
  readonly #off: Uint8Array | null;
  readonly #timers = new Set<() => void>();
  readonly #heard: string[] = [];
  readonly #eye: ScannerEye;
  #faults: HidScanFault[] = [];
  #isSilent = false;

  constructor(options: HidScannerSimulatorOptions) {
    this.#o = options;
    this.#profile = { ...hidPosModels[options.model ?? 'generic'], ...options.profile };
    const { triggerOn, triggerOff } = this.#profile;
    this.#on = triggerOn === null ? null : bytesOfHex(triggerOn);
    this.#off = triggerOff === null ? null : bytesOfHex(triggerOff);
    this.#eye = new ScannerEye({
      ...{ clock: options.clock, timers: this.#timers, autoOffMs: options.autoOffMs },
      isAlwaysOn: this.#on === null,
      seen: (content) => this.#sendScan(content),
    });
  }

  /** `triggerOn`, `triggerOff`, oldest first. */
  get commands(): readonly string[] {
    return this.#heard;
  }

  get isLit(): boolean {
    return this.#eye.isLit;
  }

  get scans(): number {
    return this.#eye.scans;
  }

  show(content: CodeContent): void {
    this.#eye.show(content);
  }

  takeAway(): void {
    this.#eye.takeAway();
  }

  scanNow(content: CodeContent): void {
    this.#eye.scan(codeBytes(content));
  }

  inject(fault: HidScanFault): void {
    this.#faults.push(fault);
  }

  clearFaults(): void {
    this.#faults = [];
  }

  /** The unit hangs: it takes reports and does nothing. */
  setSilent(isSilent: boolean): void {
    if (isSilent === this.#isSilent) return;
    this.#isSilent = isSilent;
    this.restart();
  }

  /** Power cut. */
  restart(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    this.#eye.restart(!this.#isSilent);
  }

  /** One output report. */
  receive(report: Uint8Array): void {
    if (this.#isSilent || report[0] !== this.#profile.outputReportId) return;
    const command = commandOf(report);
    if (command === null) return;
    const name = isSame(command, this.#on) ? 'triggerOn' : isSame(command, this.#off) ? 'triggerOff' : null;
    if (name === null) return;
    this.#heard.push(name);
    if (this.#heard.length > 10_000) this.#heard.splice(0, 5_000);
    this.#eye.light(name === 'triggerOn');
  }

  #sendScan(content: Uint8Array): void {
    const fault = this.#faults.shift() ?? null;
    const reports = reportsOf(content, this.#profile.layout, this.#o.aim);
    if (fault?.type === 'lost') reports.splice(fault.report, 1);
    if (fault?.type === 'length' && reports[0] !== undefined) reports[0][1] = fault.length;
    if (fault?.type === 'otherReport') reports.splice(1, 0, new Uint8Array(reportBytes).fill(0x55));
    if (fault?.type === 'gaps') {
      this.#eye.busyFor(reports.length * fault.ms);
      for (const [i, report] of reports.entries()) this.#later(i * fault.ms, () => this.#o.send(report));
      return;
    }
    for (const report of reports) this.#o.send(report);
    if (fault?.type === 'double') {
      this.#later(fault.afterMs, () => {
        for (const report of reports) this.#o.send(report);
      });
    }
  }

  #later(ms: number, fn: () => void): () => void {
    return later(this.#timers, this.#o.clock, ms, fn);
  }
}

function isSame(bytes: Uint8Array, other: Uint8Array | null): boolean {
  return other !== null && bytes.length === other.length && bytes.every((byte, i) => byte === other[i]);
}
