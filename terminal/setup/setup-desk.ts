import type { Clock } from '../../contract/clock.ts';
import type { Intent } from '../../contract/intent.ts';
import type { KioskConfig } from '../../contract/kiosk-config.ts';
import type { Log } from '../../contract/log.ts';
import type { TechnicianView } from '../../contract/technician/view.ts';
import type { Language } from '../../contract/text.ts';
import type { Texts } from '../catalogue/texts.ts';
import type { ConfigService } from '../config/config-service.ts';
import type { DeviceKey } from '../crypto/device-key.ts';
import type { ClaimManager } from '../devices/claims.ts';
import type { DeviceSet } from '../devices/device-set.ts';
import { sessionIdentity } from '../hub-connection.ts';
import type { SessionService, TechnicianWindow } from '../session/session-service.ts';
import type { Store } from '../store/store.ts';
import { Enrolling } from './enrolling.ts';
import { HubFinder } from './hub-finder.ts';
import { endSetup, keepProgress, keepRestart } from './keep.ts';
import type { SetupSight } from './pages/kit.ts';
import { setupView } from './pages/view.ts';
import { type KnownModel, knownModels } from './panel-fit.ts';
import { PortChoice } from './ports/port-choice.ts';
import type { PortSearchOptions } from './ports/port-search.ts';
import { propose } from './ports/propose.ts';
import { writeProfile } from './profile.ts';
import type { Progress } from './progress.ts';
import { SetupProof } from './setup-proof.ts';
import { SetupTouches } from './setup-touches.ts';
import { isPassed, type SetupEvent, type SetupFacts, stepSetup } from './step.ts';

/** A technician's wizard at a machine that served before leaves by itself, milliseconds. The first set-up waits for ever: there is nobody to serve. */
const idleMs = 10 * 60_000;
/** Bytes come by the hundred: the page is drawn anew at most so often, milliseconds. */
const drawMs = 120;

export interface SetupDeskOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly texts: Texts;
  readonly session: SessionService;
  readonly devices: DeviceSet;
  readonly claims: Pick<ClaimManager, 'drain'>;
  /** As it is at the start. */
  readonly config: KioskConfig;
  readonly settings?: Pick<ConfigService, 'propose' | 'apply' | 'read'> | undefined;
  readonly key: DeviceKey;
  readonly shippedDir: string;
  readonly version: string;
  readonly newId: () => string;
  readonly fetch?: typeof fetch | undefined;
  readonly listPorts: PortSearchOptions['list'];
  /** The queue goes now. */
  kick(): void;
  /** As `BenchOptions.settlePrints`. */
  settlePrints(): void;
  readonly restart?: (() => void) | undefined;
}

/** Devices are opened by the service from here on; before, the wizard asks the ports itself. */
export const devicesRunAt = ({ step }: Pick<Progress, 'step'>): boolean => step === 'tests' || step === 'report';

/**
 * The set-up of this machine at its own screen: stands before everything else of the window until it has ended. Each answer is durable before the page goes on, so a power cut anywhere goes
 * on there (docs/set-up.md).
 */
export class SetupDesk implements TechnicianWindow {
  readonly #o: SetupDeskOptions;
  readonly #models: readonly KnownModel[];
  readonly #ports: PortChoice;
  readonly #hub: HubFinder;
  readonly #enrolling: Enrolling;
  readonly #proof: SetupProof;
  readonly #touches: SetupTouches;
  readonly #hadDevices: boolean;
  #progress: Progress;
  #language: Language = 'zh-CN';
  #problems: readonly string[] = [];
  #said: SetupSight['said'] = null;
  #isOver = false;
  #isRestarting = false;
  #cancelDraw: (() => void) | null = null;
  #cancelIdle: () => void = () => undefined;

