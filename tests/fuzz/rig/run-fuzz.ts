import { byToken } from '../../../hub/testing/hub-fixture.ts';
import type { GoodRequest } from './good/good-request.ts';
import { ofMachines } from './good/of-machines.ts';
import { ofNewcomers } from './good/of-newcomers.ts';
import { ofPeople } from './good/of-people.ts';
import { type Finding, Judge } from './judge.ts';
import { type Operation, operationsOf } from './operations.ts';
import { type Begun, begin, plan, planGood } from './plan.ts';
import type { Planned } from './planned.ts';
import { type FuzzReply, openAgent, send } from './send.ts';
import { whatIsLeft } from './what-is-left.ts';
import { openWorld, type World } from './world.ts';

export interface FuzzOptions {
  readonly seed: number;
  /** How many requests; they have the numbers 0 … n-1. */
  readonly requests: number;
  /** This one only. */
  readonly only?: number;
  /** Requests at a time. */
  readonly lanes: number;
  /** Only routes whose path holds this. */
  readonly path?: string;
  readonly signal?: AbortSignal;
  progress?(done: number, findings: number): void;
}

export interface FuzzFinding extends Finding {
  readonly index: number;
  /** `POST /v1/…` by the pattern. */
  readonly route: string;
  readonly request: string;
  readonly answer: string;
}

export interface FuzzResult {
  readonly requests: number;
  readonly seconds: number;
  /** Answers by status. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly routes: number;
  /** Routes that were not asked at all. */
  readonly neverAsked: readonly string[];
  /** Routes that no request got through. */
  readonly neverDone: readonly string[];
  readonly findings: readonly FuzzFinding[];
  /** How often each finding was made, of which `findings` has the first. */
  readonly counts: Readonly<Record<string, number>>;
  readonly heapMiB: { readonly early: number; readonly late: number };
}

/** Findings of one kind that are told whole. */
const toldOfOne = 2;

/** Asks a hub of its own as many things as it is told to, and judges what comes back. */
export async function runFuzz(options: FuzzOptions): Promise<FuzzResult> {
  const world = await openWorld();
  const agent = openAgent(options.lanes);
  const startMs = performance.now();
  try {
    const asked = await fetch(`${world.url}/v1/openapi.json`);
    const operations = operationsOf(await asked.json()).filter(({ path }) => path.includes(options.path ?? ''));
    const tally = new Tally(operations);
    const judge = new Judge(world);
    const asking = { world, agent, judge, tally };
    const one = async (index: number) => {
      const begun = begin(operations, options.seed, index);
      const good = begun.isPrepared ? await prepared(begun, world) : null;
      await ask(asking, plan(world, begun, good));
    };
    if (options.only !== undefined) await one(options.only);
    let next = 0;
    let done = 0;
    let early = 0;
    const all = options.only === undefined ? options.requests : 0;
    const lane = async () => {
      while (next < all && options.signal?.aborted !== true) {
        next += 1;
        await one(next - 1);
        done += 1;
        if (done === Math.floor(all / 4)) early = heapMiB();
        if (done % 100 === 0) readLog(world, judge, tally, done);
        options.progress?.(done, tally.findings.length);
      }
    };
    await Promise.all(Array.from({ length: options.lanes }, lane));
    if (options.only === undefined && options.signal?.aborted !== true)
      await askTheRest(asking, operations, options.seed);
    agent.destroy();
    readLog(world, judge, tally, done);
    for (const detail of await whatIsLeft(world)) tally.found({ rule: 'left', detail }, null);
    return tally.result({
      requests: options.only === undefined ? done : 1,
      seconds: (performance.now() - startMs) / 1000,
      heapMiB: { early, late: heapMiB() },
    });
  } finally {
    agent.destroy();
    await world.close();
  }
}

/** After a full collection where the program may ask for one (`--expose-gc`). */
function heapMiB(): number {
  globalThis.gc?.();
  return Math.round(process.memoryUsage().heapUsed / 2 ** 20);
}

function readLog({ fixture }: World, judge: Judge, tally: Tally, before: number): void {
  for (const line of fixture.logLines.splice(0)) {
    for (const finding of judge.line(line))
      tally.found({ ...finding, detail: `before ${before}: ${finding.detail}` }, null);
  }
}

interface Asking {
  readonly world: World;
  readonly agent: ReturnType<typeof openAgent>;
  readonly judge: Judge;
  readonly tally: Tally;
}

const preparations = { ...ofMachines, ...ofNewcomers, ...ofPeople };
/** Good requests to a route that chance has got no request through, until one does. */
const mostTries = 24;

/** Null: nothing has to be there before, or somebody else's request got in between. */
async function prepared({ operation, random }: Begun, world: World): Promise<GoodRequest | null> {
  const prepare = preparations[nameOf(operation)];
  return prepare === undefined ? null : await prepare(world, random).catch(() => null);
}

/** What no request got through to was not really asked: each route is asked once more as it wants to be. */
async function askTheRest(asking: Asking, operations: readonly Operation[], seed: number): Promise<void> {
  for (const operation of operations) {
    for (let n = 1; n <= mostTries && !asking.tally.isDone(operation); n += 1) {
      const begun = begin([operation], seed, -n);
      await ask(asking, planGood(asking.world, begun, await prepared(begun, asking.world)));
    }
  }
}

