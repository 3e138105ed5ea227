import { sleep } from '../../../contract/clock.ts';
import { readReceiptCode } from '../../../contract/receipt-code.ts';
import type { Scanner } from '../../../drivers/scanner/scanner.ts';
import { forgedScan, invalidScan, type SessionWork } from '../session-ports.ts';
import { type PortDeps, untilLeft } from './port-deps.ts';

/** One window of the scanner, milliseconds; it is opened again while the page stands. */
const windowMs = 60_000;
const againMs = 1_000;
/** Longest text that goes on. */
const maxScanChars = 400;

export interface ScanPortOptions {
  readonly scanner: () => Scanner | null;
}

/**
 * Opens the scanner while the page stands, and only then. What is read is data: length-capped, without control characters, never an address to open. Whether the
 * signature of a receipt holds is the hub's to say: it knows every key of every machine, those of before too. This machine knows its key of today, and paper outlives that.
 */
export function scanPort(deps: Pick<PortDeps, 'clock' | 'log'>, options: ScanPortOptions): SessionWork {
  const { clock, log } = deps;
  return (_visit, send) =>
    untilLeft(async (signal, tell) => {
      const scanner = options.scanner();
      while (scanner !== null && !signal.aborted) {
        const scan = await scanner.scan({ userMs: windowMs, signal });
        if (signal.aborted) {
          if (scan.ok) scan.value.wipe();
          return;
        }
        if (!scan.ok) {
          const { code, outcome, vendor } = scan.error;
          if (code === 'E_TIMEOUT') continue;
          log('device.call.failed', { deviceId: scanner.id, call: 'scan', code, outcome, vendor: vendor?.code ?? '' });
          await sleep(clock, againMs, signal);
          continue;
        }
        const { text } = scan.value;
        scan.value.wipe();
        tell({ type: 'SCANNED', text: usableText(text) });
      }
    }, send);
}

/** The text as it may go on; `invalidScan` for an address, control characters or half a receipt, `forgedScan` for what only looks like a receipt of this city. */
export function usableText(text: string): string {
  const capped = text.slice(0, maxScanChars).trim();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\u007f-\u009f]/.test(capped) || /^[a-z][a-z0-9+.-]*:\/\//i.test(capped)) return invalidScan;
  if (!capped.startsWith('YTJ1:') || readReceiptCode(capped) !== null) return capped;
  // The end is missing: half a code was read, which says nothing of the whole.
  return /:[\w-]{86}$/.test(capped) ? forgedScan : invalidScan;
}
