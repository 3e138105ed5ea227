import { roles } from '../../../contract/accounts.ts';
import { createRandom, type Random } from '../../../hub/city/random.ts';
import type { GoodRequest } from './good/good-request.ts';
import { anything, brokenBytes, payloads, type Twist, twisted, twists } from './hostile.ts';
import type { Operation } from './operations.ts';
import type { Planned, Who } from './planned.ts';
import { fittingValue, type Known } from './schema-values.ts';
import type { World } from './world.ts';

/** Stands in every text that was written to get through: it must come back in no header and stand in no log line. */
export const marker = 'Fz7Qx';

const otherMethods = ['DELETE', 'PATCH', 'PUT', 'OPTIONS', 'HEAD', 'POST', 'GET', 'TRACE', 'PROPFIND'] as const;
const otherTypes = [
  'text/plain',
  'application/xml',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded',
  'application/json; charset=utf-16',
  'application/jsonp',
  'application/json-patch+json',
  'Application/JSON',
  '*/*',
  '',
] as const;

/** Half of what is asked of a route that wants something to be there before. */
const preparedPart = 0.5;

/** The route that a number asks, and the random numbers that all else about it is drawn from. */
export interface Begun {
  readonly index: number;
  readonly seed: number;
  readonly random: Random;
  readonly operation: Operation;
  /** Whether what the route needs is prepared, where there is a preparation. */
  readonly isPrepared: boolean;
}

/** @param operations those that may be asked */
export function begin(operations: readonly Operation[], seed: number, index: number): Begun {
  const random = createRandom(Math.imul(seed, 1_000_003) + index);
  return { index, seed, random, operation: random.pick(operations), isPrepared: random.chance(preparedPart) };
}

/** Who is let in, by the document, most of the time; otherwise somebody else. */
function whoAsks(operation: Operation, random: Random, machines: number, good: Who | undefined): Who {
  const at = random.int(0, machines - 1);
  const role = random.pick(roles);
  const isWrong = random.chance(0.3);
  if (!isWrong && good !== undefined) return good;
  if (isWrong && random.chance(0.3)) {
    return random.pick<Who>([
      { kind: 'nobody' },
      { kind: 'machine', at, fault: null },
      { kind: 'newKey', at, fault: null },
      { kind: 'session', role, fault: null },
      { kind: 'token', fault: null },
    ]);
  }
  switch (operation.by) {
    case 'machine': {
      const faults = [
        'unsigned',
        'badSignature',
        'wrongDigest',
        'otherPath',
        'stale',
        'replayed',
        'unknownKey',
        'otherKey',
      ] as const;
      return { kind: 'machine', at, fault: isWrong ? random.pick(faults) : null };
    }
    case 'newKey':
      return { kind: 'newKey', at, fault: isWrong ? random.pick(['unsigned', 'badSignature'] as const) : null };
    case 'people': {
      if (isWrong && random.chance(0.2)) return { kind: 'token', fault: 'wrongToken' };
      const faults = ['noCsrf', 'otherCsrf', 'oldCookie', 'madeUpCookie'] as const;
      if (isWrong) return { kind: 'session', role, fault: random.pick(faults) };
      return random.chance(0.4) ? { kind: 'token', fault: null } : { kind: 'session', role, fault: null };
    }
    default:
      return random.pick<Who>([{ kind: 'nobody' }, { kind: 'nobody' }, { kind: 'session', role, fault: null }]);
  }
}

type Knowing = Pick<World, 'machines' | 'known'>;

/**
 * The request of a number: the same seed and number give the same one in a world that knows the same.
 * @param good what was prepared for it; null = nothing was
 */
export function plan(world: Knowing, begun: Begun, good: GoodRequest | null): Planned {
  const { index, random, operation } = begun;
  const who = whoAsks(operation, random, world.machines.length, good?.who);
  const done: string[] = [];
  const known: Known = (name) => (name === 'key' ? [keyOf(begun.seed, index, random)] : world.known(name));
  const target = targetOf(operation, random, { given: givenIn(world, who, good), known }, done);
  const method = random.chance(0.05) ? random.pick(otherMethods) : operation.method;
  if (method !== operation.method) done.push(`method ${method}`);
  return {
    ...{ index, operation, method, target, who },
    ...bodyOf(operation, random, { given: good?.body, known }, done),
    headers: headersOf(random, done),
    seal: operation.path.endsWith('/batches') && random.chance(0.7) ? sealed(world, random) : [],
    twist: done.join(', ') || 'none',
  };
}

