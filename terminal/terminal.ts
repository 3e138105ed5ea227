import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { FromTerminal } from '../contract/channel.ts';
import type { LiveFacts } from '../contract/checks.ts';
import type { Clock } from '../contract/clock.ts';
import { forgetMs, makeForget } from '../contract/forget.ts';
import type { KioskConfig } from '../contract/kiosk-config.ts';
import type { ToLocal } from '../contract/local-channel.ts';
import type { Log } from '../contract/log.ts';
import { ok, type Result } from '../contract/result.ts';
import type { Language } from '../contract/text.ts';
import { type CatalogueError, loadItems, loadThemes } from './catalogue/load-items.ts';
import { loadTexts, type Texts } from './catalogue/texts.ts';
import { cabinetFact, deviceFacts, reportedFact } from './checks/live.ts';
import { type ServiceChecks, startServiceChecks } from './checks/service-checks.ts';
import type { ConfigService } from './config/config-service.ts';
import { followConfig, livePageSettings, liveTakeMs, liveUpkeep } from './config/live-settings.ts';
import { loadMachine } from './config/load-model.ts';
import { RunningConfig } from './config/running-config.ts';
import { type DeviceKey, loadDeviceKey } from './crypto/device-key.ts';
import { systemRandom } from './crypto/random.ts';
import { reconcileCardsAtBoot } from './devices/boot-reconcile.ts';
import { ClaimManager } from './devices/claims.ts';
import { Custodian } from './devices/custodian.ts';
import { type Bindings, type DeviceSet, deviceReport, openDevices } from './devices/device-set.ts';
import { reconcileDocuments } from './devices/document-act.ts';
import { guidanceLights } from './devices/guidance-lights.ts';
import { openPersonaliser } from './devices/open-personaliser.ts';
import { reconcilePrints } from './devices/print-act.ts';
import { enrol } from './enrolment/enrolment.ts';
import { faceVerifierOf } from './face-verifier-of.ts';
import { watchIntake } from './intake.ts';
import type { LocalSession } from './local-channel/local-server.ts';
import type { LogRing } from './log/log-ring.ts';
import { localSession } from './methods/local-session.ts';
import { dispatch, shellRoles } from './methods/registry.ts';
import type { CardPersonaliser } from './personaliser/card-personaliser.ts';
import { EncoderTrust } from './personaliser/encoder-trust.ts';
import { paperInWords } from './receipt/paper-in-words.ts';
import { qrModules } from './receipt/receipt-qr.ts';
import { visitQrPayload } from './receipt/slips.ts';
import type { SessionContext, Identity as SessionIdentity, Visit } from './session/context.ts';
import { closedPorts, makePorts, noClaim } from './session/ports/make-ports.ts';
import { Ongoing } from './session/ports/ongoing.ts';
import { PaidOrders } from './session/ports/paid-orders.ts';
import { VisitKeys } from './session/ports/visit-keys.ts';
import { VisitSecrets } from './session/ports/visit-secrets.ts';
import { createSessionService, type SessionService } from './session/session-service.ts';
import { speechEquipment } from './speech/speech-equipment.ts';
import { type Ballast, makeBallast } from './store/ballast.ts';
import { hubClock } from './store/hub-clock.ts';
import { openStore } from './store/open-store.ts';
import type { Identity, Store } from './store/store.ts';
import { watchSwitches } from './sync/switches-watch.ts';
import { type HubLink, makeHubLink } from './sync/sync.ts';
import { StaffBook } from './technician/staff-book.ts';
import { Technician } from './technician/technician.ts';
import { makeTouchPanel } from './touch-panel/touch-panel.ts';
import { startUpdateGate } from './update-gate/start-update-gate.ts';
import { startUpkeep, type UpkeepSettings } from './upkeep.ts';
import { version } from './version.ts';
import { takeCrashMark, visitGuard } from './visit-guard.ts';
import { type CardGate, type Machine, openGate, watchWorld } from './watch-world.ts';

