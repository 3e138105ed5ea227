/**
 * Output report with a command: id, length, command bytes, zeros up to the report's length.
 * Throws RangeError when the command does not fit: a mistake of the profile.
 * Source: docs/protocols/scanner-and-hid.md, section 2 (report 04; Honeywell FD).
 */
export function commandReport(id: number, command: Uint8Array, reportBytes: number): Uint8Array {
  if (command.length + 2 > reportBytes) throw new RangeError(`a command of ${command.length} bytes does not fit`);
  const report = new Uint8Array(reportBytes);
  report[0] = id;
  report[1] = command.length;
  report.set(command, 2);
  return report;
}

/** The command in such a report; null when its length cannot be. For simulators and traces. */
export function commandOf(report: Uint8Array): Uint8Array | null {
  const length = report[1] ?? 0;
  return length === 0 || length + 2 > report.length ? null : report.subarray(2, 2 + length);
}
