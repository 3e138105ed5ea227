import type { Clock } from '../contract/clock.ts';
import type { KioskConfig } from '../contract/kiosk-config.ts';
import type { Log } from '../contract/log.ts';
import type { DeviceKey } from './crypto/device-key.ts';
import { systemRandom } from './crypto/random.ts';
import { enrol } from './enrolment/enrolment.ts';
import type { Identity as SessionIdentity } from './session/context.ts';
import type { SessionService } from './session/session-service.ts';
import type { Identity, Store } from './store/store.ts';
import { watchSwitches } from './sync/switches-watch.ts';
import { type HubLink, type HubLinkOptions, makeHubLink } from './sync/sync.ts';
import { afterHeartbeat, type Heartbeats, noHeartbeat } from './update-health/hub-fact.ts';
import { version } from './version.ts';

export interface HubConnectionOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** As it was at the start: hub and model change at the next one only. */
  readonly config: KioskConfig;
  readonly key: DeviceKey;
  /** With this machine's certificate where it has one; left out = the system's. */
  readonly fetch?: typeof fetch | undefined;
  /** What the heartbeat says of this machine. */
  readonly heartbeat: Pick<
    HubLinkOptions,
    'devices' | 'intake' | 'notice' | 'storage' | 'selfTest' | 'work' | 'update' | 'fleet' | 'commands'
  >;
  /** The hub has answered something. */
  answered(): void;
  /** The link is up (again). */
  isBack(): void;
}

/** What the rest of the service may know of the link. */
export interface HubFacts {
  readonly isOnline: boolean;
  /** The hub does not know this machine's key any more. */
  readonly isKeyRefused: boolean;
  readonly offsetMs: number | null;
  readonly roundTripMs: number | null;
}

/** Enrols the machine where it is not yet, keeps its link to the hub, and tells the session what of it the pages need. */
export class HubConnection {
  readonly #o: HubConnectionOptions;
  readonly #stopping = new AbortController();
  readonly #waiting = new Set<() => void>();
  #link: HubLink | null = null;
  #stopSwitches: () => void = () => undefined;
  #askSwitches: () => void = () => undefined;
  #isKeyRefused = false;
  #answeredAtMs: number | null = null;
  #heartbeats: Heartbeats = noHeartbeat;
  readonly #beatListeners = new Set<() => void>();

  constructor(options: HubConnectionOptions) {
    this.#o = options;
  }

  /** Null = not enrolled yet. */
  link(): HubLink | null {
    return this.#link;
  }

  facts(): HubFacts {
    const sync = this.#link?.sync;
    return {
      isOnline: sync?.online() ?? false,
      isKeyRefused: this.#isKeyRefused,
      offsetMs: sync?.hubOffsetMs() ?? null,
      roundTripMs: sync?.roundTripMs() ?? null,
    };
  }

  /** Monotonic time of the last answer; null = none in this boot. */
  answeredAtMs(): number | null {
    return this.#answeredAtMs;
  }

  /** How heartbeats ended since the start. */
  heartbeats(): Heartbeats {
    return this.#heartbeats;
  }

  /** Told after each heartbeat, however it ended; gives the function that ends it. */
  onHeartbeat(listener: () => void): () => void {
    this.#beatListeners.add(listener);
    return () => this.#beatListeners.delete(listener);
  }

  /** Told each time that the link comes back; gives the function that ends it. */
  onBack(listener: () => void): () => void {
    this.#waiting.add(listener);
    return () => this.#waiting.delete(listener);
  }

  /** Lists that come from the hub are asked for now. */
  refresh(): void {
    this.#askSwitches();
  }

  start(session: SessionService): void {
    const { store, clock, log, key, config, fetch: fetchFromHub } = this.#o;
    const known = store.identity();
    if (known !== null) {
      this.#connect(known, session);
      return;
    }
    void enrol({
      ...{ store, clock, log, random: systemRandom, key, version, model: config.model, baseUrl: config.hub.url },
      ...(fetchFromHub === undefined ? {} : { fetch: fetchFromHub }),
      onCode: (code) => session.send({ type: 'ENROLMENT_CODE', code: code?.code ?? null }),
      signal: this.#stopping.signal,
    }).then((enrolled) => {
      if (!enrolled.ok) return;
      const claimed = sessionIdentity(enrolled.value);
      if (claimed !== null) session.send({ type: 'IDENTITY', identity: claimed });
      this.#connect(enrolled.value, session);
    });
  }

  /** Nothing new is begun; what is queued goes on until `stop`. */
  end(): void {
    this.#stopping.abort();
    this.#stopSwitches();
  }

  async stop(): Promise<void> {
    await this.#link?.sync.stop();
  }

  #connect(identity: Identity, session: SessionService): void {
    const { store, clock, log, key, config, fetch: fetchFromHub, heartbeat } = this.#o;
    const link = makeHubLink({
      ...{ store, clock, log, key, identity, version, random: systemRandom, baseUrl: config.hub.url },
      ...(fetchFromHub === undefined ? {} : { fetch: fetchFromHub }),
      ...heartbeat,
    });
    this.#link = link;
    const switches = watchSwitches({
      services: () => link.services,
      online: link.sync.online,
      ...{ store, clock },
      report: (reply) => session.send({ type: 'SWITCHES', switches: reply }),
    });
    this.#stopSwitches = switches.stop;
    this.#askSwitches = switches.now;
    link.client.onOutcome((outcome) => {
      const { error } = outcome;
      if (error === null) {
        this.#isKeyRefused = false;
        this.#answeredAtMs = clock.monoMs();
        this.#o.answered();
      } else if (error.isSigned === true && error.hubError === 'unknownKey') this.#isKeyRefused = true;
      if (outcome.kind !== 'heartbeat') return;
      this.#heartbeats = afterHeartbeat(this.#heartbeats, outcome, clock.monoMs());
      for (const listener of [...this.#beatListeners]) listener();
    });
    link.sync.onOnline((online) => {
      session.send({ type: 'ONLINE', online });
      if (!online) return;
      switches.now();
      this.#o.isBack();
      for (const listener of [...this.#waiting]) listener();
    });
    link.sync.start();
  }
}

/** Of the machine, as pages and receipts show it; null = not enrolled yet. */
export function sessionIdentity(identity: Identity | null): SessionIdentity | null {
  return identity === null ? null : { kiosk: identity.kiosk, place: identity.place, keeperPhone: identity.keeperPhone };
}
