import type { TraceCodec, TraceMessage, TraceStream } from '../../trace/trace-codec.ts';
import { commandOf } from './command-report.ts';
import { inputReportId, maxReportData, reportBytes } from './report-decoder.ts';

/**
 * HID-POS scanners for recordings: one `push` is one report. Of an input report its number, length and flags are kept, everything between them is
 * blanked, the AIM identifier too, since layouts differ in where it ends; with another letter for each code, so that two stay two. Commands hold
 * nothing of a citizen. There are no checksums to repair.
 */
export const hidPosTraceCodec: TraceCodec = {
  driver: 'hid-pos',
  stream: (direction) => (direction === 'tx' ? toScanner : new FromScanner()),
};

const toScanner: TraceStream = {
  push: (report) => (report.length === 0 ? [] : [commandMessage(report)]),
  flush: () => [],
};

class FromScanner implements TraceStream {
  #codes = 0;

  push(report: Uint8Array): readonly TraceMessage[] {
    if (report.length === 0) return [];
    const bytes = report.slice();
    const isScan = report.length === reportBytes && report[0] === inputReportId;
    bytes.fill(0x61 + (this.#codes % 26), isScan ? 2 : 1, isScan ? reportBytes - 1 : report.length);
    if (!isScan) return [{ bytes, text: `another report, ${report.length} bytes`, isValid: false }];
    const length = report[1] ?? 0;
    const isLast = ((report[reportBytes - 1] ?? 0) & 1) === 0;
    if (isLast) this.#codes += 1;
    return [
      { bytes, text: `code, ${length} bytes${isLast ? '' : ', more follows'}`, isValid: length <= maxReportData },
    ];
  }

  flush(): readonly TraceMessage[] {
    return [];
  }
}

function commandMessage(report: Uint8Array): TraceMessage {
  const command = commandOf(report);
  const text = command === null ? 'no command' : `command ${Buffer.from(command).toString('hex').toUpperCase()}`;
  return { bytes: report.slice(), text, isValid: command !== null };
}
