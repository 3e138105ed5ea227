import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LiveFacts } from '../contract/checks.ts';
import { forgetMs } from '../contract/forget.ts';
import { err } from '../contract/result.ts';
import { makeServiceBundle } from './bundle/service-bundle.ts';
import { uploadBundle } from './bundle/upload-bundle.ts';
import type { Texts } from './catalogue/texts.ts';
import { openCommands } from './commands/open-commands.ts';
import { liveTakeMs } from './config/live-settings.ts';
import type { RunningConfig } from './config/running-config.ts';
import { loadDeviceKey } from './crypto/device-key.ts';
import { systemRandom } from './crypto/random.ts';
import { reconcileCardsAtBoot } from './devices/boot-reconcile.ts';
import { ClaimManager } from './devices/claims.ts';
import { Custodian } from './devices/custodian.ts';
import { deviceReport } from './devices/device-set.ts';
import { reconcileDocuments } from './devices/document-act.ts';
import { reconcilePrints } from './devices/print-act.ts';
import { KeySuite } from './enrolment/key-suite.ts';
import { rotateKey } from './enrolment/rotate-key.ts';
import { FleetFacts } from './fleet-facts/fleet-facts.ts';
import { Housekeeping } from './housekeeping.ts';
import { HubConnection, sessionIdentity } from './hub-connection.ts';
import { visitQr } from './receipt/visit-qr.ts';
import { makePorts, noClaim } from './session/ports/make-ports.ts';
import { Ongoing } from './session/ports/ongoing.ts';
import { PaidOrders } from './session/ports/paid-orders.ts';
import { VisitKeys } from './session/ports/visit-keys.ts';
import { VisitSecrets } from './session/ports/visit-secrets.ts';
import type { SessionService, TechnicianWindow } from './session/session-service.ts';
import { setupAtStart } from './setup/keep.ts';
import { listPorts } from './setup/ports/list-ports.ts';
import { devicesRunAt, SetupDesk } from './setup/setup-desk.ts';
import type { Ballast } from './store/ballast.ts';
import type { Store } from './store/store.ts';
import type { Bundles } from './technician/bench-bundle.ts';
import { actsUnderWay, openActsOf } from './technician/blockers.ts';
import { openStaffWork } from './technician/open-staff-work.ts';
import { StaffBook } from './technician/staff-book.ts';
import { Technician } from './technician/technician.ts';
import type { TerminalOptions, TerminalParts } from './terminal-options.ts';
import type { PageFact } from './update-health/page-fact.ts';
import type { StandingBoard } from './update-link/standing-board.ts';
import { UpdateLink } from './update-link/update-link.ts';
import type { UpkeepSettings } from './upkeep.ts';
import { version } from './version.ts';
import { visitGuard } from './visit-guard.ts';
import type { WatchBoard } from './watch-board.ts';
import type { CardGate, Machine } from './watch-world.ts';

/** Longest that a stop waits for a slip, a page or a card that is on its way, milliseconds. */
const actsEndMs = 5_000; // the shell kills after 8 s

export interface WithStoreOptions extends TerminalOptions, Pick<TerminalParts, 'forget' | 'diskUsed'> {
  /** To the hub, for every part that calls it; undefined = the system's. */
  readonly fetch: typeof fetch | undefined;
  readonly store: Store;
  readonly standing: StandingBoard;
  readonly page: PageFact;
  readonly watchdog: WatchBoard;
  readonly machine: Machine;
  readonly texts: Texts;
  readonly ballast: Ballast;
  readonly upkeep: UpkeepSettings;
  readonly runningConfig: RunningConfig;
  /** How many items of the catalogue are active. */
  readonly items: number;
}

