import type { Clock } from '../../../contract/clock.ts';
import type { DeviceSet } from '../../devices/device-set.ts';
import type { SetupSight } from '../pages/kit.ts';
import { driverFor } from '../pages/ports-pages.ts';
import { type Assignment, type Progress, setupRoles } from '../progress.ts';
import type { SetupEvent } from '../step.ts';
import { PortListener } from './port-listener.ts';
import { PortSearch, type PortSearchOptions } from './port-search.ts';
import { heard } from './propose.ts';
import { portId, type SeenPort } from './seen-port.ts';

export interface PortChoiceOptions {
  readonly clock: Clock;
  readonly list: PortSearchOptions['list'];
  readonly openPort: DeviceSet['openPort'];
  readonly progress: () => Progress;
  /** Something is to be drawn anew. */
  readonly changed: () => void;
  /** The search has asked every port. */
  readonly lookedAt: () => void;
  /** A fault of this program while a port was asked or listened at: it ends that and nothing else. */
  readonly threw: (error: unknown) => void;
}

/** The ports of the machine as the wizard sees them: what was found, which one stands open on the page, and what somebody chose for it. Moves nothing. */
export class PortChoice {
  readonly #o: PortChoiceOptions;
  readonly #search: PortSearch;
  readonly #listener: PortListener;
  #open: SetupSight['port'] = null;
  /** The port at which one listens. */
  #heard: string | null = null;

  constructor(options: PortChoiceOptions) {
    this.#o = options;
    const { clock, list, openPort, changed, lookedAt, threw } = options;
    const searched = () => {
      this.#hear();
      changed();
    };
    const isHeard = (port: string) => this.#heard === port;
    this.#search = new PortSearch({ clock, list, openPort, isHeard, changed: searched, lookedAt, threw });
    this.#listener = new PortListener({ clock, openPort, changed });
  }

  /** The port whose page is shown, and the role chosen on it. */
  get open(): SetupSight['port'] {
    return this.#open;
  }

  get isSearching(): boolean {
    return this.#search.isRunning;
  }

  get isLookedAt(): boolean {
    return this.#search.isLookedAt;
  }

  seen(): readonly SeenPort[] {
    return this.#search.seen();
  }

  /** As `seen`, with what the open port has sent by itself. */
  shown(): readonly SeenPort[] {
    return this.#search
      .seen()
      .map((one) =>
        one.port === this.#open?.name ? { ...one, lines: [...one.lines, ...this.#listener.lines()] } : one,
      );
  }

  troubles(): ReturnType<PortSearch['troubles']> {
    return this.#search.troubles();
  }

  /** Which ports there are, without asking any. */
  list(): Promise<void> {
    return this.#search.list();
  }

  /** Asks every port who is there. */
  async find(): Promise<void> {
    await this.#hush();
    await this.#search.start();
  }

  /** @param id short name of the port */
  show(id: string): void {
    const seen = this.seen().find(({ port }) => portId(port) === id);
    if (seen === undefined) return;
    const name = seen.port;
    const { assigned, unused } = this.#o.progress();
    const role = setupRoles.find((one) => assigned[one]?.port === name) ?? null;
    this.#open = { name, role: role ?? (unused.includes(name) ? 'unused' : null) };
    this.#hear();
  }

  /**
   * Whoever sends bytes by itself (a scanner that is always on) shows at the open page that it is there. The first look is over by then; while silent ports are asked at other speeds and
   * addresses, the open one is left to who listens, as soon as it is not being asked.
   */
  #hear(): void {
    const port = this.#open?.name;
    const seen = this.seen().find((one) => one.port === port);
    if (port === undefined || port === this.#heard || !this.isLookedAt) return;
    if (seen?.bus !== 'serial' || (seen.state !== 'silent' && seen.state !== 'noise')) return;
    this.#heard = port;
    this.#listener.start(port).catch(this.#o.threw);
  }

  #hush(): Promise<void> {
    this.#heard = null;
    return this.#listener.stop();
  }

  /** @param role of the open port: one of `setupRoles`, or `unused` */
  choose(role: string): void {
    if (this.#open !== null) this.#open = { ...this.#open, role };
  }

  shut(): void {
    this.#open = null;
    this.#hush().catch(this.#o.threw);
  }

  /** Closes the page of the open port. @returns what was chosen there as an event; null = nothing that fits */
  take(): SetupEvent | null {
    const open = this.#open;
    const seen = this.seen().find(({ port }) => port === open?.name);
    this.shut();
    if (open === null || seen === undefined || open.role === null) return null;
    if (open.role === 'unused') return { type: 'leave', port: open.name };
    const role = setupRoles.find((one) => one === open.role);
    const driver = role === undefined ? null : driverFor(seen, role);
    if (role === undefined || driver === null) return null;
    const answer = seen.answers.find((one) => one.driver === driver);
    const unit = answer === undefined ? { driver, baud: null } : heard(answer);
    return { type: 'assign', role, assignment: { port: open.name, ...unit, isChosen: true } };
  }

  /** The one scanner whose numbers say that it is one, or the one that somebody assigned before. */
  scanner(): Pick<Assignment, 'port' | 'driver'> | null {
    const { scanner } = this.#o.progress().assigned;
    if (scanner !== undefined) return scanner;
    const [found, another] = this.seen().filter(({ driver }) => driver === 'hid-pos');
    return found === undefined || another !== undefined ? null : { port: found.port, driver: 'hid-pos' };
  }

  /** Leaves the ports to whoever comes next. */
  letGo(): void {
    void this.#search.stop();
    this.shut();
  }

  /** Resolves when no port is held any more. */
  async stop(): Promise<void> {
    await Promise.all([this.#search.stop(), this.#hush()]);
  }
}
