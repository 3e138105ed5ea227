import { type Clock, sleep } from '../../../contract/clock.ts';
import { noLog } from '../../../contract/log.ts';
import { probeDevice, wakeLimits } from '../../../drivers/discovery/probe.ts';
import {
  type AnyOptions,
  type DriverEntry,
  type DriverName,
  drivers,
  identityOf,
  openAny,
  traceCodecOf,
} from '../../../drivers/registry.ts';
import { LiveWire } from '../../../drivers/trace/live-wire.ts';
import { tracedPorts } from '../../../drivers/trace/traced-port.ts';
import type { OpenPort } from '../../../drivers/transport/open-port.ts';
import type { TransportFailure } from '../../../drivers/transport/transport.ts';
import type { PortList, Unlisted } from './list-ports.ts';
import type { ListedPort, PortAnswer, PortState, SeenPort } from './seen-port.ts';
import { addressTries, firstTries, furtherTries, probeMs, type Try, wakeTries } from './tries.ts';
import { type PortSights, watchedPorts } from './watched-port.ts';

/** Messages that are kept of each port: a whole handshake of every driver. */
const linesKept = 60;
/**
 * After the first look. The usual speeds once more before all others: a unit that was still starting, or an answer that came late because the computer was busy, is heard now.
 */
const laterTries: readonly (readonly Try[])[] = [[...firstTries, ...furtherTries], addressTries, wakeTries];
/** How often, and after how many milliseconds, a port is asked for anew that we held ourselves a moment ago. */
const reopenTries = 5;
const reopenMs = 200;

export interface PortSearchOptions {
  /** Every port of this machine as the system tells it, with what could not be listed, in words. */
  list(signal: AbortSignal): Promise<PortList>;
  readonly openPort: OpenPort;
  readonly clock: Clock;
  /** More is known than before. */
  changed(): void;
  /** Every port was asked at the usual speeds, and once more when the silent ones were asked at all others, and at all other addresses. */
  lookedAt(): void;
  /** Longest wait for one answer, milliseconds; left out = `probeMs`. */
  readonly limitMs?: number;
  /** Somebody listens at this port by hand: it is not asked then. Left out = nobody does. */
  isHeard?(port: string): boolean;
  /** What silent ports are asked after the first look, one list after the other; left out = everything. */
  readonly later?: readonly (readonly Try[])[];
  /** A fault of this program while it asked one port, which counts as failed; the others are asked all the same. Left out = it ends the search. */
  threw?(error: unknown): void;
}

/**
 * Looks at every port of the machine: one port at a time, at each every driver at its usual speed, then the silent ones at all other speeds and addresses, with the bytes of each try as they go. Only harmless questions: no card moves, nothing is printed.
 * A port that is busy, vanishes or makes noise is a state of that port, as is a fault of this program; the search goes on.
 */
export class PortSearch {
  readonly #o: PortSearchOptions;
  #seen: readonly SeenPort[] = [];
  #troubles: readonly Unlisted[] = [];
  #running: AbortController | null = null;
  #end: Promise<void> = Promise.resolve();
  #isLookedAt = false;
  /** The search among them; what only listens is none. */
  #searching: AbortController | null = null;

  constructor(options: PortSearchOptions) {
    this.#o = options;
  }

  /** In the order of the system. */
  seen(): readonly SeenPort[] {
    return this.#seen;
  }

  /** What could not be listed, in words for a technician. */
  troubles(): readonly Unlisted[] {
    return this.#troubles;
  }

  get isRunning(): boolean {
    return this.#searching !== null;
  }

  /** Every port was asked at the usual speeds since the last begin; silent ones may still be asked at others. */
  get isLookedAt(): boolean {
    return this.#isLookedAt;
  }

