import { err, ok, type Result } from '../../contract/result.ts';
import type { TraceDirection } from './trace-codec.ts';

/** Version of the file format: JSON Lines, one header, then entries (docs/design/device-model.md, section 12). */
export const traceFormat = 'yitiji-trace/1';

export interface TraceHeader {
  readonly format: typeof traceFormat;
  readonly driver: string;
  /** As the codec's; left out = the usual wire of the driver. */
  readonly variant?: string;
  /** Model or firmware text of the device when it was known, else null. Never a serial number of a person's card. */
  readonly firmware: string | null;
  /** Place of the port, such as a by-path link. */
  readonly transport: string;
  /** How personal bytes were blanked: always by the driver's codec. */
  readonly redaction: 'codec';
  /** Wall clock at the beginning, ISO 8601. */
  readonly startedAt: string;
}

/** `us`: microseconds since the beginning, monotonic. `text`: the message in words, for people; a replay decodes the bytes anew. */
export type TraceEntry =
  | {
      readonly us: number;
      readonly dir: TraceDirection;
      readonly hex: string;
      readonly text: string;
      /** False for noise and damaged frames; left out when true. */
      readonly valid?: false;
    }
  | { readonly us: number; readonly dir: 'event'; readonly name: string };

export interface Trace {
  readonly header: TraceHeader;
  readonly entries: readonly TraceEntry[];
}

/** What is wrong with a trace file, with its line number from 1. */
export interface TraceFault {
  readonly line: number;
  readonly reason: string;
}

/** Longest file that is read: 64 MiB. A recording is limited to far less. */
export const maxTraceBytes = 64 * 1024 * 1024;

/** One line without its line feed. */
export function traceLine(part: TraceHeader | TraceEntry): string {
  return JSON.stringify(part);
}

/** Reads a whole trace. A last line that was cut by a power cut is left out; any other damage is an error. */
export function parseTrace(text: string): Result<Trace, TraceFault> {
  if (text.length > maxTraceBytes) return err({ line: 0, reason: `longer than ${maxTraceBytes} bytes` });
  const lines = text.split('\n');
  const isCut = !text.endsWith('\n');
  const header = parseLine(lines[0] ?? '');
  if (!isHeader(header)) return err({ line: 1, reason: `not a trace: the first line must be a ${traceFormat} header` });
  const entries: TraceEntry[] = [];
  let lastUs = 0;
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line === '') continue;
    const entry = parseLine(line);
    if (!isEntry(entry)) {
      if (isCut && index === lines.length - 1) break;
      return err({ line: index + 1, reason: 'not an entry: {us, dir: tx|rx|event, hex|name}' });
    }
    if (entry.us < lastUs) return err({ line: index + 1, reason: 'time goes back' });
    lastUs = entry.us;
    entries.push(entry);
  }
  return ok({ header, entries });
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return null; // told apart by the caller, who knows the line number
  }
}

function isHeader(value: unknown): value is TraceHeader {
  if (!isRecord(value)) return false;
  const { format, driver, variant = '', firmware, transport, redaction, startedAt } = value;
  const areTexts = [driver, variant, transport, startedAt].every((text) => typeof text === 'string');
  return (
    format === traceFormat && areTexts && redaction === 'codec' && (firmware === null || typeof firmware === 'string')
  );
}

function isEntry(value: unknown): value is TraceEntry {
  if (!isRecord(value) || typeof value.us !== 'number' || !Number.isInteger(value.us) || value.us < 0) return false;
  if (value.dir === 'event') return typeof value.name === 'string';
  if (value.dir !== 'tx' && value.dir !== 'rx') return false;
  return typeof value.hex === 'string' && /^([0-9A-F]{2})*$/.test(value.hex) && typeof value.text === 'string';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Upper-case hex without blanks. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}

/** Bytes of hexadecimal digits; ends at the first that is none. */
export function fromHex(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'));
}
