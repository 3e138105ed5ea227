import type { Clock } from '../../../contract/clock.ts';
import type { DeviceError } from '../../../contract/device.ts';
import type { Log } from '../../../contract/log.ts';
import { ok, type Result } from '../../../contract/result.ts';
import type { Link } from '../../core/connection.ts';
import type { Transport, TransportFactory } from '../../transport/transport.ts';
import { ArmedScanner } from '../armed-scanner.ts';
import { bytesOfHex } from '../hex-string.ts';
import type { Scanner } from '../scanner.ts';
import { type ScannerWire, type SetUp, writeCommand } from '../scanner-wire.ts';
import { commandReport } from './command-report.ts';
import { type HidPosModel, type HidPosProfile, hidPosModels } from './profile.ts';
import { HidPosDecoder } from './report-decoder.ts';

export interface HidPosScannerOptions {
  readonly id: string;
  /** Carries whole reports: one `bytes` call is one input report, one `write` one output report. */
  readonly transport: TransportFactory | Transport;
  readonly clock: Clock;
  readonly log: Log;
  readonly random?: () => number;
  /** Default `generic`. */
  readonly model?: HidPosModel;
  readonly profile?: Partial<HidPosProfile>;
}

/**
 * A scanner with a HID-POS interface. Nothing is opened before `start`. Identity is the operating system's word: the port is opened by vendor,
 * product and usage (rule H1), and reports carry nothing to ask with.
 * Throws RangeError when a command of the profile is no string of hexadecimal bytes or does not fit into a report.
 */
export function createHidPosScanner(options: HidPosScannerOptions): Scanner {
  const profile: HidPosProfile = { ...hidPosModels[options.model ?? 'generic'], ...options.profile };
  return new ArmedScanner({
    ...options,
    times: { ...profile, pingMs: 0 },
    connection: profile.connection,
    wire: () => new HidPosWire(options.clock, profile),
  });
}

class HidPosWire implements ScannerWire {
  readonly decoder: HidPosDecoder;
  readonly hasTrigger: boolean;
  readonly provesLink = true;
  readonly tellsSymbology: boolean;
  readonly ping = null;
  readonly setUp = null;
  readonly #clock: Clock;
  readonly #on: Uint8Array | null;
  readonly #off: Uint8Array | null;

  constructor(clock: Clock, profile: HidPosProfile) {
    const reportOf = (command: string | null) =>
      command === null ? null : commandReport(profile.outputReportId, bytesOfHex(command), profile.outputReportBytes);
    this.#clock = clock;
    this.#on = reportOf(profile.triggerOn);
    this.#off = reportOf(profile.triggerOff);
    this.decoder = new HidPosDecoder(profile);
    this.hasTrigger = this.#on !== null;
    this.tellsSymbology = profile.layout.aimAt !== null;
  }

  /** Trigger off, since the program before may have died with the light on. */
  async identify(link: Link): Promise<Result<SetUp, DeviceError>> {
    const off = await this.triggerOff(link);
    return off.ok ? ok({ refused: null }) : off;
  }

  async triggerOn(link: Link): Promise<Result<void, DeviceError>> {
    return this.#on === null ? ok(undefined) : writeCommand(this.#clock, link, this.#on);
  }

  async triggerOff(link: Link): Promise<Result<void, DeviceError>> {
    return this.#off === null ? ok(undefined) : writeCommand(this.#clock, link, this.#off);
  }

  replied(): void {
    throw new Error('HID-POS reports hold no replies');
  }
}