async function ask({ world, agent, judge, tally }: Asking, planned: Planned): Promise<void> {
  let reply: FuzzReply;
  try {
    reply = await send(planned, world, agent);
  } catch (cause) {
    tally.found({ rule: 'noAnswer', detail: cause instanceof Error ? cause.message : 'unknown' }, { planned });
    return;
  }
  tally.answered(planned, reply);
  const found = judge.answer(planned, reply);
  const isOther = found.some(({ rule }) => rule === 'letIn') && (await isOfOtherRoles(planned, world));
  for (const finding of found) if (finding.rule !== 'letIn' || !isOther) tally.found(finding, { planned, reply });
  if (reply.status < 300 && planned.method === planned.operation.method) await goOn(planned, reply, world);
  // Where it fails (bounds of signing in, a code of a step that is over), the next one who needs it tries again.
  await renew(planned, reply, world).catch(() => undefined);
}

/** Somebody who may has given this account other roles meanwhile, as is asked for by chance: then it was let in by those. The next one gets another account. */
async function isOfOtherRoles({ who }: Planned, world: World): Promise<boolean> {
  if (who.kind !== 'session' || who.fault !== null) return false;
  const roles = await world.rolesOf(who.role);
  if (roles.join() === who.role) return false;
  await world.renewSession(who.role);
  return true;
}

/** What follows from an answer: ids become known; a department that was made to fail is mended, so that others get something to see. */
async function goOn({ operation }: Planned, { text, headers }: FuzzReply, world: World): Promise<void> {
  if (String(headers['content-type']).startsWith('application/json')) world.learn(JSON.parse(text));
  if (!operation.path.startsWith('/v1/operator/departments/')) return;
  await fetch(`${world.url}/v1/operator/departments/gz.hrss`, {
    method: 'POST',
    headers: { ...byToken, 'content-type': 'application/json' },
    body: JSON.stringify({ delayMs: 0, outage: false }),
  });
}

/** Requests end sessions and revoke machines, as they should; whoever comes next needs others. */
async function renew({ who }: Planned, { status, text }: FuzzReply, world: World): Promise<void> {
  if (status !== 401 || !('fault' in who) || who.fault !== null) return;
  if (who.kind === 'session' && text.includes('"unsigned"')) await world.renewSession(who.role);
  if (who.kind === 'machine' && text.includes('"unknownKey"')) await world.renewMachine(who.at);
}

/** Counts, and keeps the first findings of each kind whole. */
class Tally {
  readonly findings: FuzzFinding[] = [];
  readonly #statuses = new Map<string, number>();
  readonly #counts = new Map<string, number>();
  readonly #asked = new Set<string>();
  readonly #done = new Set<string>();
  readonly #operations: readonly Operation[];

  constructor(operations: readonly Operation[]) {
    this.#operations = operations;
  }

  answered({ operation, method }: Planned, { status }: FuzzReply): void {
    add(this.#statuses, String(status));
    if (method !== operation.method) return;
    this.#asked.add(nameOf(operation));
    if (status < 300) this.#done.add(nameOf(operation));
  }

  isDone(operation: Operation): boolean {
    return this.#done.has(nameOf(operation));
  }

  found(finding: Finding, of: { readonly planned: Planned; readonly reply?: FuzzReply } | null): void {
    const route = of === null ? '' : nameOf(of.planned.operation);
    const kind = `${finding.rule} ${route} ${finding.detail.replaceAll(/\d+/g, 'N').slice(0, 80)}`;
    add(this.#counts, kind);
    if ((this.#counts.get(kind) ?? 0) > toldOfOne) return;
    this.findings.push({
      ...finding,
      ...{ index: of?.planned.index ?? -1, route },
      request: of === null ? '' : shown(of.planned, of.reply?.sent ?? {}),
      answer: of?.reply === undefined ? '' : `${of.reply.status} ${of.reply.text.slice(0, 400)}`,
    });
  }

  result(of: Pick<FuzzResult, 'requests' | 'seconds' | 'heapMiB'>): FuzzResult {
    const names = this.#operations.map(nameOf);
    return {
      ...of,
      statuses: Object.fromEntries([...this.#statuses].sort()),
      routes: names.length,
      neverAsked: names.filter((name) => !this.#asked.has(name)),
      neverDone: names.filter((name) => !this.#done.has(name)),
      findings: this.findings,
      counts: Object.fromEntries([...this.#counts].sort(([, a], [, b]) => b - a)),
    };
  }
}

const nameOf = ({ method, path }: Operation): string => `${method} ${path}`;

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** As much as is needed to send it by hand; proofs are made anew by whoever replays it. */
function shown(planned: Planned, sent: Readonly<Record<string, string>>): string {
  const { method, target, who, twist, body, seal } = planned;
  const what = seal.length > 0 ? `sealed ${JSON.stringify(seal)}` : (body?.toString('utf8') ?? '');
  const head = Object.entries(sent).filter(
    ([name]) => !/^(signature|cookie|authorization|content-digest|x-forwarded)/.test(name),
  );
  return `${method} ${target} as ${JSON.stringify(who)} (${twist}) ${JSON.stringify(Object.fromEntries(head))} ${what.slice(0, 1500)}`;
}
