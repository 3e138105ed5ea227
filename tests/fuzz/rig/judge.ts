import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { mayDo, type Permission } from '../../../contract/accounts.ts';
import type { Operation } from './operations.ts';
import { marker } from './plan.ts';
import { mustBeRefused, type Planned } from './planned.ts';
import type { FuzzReply } from './send.ts';
import type { World } from './world.ts';

export type Rule = 'serverError' | 'noAnswer' | 'slow' | 'letIn' | 'leak' | 'reply' | 'header' | 'log' | 'left';

export interface Finding {
  readonly rule: Rule;
  readonly detail: string;
}

const root = join(import.meta.dirname, '../../..');
const slowMs = 15_000;

/** What no answer may hold: stacks, words of PostgreSQL and of JavaScript's engine, places on the disk. */
const tells: readonly (readonly [string, RegExp])[] = [
  ['stack', /\n\s*at .{1,200}:\d+:\d+|node:internal|node_modules/],
  [
    'engine',
    /\b(TypeError|RangeError|ReferenceError|PostgresError|Cannot read propert|is not a function|is not iterable)\b/,
  ],
  [
    'SQL',
    /syntax error at|violates .{1,40} constraint|relation "|column "|operator does not exist|invalid input syntax|invalid byte sequence|\binsert into\b|\bselect .{1,80} from\b|SQLSTATE/i,
  ],
  ['path', new RegExp(`${root.replaceAll('/', '\\/')}|\\/tmp\\/|file:\\/\\/\\/(?!etc\\/passwd)|\\.ts:\\d`)],
];

/** Looks at answers and log lines of one world. */
export class Judge {
  readonly #world: Pick<World, 'canaries'>;
  readonly #replies = new Map<object, ValidateFunction>();
  readonly #ajv = new Ajv2020({ strict: false, validateFormats: false });

  constructor(world: Pick<World, 'canaries'>) {
    this.#world = world;
  }

  answer(planned: Planned, reply: FuzzReply): readonly Finding[] {
    return [
      ...this.#status(planned, reply),
      ...this.#leaks(planned, reply),
      ...this.#headers(planned, reply),
      ...this.#shape(planned.operation, planned, reply),
    ];
  }

  /** A line of the log is one event of the hub with nothing in it that somebody sent. */
  line(line: string): readonly Finding[] {
    const shown = line.slice(0, 300);
    let event: unknown;
    try {
      event = (JSON.parse(line) as { readonly event?: unknown }).event;
    } catch {
      return [{ rule: 'log', detail: `not JSON: ${shown}` }];
    }
    const found: Finding[] = [];
    if (
      typeof event !== 'string' ||
      !/^hub(\.[A-Za-z]+){2}$/.test(event) ||
      event === 'hub.forged' ||
      line.trim().includes('\n')
    ) {
      found.push({ rule: 'log', detail: `no event: ${shown}` });
    }
    if (line.includes(marker)) found.push({ rule: 'log', detail: `holds what was sent: ${shown}` });
    for (const [name, value] of this.#world.canaries) {
      if (line.includes(value)) found.push({ rule: 'log', detail: `holds ${name}: ${shown.replaceAll(value, '…')}` });
    }
    if (event === 'hub.request.failed') found.push({ rule: 'log', detail: `failed: ${shown}` });
    return found;
  }

  #status(planned: Planned, reply: FuzzReply): readonly Finding[] {
    const { status, ms } = reply;
    const found: Finding[] = [];
    if (status >= 500) found.push({ rule: 'serverError', detail: String(status) });
    if (ms > slowMs) found.push({ rule: 'slow', detail: `${Math.round(ms)} ms` });
    const { who, operation, method } = planned;
    // Another method of the same path is another route, or none.
    if (method !== operation.method || status >= 300) return found;
    if (mustBeRefused(planned)) {
      const behind = reply.first === undefined ? '' : ` behind ${reply.first.status} ${reply.first.text}`;
      found.push({ rule: 'letIn', detail: `${who.kind} ${'fault' in who ? who.fault : ''}${behind}` });
    }
    if (who.kind === 'session' && who.fault === null && operation.permissions !== null) {
      const actor = { kind: 'account', id: '', name: '', roles: [who.role] } as const;
      const may = operation.permissions.some((permission) => mayDo(actor, permission as Permission));
      if (!may) found.push({ rule: 'letIn', detail: `role ${who.role} without ${operation.permissions.join(' or ')}` });
    }
    return found;
  }

  #leaks({ body }: Planned, { text }: FuzzReply): readonly Finding[] {
    const found: Finding[] = [];
    for (const [what, shape] of tells) {
      const [hit] = shape.exec(text) ?? [];
      // What somebody sent may come back to the same one: it tells nothing.
      if (hit !== undefined && body?.includes(hit) !== true) found.push({ rule: 'leak', detail: `${what}: ${hit}` });
    }
    for (const [name, value] of this.#world.canaries) {
      if (text.includes(value)) found.push({ rule: 'leak', detail: name });
    }
    return found;
  }

  #headers({ operation, method }: Planned, { headers, status }: FuzzReply): readonly Finding[] {
    const found: Finding[] = [];
    const bad = (detail: string) => found.push({ rule: 'header', detail });
    for (const [name, value] of Object.entries(headers)) {
      if (`${name}${String(value)}`.includes(marker)) bad(`${name} holds what was sent`);
    }
    if (headers['x-content-type-options'] !== 'nosniff') bad('no x-content-type-options');
    if (!String(headers['content-security-policy'] ?? '').includes("frame-ancestors 'none'"))
      bad('no content-security-policy');
    if (headers['referrer-policy'] !== 'no-referrer') bad('no referrer-policy');
    if (headers['cache-control'] === undefined) bad('no cache-control');
    if (headers['access-control-allow-origin'] !== undefined) bad('access-control-allow-origin');
    if (headers.server !== undefined || headers['x-powered-by'] !== undefined) bad('says what it runs on');
    const isEmpty = status === 304 || status === 204 || method === 'HEAD';
    if (!isEmpty && headers['content-type'] === undefined) bad('no content-type');
    if (headers['set-cookie'] !== undefined && !operation.path.startsWith('/v1/console/session')) bad('set-cookie');
    return found;
  }

  /** The answer is one that the document promises. */
  #shape(operation: Operation, { method }: Planned, { status, text, headers }: FuzzReply): readonly Finding[] {
    if (method === 'HEAD' || !String(headers['content-type']).startsWith('application/json')) return [];
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return status === 304 || status === 416 ? [] : [{ rule: 'reply', detail: `not JSON: ${text.slice(0, 100)}` }];
    }
    const schema =
      method === operation.method
        ? (operation.replies[String(status)] ?? operation.replies[`${String(status)[0]}XX`])
        : undefined;
    if (schema === undefined) return [];
    const check = this.#replies.get(schema) ?? this.#ajv.compile(schema);
    this.#replies.set(schema, check);
    if (check(value) === true) return [];
    const [first] = check.errors ?? [];
    return [{ rule: 'reply', detail: `${status}: ${first?.instancePath ?? ''} ${first?.message ?? ''}` }];
  }
}