/** The part of the service that needs a store: visits, hub link, enrolment, technician. */
export function runWithStore(options: WithStoreOptions) {
  const { clock, log, config, settings, dataDir, shippedDir, post, restart, powerOff, store, texts, runningConfig } =
    options;
  const { devices, personaliser, verifier, encoder, touchPanel } = options.machine;
  const key = loadDeviceKey(dataDir, config.signatureSuite);
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
  const ongoing = new Ongoing();
  /** What an earlier start left open waits here for its device, perhaps for months. */
  const leftOpen = new Ongoing();
  let cancelForget: () => void = () => undefined;
  let stopWatchingCards: () => void = () => undefined;
  let stopWatchingPad: () => void = () => undefined;
  let session: SessionService | null = null;
  let technician: Technician | null = null;
  const progress = setupAtStart(store, options.setup === true);
  let setup: SetupDesk | null = null;
  const commands = openCommands({ store, clock, log, dataDir });
  const { standing, page, watchdog } = options;
  const fleet = new FleetFacts({
    store,
    clock,
    devices,
    standing,
    page,
    watchdog,
    certificate: config.hub.tls?.certificate,
  });

  const hub = new HubConnection({
    ...{ store, clock, log, config, key, fetch: options.fetch },
    heartbeat: {
      devices: () => [...deviceReport(devices, personaliser === null ? [] : [personaliser]), touchPanel.report()],
      intake: () => house.intake(),
      notice: () => technician?.notice() ?? null,
      storage: () => house.storage(),
      selfTest: () => house.selfTest(),
      fleet,
      commands: commands.desk,
      work: { revision: () => work.orders.revision(), heard: (revision) => work.orders.heard(revision) },
      update: {
        mark: () => updateLink.mark(),
        bundleMarks: () => updateLink.bundleMarks(),
        heard: (reply) => updateLink.heard(reply),
        updating: () => updateLink.updating(),
      },
    },
    answered: () => orders.contact(),
    isBack: () => book.now(),
  });
  const updateLink = new UpdateLink({
    ...{ store, log, hubUrl: config.hub.url },
    hubNowMs: () => {
      const { offsetMs } = hub.facts();
      return offsetMs === null ? null : clock.wallMs() + offsetMs;
    },
  });
  const house = new Housekeeping({ ...options, devices, hub: () => hub.facts() });
  const orders = new PaidOrders({ store, services: () => hub.link()?.services ?? null, newKey: randomUUID });
  const book = new StaffBook({
    ...{ store, clock, log, random: systemRandom, dataDir },
    client: () => hub.link()?.client ?? null,
    online: () => hub.facts().isOnline,
    changed: () => technician?.changed(),
  });
  const work = openStaffWork({
    ...{ store, log, key, shippedDir, hubUrl: config.hub.url, dispenserId: devices.cardDispenser?.id ?? null },
    client: () => hub.link()?.client ?? null,
    changed: () => technician?.changed(),
  });
  const changeKey = () =>
    rotateKey({
      ...{ store, clock, log, dir: dataDir, random: systemRandom, baseUrl: config.hub.url },
      suite: runningConfig.inForce.signatureSuite,
      ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
    });
  const keySuite = new KeySuite({
    ...{ key, clock, log, rotate: changeKey },
    wanted: () => runningConfig.inForce.signatureSuite,
  });
  const language = () => session?.context().language ?? 'zh-CN';

  const ports = makePorts({
    ...{
      store,
      clock,
      log,
      devices,
      personaliser,
      claims,
      encoder,
      verifier,
      texts,
      key,
      secrets,
      keys,
      orders,
      ongoing,
    },
    takeMs: () => liveTakeMs(runningConfig),
    receiptsDir: join(shippedDir, 'receipts'),
    cacheDir: join(dataDir, 'reference'),
    cityHotline: () => runningConfig.inForce.cityHotline,
    onOnline: (listener) => hub.onBack(listener),
    link: () => hub.link(),
    identity: () => sessionIdentity(store.identity()),
    context: () => contextOf(session),
    language,
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
      if (options.forget !== undefined) cancelForget = clock.after(forgetMs, options.forget);
    },
  });

  return {
    ports,
    claims,
    orders,
    intake: () => house.intake(),
    hub,
    updateLink,
    /** Items that operators have locked here. */
    locked: commands.locked,
    technician: () => technician,
    /** What stands before the citizens' page: the set-up before everybody else. */
    staffWindow: (): TechnicianWindow | null => (setup?.isOver === false ? setup : technician),
    /** False = the set-up asks the ports itself first. */
    opensDevices: progress === null || devicesRunAt(progress),
    isQuiet: () => ongoing.isQuiet && leftOpen.isQuiet,
    /** A slip, a page or a card of this start is on its way; what only waits for a device that is away is not. */
    isActing: () =>
      !ongoing.isQuiet || actsUnderWay(openActsOf(store, devices.cardDispenser?.id), store.bootId, false) > 0,
    cardGate: {
      blockedBy: () =>
        devices.cardDispenser === null ? null : (custodian.blockedBy(devices.cardDispenser.id) ?? work.cardLock.fault),
      onChange: (listener: () => void) => {
        const ends = [custodian.onBlocked(listener), work.cardLock.onChange(listener)];
        return () => {
          for (const end of ends) end();
        };
      },
    } satisfies CardGate,
    receiptQr: visitQr(key, texts, language, () => session?.context().identity?.kiosk ?? ''),
    start: (service: SessionService, live: () => LiveFacts) => {
      session = service;
      fleet.watch(service, () => hub.link()?.sync.tellNow());
      hub.onHeartbeat(() => {
        if (hub.facts().isOnline) ongoing.add(keySuite.look());
      });
      // Pages of documents are never written by this program; what an older one may have left is not kept.
      rmSync(join(dataDir, 'spool'), { recursive: true, force: true });
      const { signal } = stopping;
      const settlePrints = () =>
        leftOpen.add(reconcilePrints({ printer: devices.receiptPrinter, claims, store, log, signal }));
      settlePrints();
      leftOpen.add(reconcileDocuments({ printer: devices.documentPrinter, claims, store, log, signal }));
      // Cards first: nobody can claim a dispenser before its acts and records agree with its sensors.
      const cards = reconcileCardsAtBoot({ dispensers, claims, custodian, store, clock, signal }).then(() => {
        if (signal.aborted) return;
        stopWatchingCards = custodian.watch(claims);
        orders.reconcile();
      });
      leftOpen.add(cards);
      ongoing.add(work.cardLock.resume());
      stopWatchingPad = work.leftCards.watch(service);
      ongoing.add(updateLink.flush());
      const checks = house.start(service, live);
      const bundles: Bundles = {
        media: options.media ?? { list: () => Promise.resolve([]), write: () => Promise.resolve(err('gone')) },
        make: () =>
          makeServiceBundle({
            ...{ store, dataDir, checks, settings, live },
            recentLog: options.recentLog ?? ((after) => ({ lines: [], last: after })),
          }),
        upload: (bundle, onPart, signal) => uploadBundle(bundle, hub.link()?.client ?? null, onPart, signal),
      };
      technician = new Technician({
        ...{ clock, log, random: systemRandom, newId: randomUUID, store, session: service, devices, claims },
        ...{
          orders,
          texts,
          book,
          config,
          version,
          items: options.items,
          restart,
          settings,
          checks,
          work,
          powerOff,
          bundles,
        },
        isOnline: () => hub.facts().isOnline,
        hubOffsetMs: () => hub.facts().offsetMs,
        answeredAtMs: () => hub.answeredAtMs(),
        standing: options.standing,
        isCardStuck: () => devices.cardDispenser !== null && custodian.blockedBy(devices.cardDispenser.id) !== null,
        attended: () => {
          encoder.attended();
          devices.cardDispenser?.attended();
        },
        wipePage: () => post({ type: 'wipe' }),
        kick: () => hub.link()?.sync.kick(),
        settlePrints,
      });
      if (progress !== null) {
        setup = new SetupDesk(
          {
            ...{ clock, log, store, texts, session: service, devices, claims, config, settings, key, shippedDir },
            ...{ version, newId: randomUUID, fetch: options.fetch, restart },
            listPorts: (signal) => listPorts({ folders: config.portSearch, clock }, signal),
            kick: () => hub.link()?.sync.kick(),
            settlePrints,
          },
          progress,
        );
        setup.start();
      }
      commands.start(
        {
          ...{ devices, claims, checks, bundles, restart },
          items: () => service.context().items.map(({ id }) => id),
          staff: technician.remote,
          rotateKey: changeKey,
          refreshPacks: () => {
            updateLink.again();
            hub.refresh();
            book.now();
          },
          kick: () => hub.link()?.sync.kick(),
        },
        { session: service, devices, claims, orders, store, isSetUp: () => setup?.isOver === false },
      );
      // A new machine is enrolled by the set-up, at the address that is typed there.
      if (progress === null || store.identity() !== null) hub.start(service);
    },
    stop: async () => {
      stopping.abort();
      commands.stop();
      fleet.stop();
      await setup?.stop();
      book.stop();
      work.orders.stop();
      hub.end();
      house.stop();
      cancelForget();
      stopWatchingCards();
      stopWatchingPad();
      secrets.wipe();
      // What is being printed or made comes to its end while its devices and the store are still there.
      await Promise.all([ongoing.end(clock, actsEndMs), leftOpen.end(clock, actsEndMs)]);
      await custodian.close(); // before its devices and its store
      await hub.stop();
    },
  };
}

function contextOf(session: SessionService | null) {
  if (session === null) throw new Error('no port works before the session has been started');
  return session.context();
}
