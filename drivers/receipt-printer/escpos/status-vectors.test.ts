import { expect, test } from 'vitest';
import vectors from '../vectors/escpos-status.json' with { type: 'json' };
import { commands, decodeAsb, decodeInOrder, decodeRealTime } from './codec.ts';
import { type Token, Tokenizer } from './tokenizer.ts';

interface Expected {
  readonly kind?: string;
  readonly n?: number;
  readonly tokens?: readonly { readonly kind: string; readonly hex?: string; readonly text?: string }[];
}
interface Vector {
  readonly name: string;
  readonly from: string;
  readonly hex: string;
  readonly expect?: Expected & Readonly<Record<string, unknown>>;
}

const all = vectors.vectors as readonly Vector[];
const hosts = all.filter((vector) => vector.from === 'host');
const devices = all.filter((vector) => vector.from === 'device');
const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const hexOf = (bytes: Iterable<number>): string =>
  Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');

/** The names of the vectors for our tokens. */
function simple(token: Token): unknown {
  switch (token.kind) {
    case 'xon':
    case 'xoff':
      return { kind: token.kind };
    case 'realtime':
      return { kind: 'realtime', hex: hexOf([token.byte]) };
    case 'asb':
      return { kind: 'asb', hex: hexOf(token.bytes) };
    case 'inOrder':
      return { kind: 'gsr', hex: hexOf([token.byte]) };
    case 'vendor':
    case 'text':
      return token;
  }
}

function decoded(token: Token, n: number): Readonly<Record<string, unknown>> {
  switch (token.kind) {
    case 'realtime':
      return { kind: 'realtime', n, ...decodeRealTime(n as 1 | 2 | 3 | 4, token.byte) };
    case 'asb':
      return { kind: 'asb', ...decodeAsb(token.bytes) };
    case 'inOrder':
      return { kind: 'gsr', ...decodeInOrder(token.byte) };
    default:
      return token;
  }
}

test('every command of the host has its documented bytes', () => {
  const made: Readonly<Record<string, Uint8Array>> = {
    'query-printer': commands.queryStatus(1),
    'query-offline': commands.queryStatus(2),
    'query-error': commands.queryStatus(3),
    'query-paper': commands.queryStatus(4),
    'query-exit': commands.queryStatus(5),
    'asb-on': commands.automaticStatusOn,
    'asb-off': commands.automaticStatusOff,
    'gs-r-paper': commands.queryInOrder,
    'recover-clear': commands.recoverAndClear,
    'recover-reprint': commands.recoverAndReprint,
  };
  expect(Object.fromEntries(hosts.map(({ name, hex }) => [name, hex]))).toEqual(
    Object.fromEntries(Object.entries(made).map(([name, bytes]) => [name, hexOf(bytes)])),
  );
});

test('the whole table of replies is there', () => {
  expect(devices.length).toBeGreaterThanOrEqual(30);
});

test.each(devices.filter((vector) => vector.expect?.tokens === undefined))(
  'reply $name',
  ({ hex, expect: expected }) => {
    const tokens = new Tokenizer().push(bytesOf(hex));
    expect(tokens).toHaveLength(1);
    const { query: _query, ...fields } = expected ?? {};
    for (const token of tokens) expect(decoded(token, expected?.n ?? 0)).toMatchObject(fields);
  },
);

test.each(devices)('$name arrives byte by byte as it arrives whole', ({ hex, expect: expected }) => {
  const whole = new Tokenizer().push(bytesOf(hex));
  const slow = new Tokenizer();
  const pieces = Array.from(bytesOf(hex)).flatMap((byte) => slow.push(Uint8Array.of(byte)));
  expect(pieces).toEqual(whole);
  expect(slow.dropped).toBe(0);
  if (expected?.tokens === undefined) return;
  // Tokens are told when they are complete; the vectors list them by where they begin.
  const sorted = (list: readonly unknown[]) => list.map((token) => JSON.stringify(token)).sort();
  expect(sorted(whole.map(simple))).toEqual(sorted(expected.tokens));
});

test.each(devices)('$name is still understood after line noise', ({ hex }) => {
  const clean = new Tokenizer().push(bytesOf(hex));
  // Bytes that belong to no reply: bit 7 set, or the low bits 01 with bit 4.
  const noisy = new Tokenizer();
  expect(noisy.push(Uint8Array.of(0xff, 0x81, 0x15, 0xd0))).toEqual([]);
  expect(noisy.push(bytesOf(hex))).toEqual(clean);
  expect(noisy.dropped).toBe(4);
});
