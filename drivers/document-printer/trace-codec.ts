import type { TraceCodec, TraceDirection, TraceMessage, TraceStream } from '../trace/trace-codec.ts';
import { AttributeReader } from './ipp/attributes.ts';
import {
  decodeIpp,
  encodeIpp,
  groupTags,
  type IppAttribute,
  type IppMessage,
  type IppValue,
  valueTags,
} from './ipp/codec.ts';
import { jobViews, operationIds, printerView, statusText } from './ipp/operations.ts';

/**
 * IPP for recordings: what `tapIppPort` shows, documents left out. Names and texts may come from people (jobs of other programs, user names): they
 * become x of the same length. Attributes of the machine keep theirs.
 */
export const cupsTraceCodec: TraceCodec = { driver: 'cups', stream: (direction) => new IppTrace(direction) };

const tellsMachineOnly: ReadonlySet<string> = new Set(['printer-make-and-model', 'printer-error-policy', 'job-sheets']);
const personalTags: ReadonlySet<number> = new Set([
  valueTags.text,
  valueTags.name,
  valueTags.textWithLanguage,
  valueTags.nameWithLanguage,
  valueTags.octetString,
]);

class IppTrace implements TraceStream {
  readonly #direction: TraceDirection;
  #raw: Uint8Array = new Uint8Array();

  constructor(direction: TraceDirection) {
    this.#direction = direction;
  }

  push(bytes: Uint8Array): readonly TraceMessage[] {
    this.#raw = Buffer.concat([this.#raw, bytes]);
    const messages: TraceMessage[] = [];
    while (this.#raw.length > 0) {
      const decoded = decodeIpp(this.#raw);
      if (!decoded.ok) {
        if (decoded.error !== 'incomplete') messages.push(...this.#junk(decoded.error));
        break;
      }
      const { message, length } = decoded.value;
      this.#raw = this.#raw.subarray(length);
      messages.push({ bytes: encodeIpp(blanked(message)), text: textOf(this.#direction, message), isValid: true });
    }
    return messages;
  }

  flush(): readonly TraceMessage[] {
    return this.#raw.length === 0 ? [] : this.#junk('incomplete');
  }

  /** Where one message is damaged, nothing behind it in the same body can be read: all of it may be personal. */
  #junk(why: string): readonly TraceMessage[] {
    const bytes = new Uint8Array(this.#raw.length);
    this.#raw = new Uint8Array();
    return [{ bytes, text: `${bytes.length} bytes, ${why}`, isValid: false }];
  }
}

function blanked(message: IppMessage): IppMessage {
  const groups = message.groups.map(({ tag, attributes }) => ({ tag, attributes: attributes.map(blankedAttribute) }));
  return { ...message, groups };
}

function blankedAttribute({ name, values }: IppAttribute): IppAttribute {
  return { name, values: tellsMachineOnly.has(name) ? values : values.map(blankedValue) };
}

function blankedValue({ tag, value }: IppValue): IppValue {
  if (!personalTags.has(tag)) return { tag, value };
  if (typeof value === 'string') return { tag, value: 'x'.repeat(Buffer.byteLength(value)) };
  return { tag, value: value instanceof Uint8Array ? new Uint8Array(value.length) : value };
}

function textOf(direction: TraceDirection, message: IppMessage): string {
  if (direction === 'tx') {
    const operation = Object.entries(operationIds).find(([, id]) => id === message.code)?.[0];
    const jobId = new AttributeReader(message.groups.find(({ tag }) => tag === groupTags.operation)).number('job-id');
    return `${operation ?? `operation ${message.code}`}${jobId === null ? '' : ` job ${jobId}`}`;
  }
  const jobs = jobViews(message).map(({ id, state, impressions }) => {
    const count = impressions === null ? '' : `, ${impressions} pages`;
    return `job ${id} ${state ?? 'without state'}${count}`;
  });
  const printer = printerView(message);
  const queue = printer === null ? [] : [[printer.state ?? 'without state', ...printer.reasons].join(' ')];
  return [statusText(message.code), ...queue, ...jobs].join('; ');
}
