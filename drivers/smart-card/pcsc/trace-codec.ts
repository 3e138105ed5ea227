import type { TraceCodec, TraceDirection, TraceMessage, TraceStream } from '../../trace/trace-codec.ts';
import { commandBytes, decodeCommand, decodeResponse, hexByte, swText } from '../card/apdu.ts';
import { LengthPrefixedFramer, lengthPrefixed } from '../card/length-prefixed.ts';

/**
 * Recordings of a card reader: command header, status word and lengths; every byte of data is blanked (rule C3 of
 * docs/protocols/social-security-card.md), but for what SELECT names, which is the same for everybody. Messages stand with their length in front.
 */
export const pcscTraceCodec: TraceCodec = {
  driver: 'pcsc',
  stream: (direction) => new ApduTrace(direction),
};

const names: Readonly<Record<number, string>> = {
  32: 'VERIFY',
  130: 'EXTERNAL AUTHENTICATE',
  132: 'GET CHALLENGE',
  164: 'SELECT',
  176: 'READ BINARY',
  178: 'READ RECORD',
  192: 'GET RESPONSE',
};
/** Social-security environment, EF05, EF06: the only SELECTs whose data are shown. An AID of another kind could tell whose card it is. */
const isKnownName = (data: Uint8Array) =>
  (data.length === 2 && data[0] === 0xef) ||
  (data.length === 15 && String.fromCharCode(...data.subarray(0, 7)) === 'sx1.sh.');

class ApduTrace implements TraceStream {
  readonly #direction: TraceDirection;
  readonly #framer = new LengthPrefixedFramer();
  #seenDropped = 0;

  constructor(direction: TraceDirection) {
    this.#direction = direction;
  }

  push(bytes: Uint8Array): readonly TraceMessage[] {
    const messages = this.#framer.push(bytes).map((apdu) => (this.#direction === 'tx' ? command(apdu) : answer(apdu)));
    const dropped = this.#framer.dropped - this.#seenDropped;
    this.#seenDropped = this.#framer.dropped;
    return dropped === 0 ? messages : [...messages, junk(dropped)];
  }

  flush(): readonly TraceMessage[] {
    const left = this.#framer.bufferedBytes;
    this.#framer.reset();
    return left === 0 ? [] : [junk(left)];
  }
}

function command(apdu: Uint8Array): TraceMessage {
  const decoded = decodeCommand(apdu);
  if (!decoded.ok) return blanked(apdu.length);
  const { ins, p1, p2, data, le } = decoded.value;
  const shown = ins === 0xa4 && isKnownName(data) ? data : new Uint8Array(data.length);
  const name = names[ins] ?? `INS ${hexByte(ins)}`;
  const words = [`${name} ${hexByte(p1)} ${hexByte(p2)}`];
  if (data.length > 0) words.push(`${data.length} bytes`);
  if (le !== null) words.push(`Le ${le}`);
  return {
    bytes: lengthPrefixed(commandBytes({ ...decoded.value, data: shown })),
    text: words.join(', '),
    isValid: true,
  };
}

function answer(apdu: Uint8Array): TraceMessage {
  const decoded = decodeResponse(apdu);
  if (!decoded.ok) return blanked(apdu.length);
  const { data, sw } = decoded.value;
  const bytes = lengthPrefixed(Uint8Array.of(...new Uint8Array(data.length), sw >> 8, sw & 0xff));
  return { bytes, text: `→ ${swText(sw)}, ${data.length} bytes`, isValid: true };
}

function blanked(length: number): TraceMessage {
  return { bytes: lengthPrefixed(new Uint8Array(length)), text: `no APDU, ${length} bytes`, isValid: false };
}

function junk(length: number): TraceMessage {
  return { bytes: new Uint8Array(length), text: `noise, ${length} bytes`, isValid: false };
}