  constructor(options: SetupDeskOptions, progress: Progress) {
    this.#o = options;
    this.#progress = progress;
    this.#hadDevices = devicesRunAt(progress);
    this.#models = knownModels(options.shippedDir);
    const changed = () => this.#drawSoon();
    const { clock, devices, listPorts: list } = options;
    this.#ports = new PortChoice({
      ...{ clock, list, openPort: devices.openPort, changed },
      progress: () => this.#progress,
      lookedAt: () => this.#found(),
      threw: (error) => this.#threw('search', error),
    });
    this.#hub = new HubFinder({
      ...{ clock, fetch: options.fetch, tls: options.config.hub.tls, url: () => this.#hubUrl() },
      looked: (report) => {
        this.note('setup.check', report === null ? 'fail' : 'pass');
        this.#step({ type: 'network', report });
        this.#drawSoon();
      },
      threw: (error) => this.#threw('check', error),
    });
    this.#enrolling = new Enrolling({
      ...options,
      openPort: devices.openPort,
      changed,
      enrolled: (identity) => {
        const claimed = sessionIdentity(identity);
        if (claimed !== null) options.session.send({ type: 'IDENTITY', identity: claimed });
        this.note('setup.enrol', identity.kiosk);
        this.#step({ type: 'next' });
      },
      threw: (error) => this.#threw('enrol', error),
    });
    this.#proof = new SetupProof({
      ...options,
      changed,
      progress: () => this.#progress,
      step: (event) => this.#step(event),
      note: (action, result) => this.note(action, result),
      say: (key) => this.#say('attention', key),
      threw: (act, error) => this.#threw(act, error),
    });
    this.#touches = new SetupTouches({
      ...{ ports: this.#ports, hub: this.#hub, enrolling: this.#enrolling, proof: this.#proof, models: this.#models },
      progress: () => this.#progress,
      step: (event) => this.#step(event),
      write: () => this.#write(),
      end: (action, result) => this.#end(action, result),
      restart: () => this.#restart(),
      brought: (refused) => {
        if (refused !== null && !this.#isOver) this.#say('attention', `setup.enrol.no.${refused}`);
        this.#drawSoon();
      },
      say: (key) => this.#say('attention', key),
      behind: (act, work) => this.#behind(act, work),
    });
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  start(): void {
    this.#o.session.send({ type: 'SERVICE', on: true });
    this.#safely('start', () => this.#enter());
    this.#idle();
    this.#o.session.redraw();
  }

  language(): Language {
    return this.#language;
  }

  /** Nobody needs to be asked for: the wizard stands there already. */
  knock(): void {
    return;
  }

  view(): TechnicianView | null {
    if (this.#isOver) return null;
    return setupView(this.#o.texts, this.#language, this.#sight());
  }

  intent(intent: Intent): void {
    if (this.#isOver || this.#isRestarting) return;
    this.#said = null;
    this.#idle();
    if (intent.kind === 'language') this.#language = intent.language;
    else this.#safely('touch', () => this.#touches.take(intent));
    this.#o.session.redraw();
  }

  /** What runs ends while store and devices are still there. */
  async stop(): Promise<void> {
    this.#isOver = true;
    this.#cancelIdle();
    this.#cancelDraw?.();
    this.#enrolling.stop();
    this.#hub.stop();
    await Promise.all([this.#ports.stop(), this.#proof.stop()]);
  }

  // ——— what the steps do ———

  /** Durable first; what cannot be stored has not happened. */
  #step(event: SetupEvent): void {
    const before = this.#progress;
    const after = stepSetup(before, event, this.#facts());
    if (JSON.stringify(after) === JSON.stringify(before)) return;
    if (!keepProgress(this.#o.store, after)) {
      this.#say('attention', 'setup.notStored');
      return;
    }
    this.#progress = after;
    if (after.step === before.step) {
      this.#drawSoon();
      return;
    }
    this.note(`setup.${after.step}`, 'begun');
    if (before.step === 'enrol') this.#enrolling.stop();
    if (before.step === 'ports') this.#ports.letGo();
    // The ports change hands between wizard and device layer, which opens them at a start.
    if (devicesRunAt(after) !== this.#hadDevices) {
      this.#restart();
      this.#drawSoon();
      return;
    }
    this.#enter();
  }

  /** What a step begins by itself. Nothing that moves. */
  #enter(): void {
    this.#problems = [];
    switch (this.#progress.step) {
      case 'network':
        if (this.#progress.network === null) this.#hub.look();
        break;
      case 'enrol':
        if (this.#o.store.identity() === null)
          this.#enrolling.start({ baseUrl: this.#hubUrl(), model: this.#progress.panel.model ?? this.#o.config.model });
        // To see whether there is a scanner that could read the operator's code.
        if (this.#ports.seen().length === 0) this.#behind('list', this.#ports.list());
        break;
      case 'ports':
        if (!this.#ports.isLookedAt) this.#behind('search', this.#ports.find());
        break;
      case 'tests':
      case 'report':
        this.#proof.enter();
        break;
      case 'panel':
      case 'profile':
        break;
    }
    this.#drawSoon();
  }

  /** What the answers say is taken over as it is; what a person said stays. */
  #found(): void {
    if (this.#isOver || this.#progress.step !== 'ports') return;
    const seen = this.#ports.seen();
    const { assigned } = propose(seen, this.#progress);
    this.note('setup.search', `${seen.length} ${Object.keys(assigned).length}`);
    this.#step({ type: 'proposed', assigned });
  }

  #write(): void {
    const { settings } = this.#o;
    if (settings === undefined) {
      this.#say('attention', 'setup.profile.notKept');
      return;
    }
    const written = writeProfile(settings, this.#progress);
    this.note('setup.profile', written.ok ? 'done' : 'refused');
    this.#problems = written.ok ? [] : written.error;
    if (!written.ok) return;
    this.#step({ type: 'written' });
    // Behind this step the devices are the service's: it starts anew with what was written.
    this.#step({ type: 'next' });
  }

  /** Ends the wizard; what was written stays. */
  #end(action: string, result: string): void {
    if (action === 'setup.service' && !isPassed('report', this.#progress, this.#facts())) return;
    this.note(action, result);
    endSetup(this.#o.store);
    const { restart, session } = this.#o;
    if (restart !== undefined) {
      this.#restart(false);
      return;
    }
    const stopped = this.stop().then(() => {
      session.send({ type: 'SERVICE', on: false });
      session.redraw();
    });
    this.#behind('end', stopped);
  }

  /** @param isOurs the wizard goes on after it */
  #restart(isOurs = true): void {
    const { restart, store } = this.#o;
    if (restart === undefined) return;
    this.#isRestarting = true;
    if (isOurs) keepRestart(store);
    restart();
  }

  // ——— what is shown ———

  #facts(): SetupFacts {
    const unsettled = this.#ports.isLookedAt ? propose(this.#ports.seen(), this.#progress).unsettled : null;
    return { isEnrolled: this.#o.store.identity() !== null, unsettled };
  }

  #hubUrl(): string {
    return this.#progress.hubUrl ?? this.#o.config.hub.url;
  }

  #sight(): SetupSight {
    const { store, restart } = this.#o;
    const identity = store.identity();
    const begunMs = Date.parse(this.#progress.begunAt);
    return {
      progress: this.#progress,
      facts: this.#facts(),
      models: this.#models,
      hubUrl: this.#hubUrl(),
      isTypingHub: this.#hub.isTyping,
      ...{ way: this.#hub.way, isLooking: this.#hub.isLooking, port: this.#ports.open },
      ...{ problems: this.#problems, said: this.#said },
      code: this.#enrolling.code(),
      canScan: this.#ports.scanner() !== null,
      isScanning: this.#enrolling.isScanning,
      identity: identity === null ? null : { kiosk: identity.kiosk, place: identity.place },
      seen: this.#ports.shown(),
      troubles: this.#ports.troubles(),
      isSearching: this.#ports.isSearching,
      isRestarting: this.#isRestarting,
      canRestart: restart !== undefined,
      hasDevices: this.#hadDevices,
      ...this.#proof.sight(),
      minutes: Math.max(0, Math.floor((store.trustedWallMs() - begunMs) / 60_000)),
    };
  }

  note(action: string, result: string): void {
    const { store, log } = this.#o;
    const staff = this.#progress.by;
    store.audit('tech.action', { staff, action, result }, null);
    log('technician.act.done', { staff: staff ?? '', action, result });
  }

  #safely(act: string, run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#threw(act, error);
    }
  }

  #behind(act: string, work: Promise<void>): void {
    work.catch((error: unknown) => this.#threw(act, error));
  }

  /** A fault of this program ends what was being done and neither the set-up nor the service: what is kept stands as it was, and can be tried again. No text of the error: a code or a card may have been read. */
  #threw(act: string, error: unknown): void {
    this.#o.log('technician.act.threw', {
      act: `setup.${act}`,
      error: error instanceof Error ? error.name : typeof error,
    });
    // A program that ends closes its store.
    if (this.#isOver) return;
    this.note(`setup.${act}`, 'threw');
    this.#say('attention', 'setup.threw');
  }

  #say(tone: NonNullable<SetupSight['said']>['tone'], key: string): void {
    this.#said = { tone, key };
    this.#drawSoon();
  }

  #drawSoon(): void {
    if (this.#cancelDraw !== null || this.#isOver) return;
    this.#cancelDraw = this.#o.clock.after(drawMs, () => {
      this.#cancelDraw = null;
      if (!this.#isOver) this.#o.session.redraw();
    });
  }

  #idle(): void {
    this.#cancelIdle();
    if (this.#progress.by === null) return;
    this.#cancelIdle = this.#o.clock.after(idleMs, () => {
      if (this.#proof.isBusy || this.#ports.isSearching) this.#idle();
      else this.#end('setup.givenUp', 'idle');
    });
  }
}