  /** Only what the system tells, nothing is asked of any port. */
  async list(): Promise<void> {
    const running = new AbortController();
    const { ports, troubles } = await this.#o.list(running.signal);
    // A search that began meanwhile knows more.
    if (this.#running !== null || this.#isLookedAt) return;
    this.#troubles = troubles;
    this.#seen = ports.map((listed) => ({ ...listed, ...begun(listed), lines: [] }));
    this.#o.changed();
  }

  /** Begins anew; a search under way is given up first. Resolves when everything was asked, or when it was stopped. */
  start(): Promise<void> {
    const before = this.stop();
    const running = new AbortController();
    this.#running = running;
    this.#searching = running;
    this.#isLookedAt = false;
    const search = before
      .then(() => this.#search(running))
      .finally(() => {
        if (this.#running === running) this.#running = null;
        if (this.#searching === running) this.#searching = null;
        this.#o.changed();
      });
    // What it has thrown is told once, to whoever began it: the next one begins all the same.
    this.#end = search.catch(() => undefined);
    return search;
  }

  /** Resolves when no port is held any more. */
  stop(): Promise<void> {
    this.#running?.abort();
    return this.#end;
  }

  async #search({ signal }: AbortController): Promise<void> {
    const { ports, troubles } = await this.#o.list(signal);
    if (signal.aborted) return;
    this.#troubles = troubles;
    this.#seen = ports.map((listed) => ({ ...listed, ...begun(listed), lines: [] }));
    this.#o.changed();
    for (const listed of ports) {
      if (signal.aborted) return;
      await this.#safely(listed.port, async () => {
        if (listed.bus === 'serial') await this.#serial(listed.port, firstTries, signal);
        else if (listed.bus === 'hid' && listed.driver !== null) await this.#hid(listed, listed.driver, signal);
      });
    }
    if (signal.aborted) return;
    this.#isLookedAt = true;
    this.#o.lookedAt();
    this.#o.changed();
    for (const tries of this.#o.later ?? laterTries) {
      // First whoever has said something that nobody understood, then the silent ones.
      for (const state of ['noise', 'silent'] as const) {
        for (const { port } of this.#seen.filter((one) => one.bus === 'serial' && one.state === state)) {
          if (this.#o.isHeard?.(port) !== true) await this.#safely(port, () => this.#serial(port, tries, signal));
          if (signal.aborted) return;
        }
      }
      this.#o.lookedAt();
    }
  }

  /** One port at which this program fails keeps no other one from being found. */
  async #safely(port: string, ask: () => Promise<void>): Promise<void> {
    const { threw } = this.#o;
    if (threw === undefined) return await ask();
    try {
      await ask();
    } catch (error) {
      this.#note(port, { state: 'failed', answers: [] });
      threw(error);
    }
  }

  /** Asks one after the other. Where somebody has answered a printer's question no other one is asked: it would stand in its buffer as text. */
  async #serial(port: string, tries: readonly Try[], signal: AbortSignal): Promise<void> {
    const before = this.#seen.find((one) => one.port === port);
    const from = before?.done ?? 0;
    const of = tries === firstTries ? firstTries.length + furtherTries.length : from + tries.length;
    let hasNoise = before?.state === 'noise';
    const answers: PortAnswer[] = [];
    const isEnough = () => answers.length > 0 && (tries !== firstTries || answers[0]?.driver === 'escpos');
    this.#note(port, { state: 'trying', done: from, of });
    for (const [index, one] of tries.entries()) {
      if (isEnough()) break;
      const said = this.#linesOf(port);
      const tried = await this.#again(port, one, from + index > 0, signal);
      if (signal.aborted) break;
      // The bytes by which a port was known stay in sight: a question of another driver that nobody answered would push them out.
      if (tried.answer === null && answers.length > 0) this.#note(port, { lines: said });
      hasNoise ||= tried.hasBytes && tried.answer === null;
      if (tried.answer === null && tried.failure !== null) {
        // Whoever has answered is there, as long as its port is.
        if (answers.length > 0 && tried.failure !== 'absent') break;
        this.#note(port, { state: stateOf(tried.failure), answers: [], done: of });
        return;
      }
      if (tried.answer !== null) {
        const { driver, settings } = one;
        const { identity } = tried.answer;
        answers.push({ driver, baud: tried.baud, identity, ...(settings !== undefined && { settings }) });
      }
      this.#note(port, { done: from + index + 1, answers: [...answers] });
    }
    // Given up in the middle: what is known so far stands.
    this.#note(port, { state: answers.length > 0 ? 'answered' : hasNoise ? 'noise' : 'silent' });
  }

