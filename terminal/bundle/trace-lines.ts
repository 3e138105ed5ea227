import { err, ok, type Result } from '../../contract/result.ts';
import { traceCodecNamed } from '../../drivers/registry.ts';
import type { TraceMessage } from '../../drivers/trace/trace-codec.ts';
import { fromHex, parseTrace, toHex, traceLine } from '../../drivers/trace/trace-file.ts';
import { blankText } from './blank.ts';

/**
 * A recording as it may leave the machine. It was blanked when it was made; its bytes go through the codec of the driver once more, so that a file that was made or
 * changed by something else carries nobody out either. Errors: why it cannot be read.
 */
export function traceLines(text: string): Result<readonly string[], string> {
  const read = parseTrace(text);
  if (!read.ok) return err(`line ${read.error.line}: ${read.error.reason}`);
  const { header, entries } = read.value;
  const trace = traceCodecNamed(header);
  if (trace === null)
    return err(
      `no driver ${blankText(`${header.driver} ${header.variant ?? ''}`)
        .slice(0, 48)
        .trim()}`,
    );
  const streams = { tx: trace.stream('tx'), rx: trace.stream('rx') };
  const { firmware, transport, startedAt, format, redaction } = header;
  const lines = [
    traceLine({
      ...{ format, redaction, driver: trace.driver, startedAt: blankText(startedAt) },
      ...(trace.variant !== undefined && { variant: trace.variant }),
      ...{ firmware: firmware === null ? null : blankText(firmware), transport: blankText(transport) },
    }),
  ];
  let lastUs = 0;
  const put = (us: number, dir: 'tx' | 'rx', messages: readonly TraceMessage[]) => {
    for (const { bytes, text: words, isValid } of messages) {
      const entry = { us, dir, hex: toHex(bytes), text: blankText(words) };
      lines.push(traceLine(isValid ? entry : { ...entry, valid: false }));
    }
  };
  for (const entry of entries) {
    lastUs = entry.us;
    if (entry.dir === 'event') lines.push(traceLine({ us: entry.us, dir: 'event', name: blankText(entry.name) }));
    else put(entry.us, entry.dir, streams[entry.dir].push(fromHex(entry.hex)));
  }
  for (const dir of ['tx', 'rx'] as const) put(lastUs, dir, streams[dir].flush());
  return ok(lines);
}