export interface TerminalOptions {
  readonly dataDir: string;
  /** Folder `kiosk-config` of the release. */
  readonly shippedDir: string;
  /** As it is at the start. */
  readonly config: KioskConfig;
  /** Brings changes while the service runs; left out = there are none. */
  readonly settings?: ConfigService | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Folder of the built page, with the recordings of speech; left out = the one beside `shippedDir` in a release. */
  readonly pageDir?: string | undefined;
  /** See `SessionContext.pace`. */
  readonly pace?: number | undefined;
  /** The last lines of the log; left out = none are kept. */
  readonly recentLog?: LogRing['read'] | undefined;
  /** To the shell. */
  post(message: FromTerminal): void;
  /** Ends the program in order, to be started anew by whoever keeps it; left out = nobody does. */
  readonly restart?: (() => void) | undefined;
}

/** What the service is made of; tests put parts in simulated time in their place. */
export interface TerminalParts {
  readonly openStore: typeof openStore;
  /** @param bindings where roles were last seen; null = no store */
  openDevices(bindings: Bindings | null): DeviceSet;
  openPersonaliser(openPort: DeviceSet['openPort']): CardPersonaliser | null;
  /** To the hub; left out = the real one. */
  readonly fetch?: typeof fetch;
  /** After each visit; left out = what is no longer needed stays until there is no room for it. */
  readonly forget?: () => void;
  /** Part of the disk below a folder that is used, 0–1; left out = the file system is asked. */
  readonly diskUsed?: (dir: string) => Promise<number | null>;
}

export interface Terminal {
  /** One message from the shell. */
  receive(raw: unknown): void;
  /** A program on this machine has connected (local channel); it may do what `localRoles` may. */
  connect(post: (message: ToLocal) => void): LocalSession;
  /** What the session knows now; of a person while a visit is open. Never leaves this process. */
  context(): SessionContext;
  /** Ends sessions, devices, sync and store, in this order; what is committed stays. */
  stop(reason: string): Promise<void>;
}

/** How long nobody must have touched the screen before the store is seen to, milliseconds. */
const upkeepQuietMs = 120_000;

/** Longest that a stop waits for a slip, a page or a card that is on its way, milliseconds. */
const actsEndMs = 5_000; // the shell kills after 8 s

/**
 * Wires the terminal service: store, devices, session, hub link. A disk that cannot be trusted stops visits, not the program: the citizen
 * sees why and where to go.
 */