/** As somebody would send it who wants what the route is for: nothing is wrong with it, as far as the document and the preparation say. */
export function planGood(world: Knowing, { index, seed, random, operation }: Begun, good: GoodRequest | null): Planned {
  const role = random.pick(roles);
  const at = random.int(0, world.machines.length - 1);
  const theirs = {
    machine: { kind: 'machine', at, fault: null },
    newKey: { kind: 'newKey', at, fault: null },
    // What a person does about the own session needs one; all else the token may.
    people: operation.permissions === null ? { kind: 'session', role, fault: null } : { kind: 'token', fault: null },
    nobody: { kind: 'nobody' },
  } as const satisfies Record<Operation['by'], Who>;
  const who = good?.who ?? theirs[operation.by];
  const known: Known = (name) => (name === 'key' ? [keyOf(seed, index, random)] : world.known(name));
  const given = givenIn(world, who, good);
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const schema = operation.parameters.find((one) => one.name === name)?.schema ?? {};
    return encodeURIComponent(given[name] ?? String(fittingValue(schema, random, known, name)));
  });
  const body = operation.body === null ? null : (good?.body ?? fittingValue(operation.body, random, known));
  return {
    ...{ index, operation, method: operation.method, target: path, who, seal: [], twist: 'none, as it should be' },
    ...{ body: body === null ? null : Buffer.from(JSON.stringify(body)), headers: headersOf(random, [], 0) },
    contentType: body === null ? null : 'application/json; charset=utf-8',
  };
}

/** A machine asks about itself. */
function givenIn({ machines }: Knowing, who: Who, good: GoodRequest | null): Readonly<Record<string, string>> {
  const deviceId = machines[who.kind === 'machine' ? who.at : 0]?.claimed.deviceId ?? '';
  return { deviceId, ...good?.params };
}

/** A key of its own; sometimes one that others have used. */
function keyOf(seed: number, index: number, random: Random): string {
  const n = random.chance(0.1) ? random.int(0, 5) : seed * 1e6 + index;
  return `00000000-0000-4000-8000-${Math.abs(n % 2 ** 47)
    .toString(16)
    .padStart(12, '0')}`;
}

/** What was prepared goes before what is known. */
interface Sources<Given> {
  readonly given: Given;
  readonly known: Known;
}

function targetOf(
  operation: Operation,
  random: Random,
  { given, known }: Sources<Readonly<Record<string, string>>>,
  done: string[],
): string {
  const isTwisted = random.chance(0.15);
  const at = random.int(0, Math.max(0, operation.parameters.length - 1));
  const query: string[] = [];
  let path = operation.path;
  operation.parameters.forEach(({ name, in: place, schema }, i) => {
    const own = isTwisted && i === at && name !== 'deviceId';
    if (own) done.push(`parameter ${name}`);
    const value = own
      ? `${random.pick(payloads)}${marker}`
      : (given[name] ?? String(fittingValue(schema, random, known, name)));
    if (place === 'path') path = path.replace(`{${name}}`, () => encoded(value, random));
    else if (own || random.chance(0.4)) query.push(`${name}=${encoded(value, random)}`);
  });
  if (random.chance(0.03)) {
    done.push('query');
    query.push(
      random.pick([
        `${marker}=1`,
        'wait=0&wait=0',
        'wait=1e1',
        '__proto__[a]=1',
        'limit=-1',
        'limit=1e9',
        'after=%ff',
        '%',
        '=&=&&',
        `a=${'x'.repeat(3000)}`,
      ]),
    );
  }
  return query.length === 0 ? path : `${path}?${query.join('&')}`;
}

function encoded(value: string, random: Random): string {
  if (random.chance(0.02)) return `${encodeURIComponent(value.toWellFormed())}%ff`;
  if (random.chance(0.02)) return encodeURIComponent(encodeURIComponent(value.toWellFormed()));
  return encodeURIComponent(value.toWellFormed());
}

