import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { type Clock, systemClock } from '../../../contract/clock.ts';
import { PtyLine } from '../pty.ts';

/** Takes the meaning from the byte that follows it (`lnext`), and ends what one read gives (`eof`). */
const [quote, end] = [0x16, 0x04];

/**
 * The terminal gives one line to one read, a line ends with `eof`, and nothing but quote and end means anything: no echo, no signals, no translation.
 * Source: termios(3), canonical mode, LNEXT and EOF.
 */
const lineMode = [
  ...['icanon', 'iexten', 'lnext', '^V', 'eof', '^D'],
  ...['-echo', '-isig', '-ixon', '-istrip', '-iutf8', '-parmrk', '-icrnl', '-inlcr', '-igncr', '-opost'],
];

/**
 * A pseudo-terminal that carries whole reports, as `/dev/hidraw…` does: a stream has no borders, but a terminal in line mode gives one line to each
 * read however late it comes. So each report is sent as one line, every byte quoted. The test sends every byte value, and 256 reports before the first is read.
 *
 * Towards the device there are no borders: output reports are cut at a length that the simulated unit knows. Longest input report: 4,095 bytes.
 */
export class ReportLine {
  readonly #pty: PtyLine;
  readonly #hostReportBytes: number;
  readonly #listeners = new Set<(report: Uint8Array) => void>();
  #pending: Uint8Array = new Uint8Array(0);

  /**
   * @param path where the link to the pseudo-terminal shall stand; its folder must exist
   * @param hostReportBytes length of each output report with its number, as node-hid is given it
   */
  constructor(path: string, hostReportBytes: number, clock: Clock = systemClock) {
    this.#pty = new PtyLine(path, clock);
    this.#hostReportBytes = hostReportBytes;
    this.#pty.onHostBytes((bytes) => this.#fromHost(bytes));
  }

  /** Output reports that the driver wrote. Returns the unsubscribe function. */
  onHostReport(listener: (report: Uint8Array) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** One input report for the driver; lost when the line is unplugged. */
  send(report: Uint8Array): void {
    const line = new Uint8Array(2 * report.length + 1);
    for (const [i, byte] of report.entries()) line.set([quote, byte], 2 * i);
    line[2 * report.length] = end;
    this.#pty.send(line);
  }

  /**
   * Makes the terminal and resolves with its own path (`/dev/pts/…`) when that can be opened.
   * Rejects when socat or stty (coreutils) is missing.
   */
  async plug(): Promise<string> {
    await this.#pty.plug();
    const { status, error } = spawnSync('stty', ['-F', this.#pty.path, ...lineMode], { stdio: 'ignore' });
    if (status !== 0) {
      await this.#pty.unplug();
      throw new Error(`stty cannot set the line (${status ?? error?.message})`, { cause: error });
    }
    return realpathSync(this.#pty.path);
  }

  /** Pulls the cable: whoever reads is told by the system. Half an output report is forgotten. */
  async unplug(): Promise<void> {
    await this.#pty.unplug();
    this.#pending = new Uint8Array(0);
  }

  #fromHost(bytes: Uint8Array): void {
    const all = new Uint8Array([...this.#pending, ...bytes]);
    const size = this.#hostReportBytes;
    const whole = all.length - (all.length % size);
    this.#pending = all.slice(whole);
    for (let at = 0; at < whole; at += size) {
      for (const listener of this.#listeners) listener(all.slice(at, at + size));
    }
  }
}
