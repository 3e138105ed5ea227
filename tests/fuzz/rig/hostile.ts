import type { Random } from '../../../hub/city/random.ts';

/** Texts that were written to get through somewhere. None holds words that the judge looks for in answers. */
export const payloads: readonly string[] = [
  "' or '1'='1",
  "'; drop table account; --",
  '1) union all (table account',
  '$1::int',
  '\\',
  '%',
  '_%',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '{{7*7}}#{7*7}<%= 7*7 %>',
  '=HYPERLINK("http://evil.example","x")',
  '@SUM(1+1)',
  'a\r\nSet-Cookie: yitiji=planted',
  'a\n{"level":30,"event":"hub.forged"}',
  '../../../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  'file:///etc/passwd',
  'http://169.254.169.254/latest/meta-data/',
  '`id`; $(id) | id',
  '%s%n%x',
  'a\u0000b',
  '\u0000',
  '\ud800',
  'a\udfffb',
  '\u202e\u2066',
  '\ufeff',
  'e\u0301'.repeat(30),
  '９９９９',
  'NaN',
  '-0',
  '1e309',
  '9223372036854775808',
  '{"a":1}',
  '__proto__',
  'constructor',
  'toString',
  '',
  ' ',
  '\t',
  'x'.repeat(300),
  '一'.repeat(5000),
];

const numbers: readonly number[] = [
  0,
  -0,
  -1,
  0.5,
  1e-7,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32,
  2 ** 53 - 1,
  2 ** 53,
  -(2 ** 53),
  2 ** 63,
  8.64e15,
  8.64e15 + 1,
  1e21,
  1e308,
];

/** Any value at all. */
export function anything(random: Random): unknown {
  switch (random.int(0, 6)) {
    case 0:
      return null;
    case 1:
      return random.pick(numbers);
    case 2:
      return random.chance(0.5);
    case 3:
      return [random.pick(payloads), random.pick(numbers)];
    case 4:
      return { [random.pick(payloads)]: random.pick(payloads) };
    default:
      return random.pick(payloads);
  }
}

/** Deep enough for whatever goes down by calling itself. */
function deep(random: Random): unknown {
  let value: unknown = 1;
  const levels = random.pick([50, 500, 3000]);
  const isArray = random.chance(0.5);
  for (let n = 0; n < levels; n += 1) value = isArray ? [value] : { a: value };
  return value;
}

/** An object with a member that JavaScript gives a meaning to; as JSON it is a member like others. */
function withProto(value: unknown, random: Random): unknown {
  const made: Record<string, unknown> = typeof value === 'object' && value !== null ? { ...value } : {};
  const name = random.pick(['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toJSON', 'then']);
  Object.defineProperty(made, name, { value: { isAdmin: true, roles: ['administrator'] }, enumerable: true });
  return made;
}

export type Twist = 'value' | 'wrongType' | 'payload' | 'deep' | 'proto' | 'extra' | 'missing' | 'many';
export const twists: readonly Twist[] = [
  'value',
  'wrongType',
  'payload',
  'payload',
  'deep',
  'proto',
  'extra',
  'missing',
  'many',
];

/** Changes one place of a value, wherever in it; the value itself is left as it was. */
export function twisted(value: unknown, twist: Twist, random: Random): unknown {
  if (Array.isArray(value) && value.length > 0 && random.chance(0.7)) {
    const at = random.int(0, value.length - 1);
    return value.map((one, i) => (i === at ? twisted(one, twist, random) : one));
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const names = Object.keys(value);
    if (twist === 'proto') return withProto(value, random);
    if (twist === 'extra') return { ...value, [random.pick(payloads)]: anything(random) };
    if (names.length > 0 && (twist === 'missing' || random.chance(0.9))) {
      const name = random.pick(names);
      const members = value as Record<string, unknown>;
      if (twist === 'missing' && random.chance(0.7)) {
        return Object.fromEntries(Object.entries(members).filter(([other]) => other !== name));
      }
      return { ...members, [name]: twisted(members[name], twist, random) };
    }
  }
  switch (twist) {
    case 'deep':
      return deep(random);
    case 'payload':
      return random.pick(payloads);
    case 'many':
      return Array.from({ length: random.pick([300, 5000]) }, () => value);
    case 'wrongType':
      return typeof value === 'string' ? random.pick(numbers) : random.pick(payloads);
    default:
      return anything(random);
  }
}

/** Bytes that are no JSON, or not quite the JSON that was meant. */
export function brokenBytes(text: string, random: Random): Buffer {
  switch (random.int(0, 9)) {
    case 0:
      return Buffer.from(text.slice(0, random.int(0, text.length)));
    case 1:
      return Buffer.from(`${text}}`);
    case 2:
      return Buffer.from(`\ufeff${text}`);
    case 3:
      return Buffer.from(text, 'utf16le');
    case 4:
      return Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff, 0xfe, 0xc0, 0x80]), Buffer.from('"}')]);
    case 5:
      return Buffer.from(text.replace('{', '{"a":1,"a":2,'));
    case 6:
      return Buffer.from(text.replaceAll('"', "'"));
    case 7:
      return Buffer.from('1e999');
    case 8:
      return Buffer.from(text.replace('{', '{"__proto__":{"isAdmin":true},'));
    default:
      return Buffer.alloc(random.int(1, 2000), random.int(0, 255));
  }
}
