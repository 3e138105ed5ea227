import { err, ok, type Result } from '../../contract/result.ts';
import { crc16 } from '../io-board/codec.ts';

/**
 * Lines between the terminal and a card personaliser with its PIN pad: docs/protocols/personaliser.md. The form is that of the I/O board (sigil, number,
 * body, CRC), with longer bodies and without events: everything that takes time is a job that is asked about. Pure.
 */
export interface PersonaliserLine {
  readonly kind: 'command' | 'reply';
  /** 0–255, the same in a command and its reply. */
  readonly number: number;
  readonly body: string;
}

/** Longest body, characters. */
export const maxBodyChars = 700;
/** Longest part of a payload in one LOAD. */
export const maxChunkChars = 600;

const maxLineBytes = maxBodyChars + 16;
const form = /^([<>])([0-9A-F]{2}) ([\x20-\x7e]+)\*([0-9A-F]{4})$/;
const lf = 0x0a;
const cr = 0x0d;

/** Words of a job, in the order in which STATE gives them. */
export const jobOps = ['PIN', 'WRITE', 'PRINT', 'READ'] as const;
export type JobOp = (typeof jobOps)[number];
export const pinPurposes = ['NEW', 'AGAIN', 'VERIFY'] as const;
export type PinPurpose = (typeof pinPurposes)[number];

/** Why a job failed, as the unit says it. */
export const jobFailures = [
  'jam',
  'chip',
  'key',
  'noCard',
  'ribbon',
  'hardware',
  'cancelled',
  'timeout',
  'differs',
  'wrong',
  'blocked',
] as const;
export type JobFailure = (typeof jobFailures)[number];

/** Throws RangeError when the body is none: a bug of the sender. */
export function encodeLine({ kind, number, body }: PersonaliserLine): Uint8Array {
  if (body.length > maxBodyChars || !/^[\x20-\x7e]+$/.test(body) || /[<>*]/.test(body)) {
    throw new RangeError('this is no body of a line');
  }
  const sigil = kind === 'command' ? '>' : '<';
  const head = `${sigil}${hex(number & 0xff, 2)} ${body}`;
  return Buffer.from(`${head}*${hex(crc16(Buffer.from(head, 'latin1')), 4)}\r\n`, 'latin1');
}

/** One line without its end. Never throws. */
export function decodeLine(bytes: Uint8Array): Result<PersonaliserLine, 'form' | 'checksum'> {
  if (bytes.length > maxLineBytes) return err('form');
  const match = form.exec(Buffer.from(bytes).toString('latin1'));
  if (match === null) return err('form');
  const [, sigil, number = '', body = '', crc = ''] = match;
  if (/[<>*]/.test(body)) return err('form');
  if (crc16(bytes.subarray(0, bytes.length - 5)) !== Number.parseInt(crc, 16)) return err('checksum');
  return ok({ kind: sigil === '>' ? 'command' : 'reply', number: Number.parseInt(number, 16), body });
}

/** Finds lines in a stream; a damaged one is dropped as a whole. Holds one line at most, and zeroes what it held. */
export class PersonaliserFramer {
  readonly #buffer = new Uint8Array(maxLineBytes);
  #length = 0;

  push(chunk: Uint8Array): PersonaliserLine[] {
    const lines: PersonaliserLine[] = [];
    for (const byte of chunk) {
      if (byte === lf) {
        const line = this.#end();
        if (line !== null) lines.push(line);
      } else {
        // A sigil begins a line, whatever stood before it.
        if (byte === 0x3c || byte === 0x3e) this.reset();
        if (this.#length < maxLineBytes) this.#buffer[this.#length++] = byte;
        else this.reset();
      }
    }
    return lines;
  }

  reset(): void {
    this.#buffer.fill(0);
    this.#length = 0;
  }

  #end(): PersonaliserLine | null {
    const hasCr = this.#length > 0 && this.#buffer[this.#length - 1] === cr;
    const line = decodeLine(this.#buffer.subarray(0, this.#length - (hasCr ? 1 : 0)));
    this.reset();
    return line.ok ? line.value : null;
  }
}

/** What STATE says. `details`: `digits` while a PIN is entered, `block` of one that is in, `serial` and `digest` of what was read back. */
export interface UnitState {
  /** Number of the job that was begun last; 0 = none since power-on. */
  readonly job: number;
  readonly phase: 'idle' | 'running' | 'done' | 'failed';
  readonly failure: JobFailure | null;
  readonly isRibbonOut: boolean;
  readonly isJammed: boolean;
  readonly details: Readonly<Record<string, string>>;
}

/** `STATE` reply ↔ meaning: `7 running r0j0 digits=3`. */
export function stateBody(state: UnitState): string {
  const details = Object.entries(state.details).map(([name, value]) => `${name}=${value}`);
  const failure = state.failure === null ? [] : [`failure=${state.failure}`];
  const flags = `r${state.isRibbonOut ? 1 : 0}j${state.isJammed ? 1 : 0}`;
  return ['OK', String(state.job), state.phase, flags, ...failure, ...details].join(' ');
}

/** Null for what is no state. */
export function parseState(words: readonly string[]): UnitState | null {
  const [job = '', phaseWord, flags = '', ...rest] = words;
  const phase = (['idle', 'running', 'done', 'failed'] as const).find((one) => one === phaseWord);
  const bits = /^r([01])j([01])$/.exec(flags);
  if (!/^\d{1,6}$/.test(job) || phase === undefined || bits === null) return null;
  const details: Record<string, string> = {};
  let failure: JobFailure | null = null;
  for (const word of rest) {
    const [, name = '', value = ''] = /^([a-z]{1,12})=([A-Za-z0-9+/=_-]{1,600})$/.exec(word) ?? [];
    if (name === '') return null;
    if (name === 'failure') failure = jobFailures.find((one) => one === value) ?? 'hardware';
    else details[name] = value;
  }
  if ((phase === 'failed') !== (failure !== null)) return null;
  // It is shown to a citizen: a page with a number that is none is not drawn.
  if (!/^\d{1,2}$/.test(details.digits ?? '0')) return null;
  return { job: Number(job), phase, failure, isRibbonOut: bits[1] === '1', isJammed: bits[2] === '1', details };
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}
