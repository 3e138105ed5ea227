import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { deviceFile, ioctlFile, type MockHidDevice, mockHidPath } from './mock-hid-device.ts';
import { ReportLine } from './report-line.ts';

export interface RunIo {
  /** Lines of the program's stdout and stderr. */
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  /** Ends the program with SIGTERM. */
  readonly signal: AbortSignal;
}

/**
 * Runs in front of the program, inside the made-up world: puts our terminal in the place of umockdev's, becomes the program. umockdev takes a link for
 * a device only when it points at `/dev/pts/…` itself. Arguments: our terminal, name of the node, program and its arguments.
 */
const entry = 'ln -sfn "$1" "$UMOCKDEV_DIR/dev/$2" && shift 2 && exec "$@"';

/**
 * A HID device that a simulator in this process answers for, seen by one program and its children. umockdev makes `/sys`, the node and its ioctls;
 * the reports go through a terminal of ours in the place of the node, which umockdev itself would only feed from a fixed script.
 */
export class LiveHidDevice {
  readonly #device: MockHidDevice;
  readonly #folder: string;
  readonly #line: ReportLine;

  /**
   * Makes a folder for temporary files: `remove` it. Nothing personal is written there.
   * @param hostReportBytes length of each output report with its number
   */
  constructor(device: MockHidDevice, hostReportBytes: number) {
    this.#device = device;
    this.#folder = mkdtempSync(join(tmpdir(), 'yitiji-hid-'));
    this.#line = new ReportLine(join(this.#folder, 'line'), hostReportBytes);
  }

  /** Output reports of the program. Returns the unsubscribe function. */
  onHostReport(listener: (report: Uint8Array) => void): () => void {
    return this.#line.onHostReport(listener);
  }

  /** One input report; lost when the device is unplugged. */
  send(report: Uint8Array): void {
    this.#line.send(report);
  }

  /**
   * Runs a program that sees the device; resolves with its exit code when it and its output have ended, null = ended by a signal.
   * Rejects when a tool is missing (Debian packages `umockdev`, `socat`).
   * @param command program and arguments
   */
  async run(command: readonly string[], { out, err, signal }: RunIo): Promise<number | null> {
    const terminal = await this.#line.plug();
    const files = { device: join(this.#folder, 'device'), ioctl: join(this.#folder, 'ioctl') };
    writeFileSync(files.device, deviceFile(this.#device));
    writeFileSync(files.ioctl, ioctlFile(this.#device));
    const args = [
      ...['--device', files.device, '--ioctl', `${mockHidPath}=${files.ioctl}`, '--'],
      ...['sh', '-c', entry, 'sh', terminal, basename(mockHidPath), ...command],
    ];
    return new Promise((resolve, reject) => {
      const child = spawn('umockdev-run', args, { stdio: ['ignore', 'pipe', 'pipe'] });
      createInterface({ input: child.stdout }).on('line', out);
      createInterface({ input: child.stderr }).on('line', err);
      const stop = () => void child.kill('SIGTERM');
      signal.addEventListener('abort', stop);
      if (signal.aborted) stop();
      child.once('error', (cause) => {
        signal.removeEventListener('abort', stop);
        reject(new Error('umockdev-run cannot be started: install the Debian package umockdev', { cause }));
      });
      child.once('close', (exit) => {
        signal.removeEventListener('abort', stop);
        resolve(exit);
      });
    });
  }

  /** Pulls the cable: reading fails and the node cannot be opened again. Lists still show the device: made-up `/sys` does not change. */
  unplug(): Promise<void> {
    return this.#line.unplug();
  }

  /** Unplugs and deletes the temporary files. */
  async remove(): Promise<void> {
    await this.#line.unplug();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
