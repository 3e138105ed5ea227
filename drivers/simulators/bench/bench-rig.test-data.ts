import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SerialTransport } from '../../transport/serial-transport.ts';
import type { BenchState } from './bench-state.ts';
import type { DeviceBench } from './device-bench.ts';

export const personasFile = fileURLToPath(new URL('../../../kiosk-config/demo/personas.json', import.meta.url));

/** A folder of its own for each test; `remove` takes it away. */
export function temporaryFolder(): { readonly dir: string; remove(): void } {
  const dir = mkdtempSync(join(tmpdir(), 'yitiji-bench-'));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** Resolves when the bench says that `holds` is true; the test's own time limit is the only one. */
export function untilState(bench: DeviceBench, holds: (state: BenchState) => boolean): Promise<BenchState> {
  return new Promise((resolve) => {
    const state = bench.state();
    if (holds(state)) return resolve(state);
    const leave = bench.onChange((now) => {
      if (!holds(now)) return;
      leave();
      resolve(now);
    });
  });
}

/** Writes raw bytes to a port, as a host without a driver would. */
export async function writeTo(path: string, bytes: Uint8Array): Promise<void> {
  const port = new SerialTransport({ path, baudRate: 115_200 });
  const { signal } = new AbortController();
  await port.open({ bytes: () => undefined, closed: () => undefined }, signal);
  await port.write(bytes, signal);
  await port.close();
}

/** Two lines and a cut, in plain ESC/POS. */
export const shortSlip = Buffer.from('\x1b@No. 17\nThank you\n\x1dVB\x00', 'latin1');

/** Processes whose command line names this folder: socat has the link's path there. */
export function processesAt(dir: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return ''; // ended while we looked
      }
    })
    .filter((command) => command.startsWith('socat') && command.includes(dir));
}