export function startTerminal(
  options: TerminalOptions,
  parts: TerminalParts = realParts(options),
): Result<Terminal, CatalogueError> {
  const { clock, log, config, dataDir, shippedDir, post } = options;
  const texts = loadTexts(join(shippedDir, 'texts'));
  const items = loadItems(join(shippedDir, 'catalogue'), texts);
  if (!items.ok) return items;
  const themes = loadThemes(shippedDir);
  if (!themes.ok) return themes;
  const runningConfig = options.settings?.running ?? new RunningConfig(config);
  const pageDir = options.pageDir ?? join(shippedDir, '../renderer');
  const upkeep = liveUpkeep(runningConfig);
  const ballast = makeBallast(dataDir, upkeep.ballastMiB * 1024 * 1024, log);
  const opened = parts.openStore({
    ...{ dir: dataDir, clock, log, random: systemRandom },
    onDamage: 'restore',
    makeRoom: () => ballast.release(),
  });
  if (!opened.ok) log('terminal.service.failed', { code: opened.error.code, detail: opened.error.detail });
  const store = opened.ok ? opened.value : null;
  const devices = parts.openDevices(store?.meta ?? null);
  const personaliser = parts.openPersonaliser(devices.openPort);
  const verifier = faceVerifierOf(config.faceVerifier, clock);
  const touchPanel = makeTouchPanel({
    clock,
    log,
    pace: options.pace,
    inputName: config.touchPanel?.inputName,
    restartPage: () => post({ type: 'wipe' }),
  });
  const machine = { devices, personaliser, verifier, encoder: new EncoderTrust(), touchPanel };
  const running =
    store === null
      ? null
      : run(options, store, machine, texts, parts, { ballast, upkeep, runningConfig, items: items.value.length });
  const recentLog = options.recentLog ?? ((after) => ({ lines: [], last: after }));
  const live = (): LiveFacts => ({
    version,
    devices: [
      ...deviceFacts(personaliser === null ? devices.all : [...devices.all, personaliser]),
      reportedFact(touchPanel.report()),
    ],
    cabinet: cabinetFact(devices.ioBoard),
    durability: store?.durability() ?? 'failed',
    ballast: ballast.state(),
    intake: running === null ? 'disk' : running.intake(),
    hub: running?.hub() ?? { isOnline: false, isKeyRefused: false, offsetMs: null, roundTripMs: null },
    pageDir,
  });

  const epoch = randomUUID();
  const light = guidanceLights(devices.ioBoard);
  const session: SessionService = createSessionService({
    ports: running?.ports ?? closedPorts,
    items: items.value,
    themes: themes.value,
    texts,
    settings: livePageSettings(runningConfig),
    machine: loadMachine(shippedDir, config, log),
    clock: store === null ? clock : hubClock(clock, store),
    log,
    epoch,
    identity: sessionIdentity(store?.identity() ?? null),
    crashed: store !== null && takeCrashMark(store),
    durable: store !== null,
    pace: options.pace,
    newId: randomUUID,
    publish: (snapshot) => {
      light(snapshot.screen);
      post({ type: 'snapshot', snapshot });
      touchPanel.visit(session.context().visit !== null);
    },
    onPanel: touchPanel.seen,
    technician: {
      view: () => running?.technician()?.view() ?? null,
      language: () => running?.technician()?.language() ?? 'zh-CN',
      knock: () => running?.technician()?.knock(),
      intent: (intent) => running?.technician()?.intent(intent),
    },
    receiptQr: running?.receiptQr ?? (() => null),
    receiptPaper: paperInWords({
      dir: join(shippedDir, 'receipts'),
      texts,
      get cityHotline() {
        return runningConfig.inForce.cityHotline;
      },
      context: () => session.context(),
    }),
    equipment: speechEquipment(config, pageDir),
  });
  session.start();
  const stopWatching = watchWorld(options, machine, session, store, running?.cardGate ?? openGate);
  const updates = startUpdateGate({
    ...{ session, devices, store, clock, log, newId: randomUUID },
    rules: () => runningConfig.inForce.updates,
    ...{ claims: running?.claims ?? null, orders: running?.orders ?? null },
  });
  const stopFollowing = followConfig(
    { running: runningConfig, settings: options.settings, session, store },
    pageDir,
    () => updates.gate.changed(),
  );
  devices.start();
  personaliser?.start();
  running?.start(session, live);
  log('terminal.service.started', { version, bootId: store?.bootId ?? '', node: process.version });
  post({ type: 'ready', epoch, version });

  return ok({
    context: session.context,
    receive: (raw) => {
      const reply = dispatch(raw, shellRoles, {
        session,
        log,
        updates: updates.gate,
        live,
        recentLog,
        caller: null,
        onHello: () => post({ type: 'snapshot', snapshot: session.snapshot() }),
        onPainted: ({ revision }) => log('shell.window.painted', { revision }),
      });
      if (reply !== null) post(reply);
    },
    connect: (send) => localSession({ session, log, live, recentLog, updates: updates.gate }, randomUUID(), send),
    stop: async (reason) => {
      stopFollowing();
      updates.stop();
      await running?.technician()?.stop();
      stopWatching();
      session.stop();
      await running?.stop();
      await personaliser?.close(); // before the processes that hold its port
      await devices.close();
      // An act that is still under way keeps the store: its files are whole at any moment, and the process ends now.
      if (running?.isQuiet() !== false) store?.close();
      log('terminal.service.stopped', { reason });
    },
  });
}