  /** A port that we have just let go may need a moment until the system gives it out again: that is no other program. */
  async #again(port: string, one: Try, wasOurs: boolean, signal: AbortSignal) {
    for (let left = wasOurs ? reopenTries : 0; ; left -= 1) {
      const tried = await this.#try(port, one, signal);
      if (tried.failure !== 'inUse' || tried.answer !== null || left === 0 || signal.aborted) return tried;
      await sleep(this.#o.clock, reopenMs, signal);
    }
  }

  /** HID devices say what they are by their numbers; the driver of these numbers is asked whether it is true. */
  async #hid({ port, serial }: ListedPort, driver: DriverName, signal: AbortSignal): Promise<void> {
    this.#note(port, { state: 'trying', done: 0, of: 1 });
    const { answer, failure } = await this.#try(port, { driver, baud: null }, signal);
    if (signal.aborted) return;
    const answers = answer === null ? [] : [{ driver, baud: null, identity: answer.identity ?? serial }];
    const state = answers.length > 0 ? 'answered' : failure !== null ? stateOf(failure) : 'silent';
    this.#note(port, { state, answers, done: 1 });
  }

  async #try(
    port: string,
    { driver, baud, settings, wakes = false }: Omit<Try, 'baud'> & { readonly baud: number | null },
    signal: AbortSignal,
  ) {
    const { clock, openPort, limitMs = probeMs } = this.#o;
    const entry = drivers[driver] as DriverEntry;
    const wire = new LiveWire(traceCodecOf(entry, settings ?? {}), clock);
    const earlier = this.#linesOf(port);
    const unwatch = wire.watch(() => this.#note(port, { lines: [...earlier, ...wire.lines()].slice(-linesKept) }));
    const tryEnds = new AbortController();
    const onAbort = () => tryEnds.abort();
    signal.addEventListener('abort', onAbort, { once: true });
    const sights: PortSights = { failure: null, hasBytes: false };
    let foundBaud = baud;
    const watched = watchedPorts(openPort, sights, () => tryEnds.abort());
    const options: AnyOptions = {
      ...{ port, clock, log: noLog, id: 'setup' },
      // A mute F2 is told to get ready, which turns its motor a little, by the last question only.
      ...(settings !== undefined && { settings: { ...settings, initialiseWhenSilent: wakes } }),
      ...(baud !== null && { baud }),
      onBaud: (speed: number) => {
        foundBaud = speed;
      },
    };
    const answer = await probeDevice((ports) => openAny(driver, { ...options, openPort: ports }), {
      ...{ path: port, clock, signal: tryEnds.signal, openPort: tracedPorts(watched, wire) },
      ...(wakes ? wakeLimits : { limitMs }),
      identityOf: (probed) => identityOf(driver, probed),
    });
    signal.removeEventListener('abort', onAbort);
    unwatch();
    return { answer, baud: foundBaud, ...sights };
  }

  #linesOf(port: string): SeenPort['lines'] {
    return this.#seen.find((one) => one.port === port)?.lines ?? [];
  }

  #note(port: string, change: Partial<SeenPort>): void {
    this.#seen = this.#seen.map((one) => (one.port === port ? { ...one, ...change } : one));
    this.#o.changed();
  }
}

function begun({ bus, driver }: ListedPort): Pick<SeenPort, 'state' | 'done' | 'of' | 'answers'> {
  // Queues and card readers are known by the name that the system gives them: nothing is asked of them here.
  if (bus === 'queue' || bus === 'reader')
    return {
      state: 'answered',
      done: 0,
      of: 0,
      answers: driver === null ? [] : [{ driver, baud: null, identity: null }],
    };
  const state: PortState = bus === 'hid' && driver === null ? 'notOurs' : 'waiting';
  return { state, done: 0, of: 0, answers: [] };
}

function stateOf(failure: TransportFailure): PortState {
  switch (failure) {
    case 'absent':
      return 'gone';
    case 'inUse':
      return 'busy';
    case 'ambiguous':
    case 'failed':
      return 'failed';
  }
}