function bodyOf(
  { body, method }: Operation,
  random: Random,
  { given, known }: Sources<object | undefined>,
  done: string[],
): Pick<Planned, 'body' | 'contentType'> {
  if (body === null) {
    if (method === 'GET' || random.chance(0.5)) return { body: null, contentType: null };
    return { body: Buffer.from(random.pick(['{}', '[]', 'null', '"x"'])), contentType: 'application/json' };
  }
  let value: unknown = given ?? fittingValue(body, random, known);
  if (random.chance(0.55)) {
    const twist: Twist = random.pick(twists);
    done.push(twist);
    value = random.chance(0.05) ? anything(random) : marked(twisted(value, twist, random));
  }
  // A `toJSON` that is no function is a member like others; `undefined` comes of nothing here.
  const text = JSON.stringify(value) ?? 'null';
  const odd = random.int(0, 99);
  if (odd < 5) {
    done.push('bytes');
    return { body: brokenBytes(text, random), contentType: 'application/json' };
  }
  if (odd < 9) {
    const contentType = random.pick(otherTypes);
    done.push(`type ${contentType}`);
    return { body: Buffer.from(text), contentType };
  }
  if (odd === 9) {
    done.push('no body');
    return { body: null, contentType: random.chance(0.5) ? 'application/json' : null };
  }
  if (odd === 10 && random.chance(0.2)) {
    done.push('too large');
    return { body: Buffer.from(`{"a":"${'x'.repeat(1_100_000)}"}`), contentType: 'application/json' };
  }
  return { body: Buffer.from(text), contentType: 'application/json; charset=utf-8' };
}

const isPayload = new Set<unknown>(payloads.filter((text) => text.length > 2 && text.length < 1000));

/** Not further down than any schema goes: a deep value would end this program, not the hub. */
function marked(value: unknown, levels = 12): unknown {
  if (isPayload.has(value)) return `${String(value)}${marker}`;
  if (levels === 0 || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.length > 100 ? value : value.map((one) => marked(one, levels - 1));
  const made: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    const of = marked((value as Record<string, unknown>)[name], levels - 1);
    Object.defineProperty(made, name, { value: of, enumerable: true, writable: true, configurable: true });
  }
  return made;
}

/** @param oddOnes how often something stands in one that somebody has thought about */
function headersOf(random: Random, done: string[], oddOnes = 0.06): Record<string, string> {
  const from = `10.${random.int(0, 255)}.${random.int(0, 255)}.${random.int(1, 254)}`;
  const headers: Record<string, string> = { 'x-forwarded-for': from };
  if (!random.chance(oddOnes)) return headers;
  const [name, value] = random.pick<readonly [string, string]>([
    ['origin', 'https://evil.example'],
    ['origin', 'null'],
    ['accept', `application/xml, ${marker}`],
    ['user-agent', `<script>${marker}</script>`],
    ['x-forwarded-for', `unknown, ${marker}, ${from}`],
    ['x-forwarded-host', `${marker}.example`],
    ['x-http-method-override', 'DELETE'],
    ['if-none-match', `"${marker}"`],
    ['range', 'bytes=0-0,-1,9999999-'],
    ['accept-encoding', 'gzip, br, *;q=0'],
    ['content-encoding', 'gzip'],
    ['expect', '100-continue'],
    ['yitiji-keys', `${marker} ${marker}`],
    ['cookie', `yitiji=${marker}; yitiji=a; __Host-yitiji=b; ="`],
    ['authorization', `Basic ${marker}`],
  ]);
  done.push(`header ${name}`);
  return { ...headers, [name]: value };
}

/** What stands in a seal, as a machine writes it or nearly so. */
function sealed({ known }: Pick<World, 'known'>, random: Random): Planned['seal'] {
  return Array.from({ length: random.int(1, 3) }, () => {
    const sample = random.pick(known('sealed')) as Planned['seal'][number];
    const body = random.chance(0.5)
      ? sample.body
      : (marked(twisted(sample.body, random.pick(twists), random)) as object);
    return { ...sample, body: typeof body === 'object' && body !== null ? body : { body } };
  });
}