function realParts({ config, clock, log }: TerminalOptions): TerminalParts {
  return {
    openStore,
    openDevices: (bindings) => openDevices({ config, clock, log, bindings }),
    openPersonaliser: (openPort) => openPersonaliser(config.personaliser?.port ?? '', { clock, log, openPort }),
    forget: makeForget(),
  };
}

/** The part that needs a store: visits, hub link, enrolment. */
function run(
  { clock, log, config, settings, dataDir, shippedDir, post, restart }: TerminalOptions,
  store: Store,
  { devices, personaliser, verifier, encoder, touchPanel }: Machine,
  texts: Texts,
  { fetch: fetchFromHub, forget, diskUsed }: Pick<TerminalParts, 'fetch' | 'forget' | 'diskUsed'>,
  {
    ballast,
    upkeep,
    runningConfig,
    items,
  }: {
    readonly ballast: Ballast;
    readonly upkeep: UpkeepSettings;
    readonly runningConfig: RunningConfig;
    readonly items: number;
  },
) {
  const key = loadDeviceKey(dataDir);
  // A visit takes what its journey cannot do without; the other devices can be claimed beside it.
  const deviceIds = [devices.idReader?.id].filter((id) => id !== undefined);
  const dispensers = devices.cardDispenser === null ? [] : [devices.cardDispenser];
  const custodian = new Custodian({ dispensers, store, clock, log });
  const claims = new ClaimManager(
    devices.all.map((device) => device.id),
    clock,
    custodian,
  );
  const guard = visitGuard(store, claims, deviceIds, noClaim, log, devices.receiptPrinter?.id ?? null);
  const stopping = new AbortController();
  const secrets = new VisitSecrets();
  const keys = new VisitKeys(randomUUID);
  const orders = new PaidOrders({ store, services: () => link?.services ?? null, newKey: randomUUID });
  const ongoing = new Ongoing();
  const hubIsBack = new Set<() => void>();
  let cancelForget: () => void = () => undefined;
  const ends: (() => void)[] = [];
  let link: HubLink | null = null;
  let session: SessionService | null = null;
  let stopWatchingCards: () => void = () => undefined;
  let isKeyRefused = false;
  let intakeClosed: SessionContext['intakeClosed'] = null;
  let usedPercent: number | null = null;
  let checks: ServiceChecks | null = null;
  const startedAtMs = clock.monoMs();
  let technician: Technician | null = null;
  let answeredAtMs: number | null = null;
  const book = new StaffBook({
    ...{ store, clock, log, random: systemRandom, dataDir },
    client: () => link?.client ?? null,
    online: () => link?.sync.online() ?? false,
    changed: () => technician?.changed(),
  });
  ends.push(() => book.stop());
  const identity = () => sessionIdentity(store.identity());

  const connect = (enrolled: Identity, service: SessionService) => {
    const made = makeHubLink({
      store,
      clock,
      log,
      random: systemRandom,
      version,
      baseUrl: config.hub.url,
      key,
      identity: enrolled,
      ...(fetchFromHub === undefined ? {} : { fetch: fetchFromHub }),
      devices: () => [...deviceReport(devices, personaliser === null ? [] : [personaliser]), touchPanel.report()],
      intake: () => intakeClosed ?? 'open',
      notice: () => technician?.notice() ?? null,
      storage: () => ({ usedPercent, ballast: ballast.state() }),
      selfTest: () => checks?.selfTest.report() ?? null,
    });
    link = made;
    const switches = watchSwitches({
      services: () => made.services,
      online: made.sync.online,
      store,
      clock,
      report: (reply) => service.send({ type: 'SWITCHES', switches: reply }),
    });
    made.client.onOutcome(({ error }) => {
      if (error === null) {
        isKeyRefused = false;
        answeredAtMs = clock.monoMs();
        orders.contact();
      } else if (error.isSigned === true && error.hubError === 'unknownKey') isKeyRefused = true;
    });
    made.sync.onOnline((online) => {
      service.send({ type: 'ONLINE', online });
      if (!online) return;
      switches.now();
      book.now();
      for (const listener of [...hubIsBack]) listener();
    });
    ends.push(switches.stop);
    made.sync.start();
  };

  const ports = makePorts({
    store,
    clock,
    log,
    devices,
    personaliser,
    takeMs: () => liveTakeMs(runningConfig),
    claims,
    encoder,
    verifier,
    texts,
    key,
    receiptsDir: join(shippedDir, 'receipts'),
    cacheDir: join(dataDir, 'reference'),
    cityHotline: () => runningConfig.inForce.cityHotline,
    secrets,
    keys,
    orders,
    ongoing,
    onOnline: (listener) => {
      hubIsBack.add(listener);
      return () => hubIsBack.delete(listener);
    },
    link: () => link,
    identity,
    context: () => contextOf(session),
    language: () => session?.context().language ?? 'zh-CN',
    claim: guard.claim,
    openVisit: guard.open,
    printerClaim: guard.printer,
    wipe: (reason) => {
      const visitId = guard.end(reason);
      const count = secrets.wipe();
      keys.clear();
      if (visitId !== null) {
        store.audit('erase', { kind: 'bytes', count }, visitId);
        orders.visitEnded(visitId);
      }
      post({ type: 'wipe' });
      cancelForget();
      if (forget !== undefined) cancelForget = clock.after(forgetMs, forget);
    },
  });

  return {
    ports,
    claims,
    orders,
    intake: () => intakeClosed ?? 'open',
    hub: () => ({
      isOnline: link?.sync.online() ?? false,
      isKeyRefused,
      offsetMs: link?.sync.hubOffsetMs() ?? null,
      roundTripMs: link?.sync.roundTripMs() ?? null,
    }),
    technician: () => technician,
    isQuiet: () => ongoing.isQuiet,
    cardGate: {
      blockedBy: () => (devices.cardDispenser === null ? null : custodian.blockedBy(devices.cardDispenser.id)),
      onChange: (listener: () => void) => custodian.onBlocked(listener),
    } satisfies CardGate,
    receiptQr: cachedQr(
      key,
      texts,
      () => session?.context().language ?? 'zh-CN',
      () => session?.context().identity?.kiosk ?? '',
    ),
    start: (service: SessionService, live: () => LiveFacts) => {
      session = service;
      // Pages of documents are never written by this program; what an older one may have left is not kept.
      rmSync(join(dataDir, 'spool'), { recursive: true, force: true });
      ongoing.add(reconcilePrints({ printer: devices.receiptPrinter, claims, store, log, signal: stopping.signal }));
      ongoing.add(reconcileDocuments({ printer: devices.documentPrinter, store, log }));
      // Cards first: nobody can claim a dispenser before its acts and records agree with its sensors.
      const { signal } = stopping;
      const cards = reconcileCardsAtBoot({ dispensers, claims, custodian, store, clock, signal }).then(() => {
        if (signal.aborted) return;
        stopWatchingCards = custodian.watch(claims);
        orders.reconcile(devices.cardDispenser?.id ?? null);
      });
      ongoing.add(cards);
      ends.push(
        watchIntake({
          store,
          clock,
          log,
          dataDir,
          hubOffsetMs: () => link?.sync.hubOffsetMs() ?? null,
          isKeyRefused: () => isKeyRefused,
          ballast,
          onDisk: (used) => {
            usedPercent = used === null ? null : Math.round(used * 100);
          },
          ...(diskUsed === undefined ? {} : { diskUsed }),
          report: (closed) => {
            intakeClosed = closed;
            service.send({ type: 'INTAKE', closed });
          },
        }),
      );
      const isIdle = () =>
        service.place() === 'idle' &&
        // Whoever works at the machine is somebody, too.
        !service.context().service &&
        clock.monoMs() - (service.touchedAtMs() ?? startedAtMs) >= upkeepQuietMs;
      checks = startServiceChecks({
        ...{ store, devices, clock, log, dataDir, config, isIdle, live, fetch: fetchFromHub },
        configFault: () => settings?.fault ?? null,
        textsDir: join(shippedDir, 'texts'),
        isBallastWanted: upkeep.ballastMiB > 0,
      });
      ends.push(checks.stop);
      ends.push(
        startUpkeep({
          ...{ store, ballast, clock, log, dataDir, settings: upkeep },
          isIdle,
          hubOffsetMs: () => link?.sync.hubOffsetMs() ?? null,
          ...(diskUsed === undefined ? {} : { diskUsed }),
        }),
      );
      technician = new Technician({
        ...{
          clock,
          log,
          random: systemRandom,
          newId: randomUUID,
          store,
          session: service,
          devices,
          claims,
          orders,
          texts,
        },
        ...{ book, config, version, items, restart, settings, checks },
        isOnline: () => link?.sync.online() ?? false,
        hubOffsetMs: () => link?.sync.hubOffsetMs() ?? null,
        answeredAtMs: () => answeredAtMs,
        isCardStuck: () => devices.cardDispenser !== null && custodian.blockedBy(devices.cardDispenser.id) !== null,
        attended: () => {
          encoder.attended();
          devices.cardDispenser?.attended();
        },
        wipePage: () => post({ type: 'wipe' }),
        kick: () => link?.sync.kick(),
      });
      const known = store.identity();
      if (known !== null) {
        connect(known, service);
        return;
      }
      void enrol({
        store,
        clock,
        log,
        random: systemRandom,
        baseUrl: config.hub.url,
        key,
        model: config.model,
        version,
        onCode: (code) => service.send({ type: 'ENROLMENT_CODE', code: code?.code ?? null }),
        signal: stopping.signal,
      }).then((enrolled) => {
        if (!enrolled.ok) return;
        const claimed = sessionIdentity(enrolled.value);
        if (claimed !== null) service.send({ type: 'IDENTITY', identity: claimed });
        connect(enrolled.value, service);
      });
    },
    stop: async () => {
      stopping.abort();
      for (const end of ends) end();
      cancelForget();
      stopWatchingCards();
      secrets.wipe();
      // What is being printed or made comes to its end while its devices and the store are still there.
      await ongoing.end(clock, actsEndMs);
      await custodian.close(); // before its devices and its store
      await link?.sync.stop();
    },
  };
}

function contextOf(session: SessionService | null) {
  if (session === null) throw new Error('no port works before the session has been started');
  return session.context();
}

function sessionIdentity(identity: Identity | null): SessionIdentity | null {
  return identity === null ? null : { kiosk: identity.kiosk, place: identity.place, keeperPhone: identity.keeperPhone };
}

/** One signature and one symbol per receipt and state: the page is drawn many times. */
function cachedQr(key: DeviceKey, texts: Texts, language: () => Language, kiosk: () => string) {
  let last: { readonly name: string; readonly modules: ReturnType<typeof qrModules> } | null = null;
  return (visit: Visit) => {
    if (visit.receiptNo === null || visit.result === null) return null;
    const name = `${visit.receiptNo} ${visit.result.state}`;
    if (last?.name !== name) {
      const payload = visitQrPayload(visit, kiosk(), key.sign);
      if (payload === null) return null;
      last = { name, modules: qrModules(payload) };
    }
    return { ...last.modules, label: texts.text(language(), 'receipt.qr') };
  };
}
