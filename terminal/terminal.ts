import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { LiveFacts } from '../contract/checks.ts';
import type { ToLocal } from '../contract/local-channel.ts';
import { ok, type Result } from '../contract/result.ts';
import { BundleDesk } from './bundles/bundle-desk.ts';
import { CatalogueDesk } from './bundles/catalogue-desk.ts';
import { judgeCatalogue } from './bundles/catalogue-judge.ts';
import { takeCatalogue } from './catalogue/catalogue-in-force.ts';
import type { CatalogueError } from './catalogue/load-items.ts';
import { cabinetFact, deviceFacts, reportedFact } from './checks/live.ts';
import { checkWithoutStore } from './checks/without-store.ts';
import { followConfig, livePageSettings, liveUpkeep } from './config/live-settings.ts';
import { loadMachine } from './config/load-model.ts';
import { RunningConfig } from './config/running-config.ts';
import { systemRandom } from './crypto/random.ts';
import { guidanceLights } from './devices/guidance-lights.ts';
import { faceVerifierOf } from './face-verifier-of.ts';
import { sessionIdentity } from './hub-connection.ts';
import type { LocalSession } from './local-channel/local-server.ts';
import { localSession } from './methods/local-session.ts';
import { dispatch, shellRoles } from './methods/registry.ts';
import { EncoderTrust } from './personaliser/encoder-trust.ts';
import { paperInWords } from './receipt/paper-in-words.ts';
import type { SessionContext } from './session/context.ts';
import { closedPorts } from './session/ports/make-ports.ts';
import { createSessionService, type SessionService, type TechnicianWindow } from './session/session-service.ts';
import { speechEquipment } from './speech/speech-equipment.ts';
import { makeBallast } from './store/ballast.ts';
import { hubClock } from './store/hub-clock.ts';
import { fetchOfMachine } from './sync/hub-tls.ts';
import { StorelessHelp } from './technician/storeless-help.ts';
import { realParts, type TerminalOptions, type TerminalParts } from './terminal-options.ts';
import { makeTouchPanel } from './touch-panel/touch-panel.ts';
import { keepTroublePicture, pictureSize } from './trouble-picture.ts';
import { startUpdateGate } from './update-gate/start-update-gate.ts';
import { PageFact } from './update-health/page-fact.ts';
import { startHealth } from './update-health/start-health.ts';
import { StandingBoard } from './update-link/standing-board.ts';
import { UpdateLink } from './update-link/update-link.ts';
import { version } from './version.ts';
import { keepPapersMark, takeCrashMark, werePapersLeft } from './visit-guard.ts';
import { WatchBoard } from './watch-board.ts';
import { openGate, watchWorld } from './watch-world.ts';
import { runWithStore } from './with-store.ts';

/** The first minute belongs to whoever stands there. */
const pictureAfterMs = 60_000;

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

/**
 * Wires the terminal service: store, devices, session, hub link. A disk that cannot be trusted stops visits, not the program: the citizen
 * sees why and where to go.
 */
export function startTerminal(
  options: TerminalOptions,
  parts: TerminalParts = realParts(options),
): Result<Terminal, CatalogueError> {
  const { clock, log, config, dataDir, shippedDir } = options;
  const epoch = randomUUID();
  const page = new PageFact(clock, epoch);
  const standing = new StandingBoard();
  const watchdog = new WatchBoard(clock);
  const post: TerminalOptions['post'] = (message) => {
    options.post(message);
    page.sent(message);
  };
  const catalogueLink = options.catalogueLink ?? null;
  const taken = takeCatalogue(shippedDir, catalogueLink, log);
  if (!taken.ok) return taken;
  const { items, themes, texts } = taken.value;
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
  const crashed = store !== null && takeCrashMark(store);
  const devices = parts.openDevices(store?.meta ?? null);
  const personaliser = parts.openPersonaliser(devices.openPort);
  const fetchFromHub = parts.fetch ?? fetchOfMachine(config.hub.tls, log);
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
      : runWithStore({
          ...{
            ...options,
            ...parts,
            fetch: fetchFromHub,
            post,
            standing,
            page,
            watchdog,
            store,
            machine,
            texts,
            ballast,
            upkeep,
            runningConfig,
          },
          items: items.length,
        });
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
    hub: running?.hub.facts() ?? { isOnline: false, isKeyRefused: false, offsetMs: null, roundTripMs: null },
    pageDir,
  });

  let storeless: StorelessHelp | null = null;
  const staff = (): TechnicianWindow | null => running?.staffWindow() ?? storeless;
  const health = startHealth({
    ...{ clock, config, epoch, page, devices, personaliser, hub: running?.hub ?? null },
    ...{ release: options.release ?? null, store: opened.ok ? opened.value : opened.error },
  });
  const updateLink =
    running?.updateLink ?? new UpdateLink({ store: null, log, hubUrl: config.hub.url, hubNowMs: () => null });
  const light = guidanceLights(devices.ioBoard);
  const session: SessionService = createSessionService({
    ports: running?.ports ?? closedPorts,
    items,
    themes,
    texts,
    settings: livePageSettings(runningConfig),
    machine: loadMachine(shippedDir, config, log),
    clock: store === null ? clock : hubClock(clock, store),
    log,
    epoch,
    identity: sessionIdentity(store?.identity() ?? null),
    crashed,
    papersLeft: store !== null && werePapersLeft(store),
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
      view: () => staff()?.view() ?? null,
      language: () => staff()?.language() ?? 'zh-CN',
      knock: () => staff()?.knock(),
      intent: (intent) => staff()?.intent(intent),
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
  if (!opened.ok) {
    const { settings, restart, powerOff } = options;
    const textsDir = join(shippedDir, 'texts');
    const isBallastWanted = upkeep.ballastMiB > 0;
    const configFault = () => settings?.fault ?? null;
    const looks = { clock, dataDir, textsDir, config, isBallastWanted, live, configFault, fetch: fetchFromHub };
    storeless = new StorelessHelp({
      ...{ clock, log, texts, session, devices, restart, powerOff, fault: opened.error },
      check: () => checkWithoutStore(looks),
    });
  }
  session.start();
  const stopKeeping = store === null ? () => undefined : keepPapersMark(session, store.meta);
  // Only an installed machine has a launcher that would show it.
  const cancelPicture =
    options.release === undefined
      ? () => undefined
      : clock.after(pictureAfterMs, () => {
          const identity = store?.identity() ?? null;
          const words = {
            kiosk: identity?.kiosk ?? null,
            place: identity?.place ?? null,
            phone: identity?.keeperPhone ?? config.cityHotline,
          };
          keepTroublePicture(dataDir, words, pictureSize(loadMachine(shippedDir, config, log)), log);
        });
  const stopWatching = watchWorld(options, machine, session, store, running?.cardGate ?? openGate);
  const updates = startUpdateGate({
    ...{ session, devices, store, clock, log, newId: randomUUID },
    rules: () => runningConfig.inForce.updates,
    ...{ claims: running?.claims ?? null, orders: running?.orders ?? null },
  });
  updateLink.follow({ standing: () => standing.now, gate: () => updates.gate.look() });
  const catalogue =
    catalogueLink === null
      ? null
      : new CatalogueDesk({
          ...{ link: catalogueLink, shippedDir, inForce: taken.value, judge: judgeCatalogue, gate: updates.gate, log },
          restart: options.restart,
          isStoreOk: () => store !== null && store.durability() !== 'failed',
        });
  const bundles = new BundleDesk(options.settings ?? null, catalogue);
  const stopFollowing = followConfig(
    { running: runningConfig, settings: options.settings, session, store, locked: running?.locked ?? null },
    pageDir,
    () => updates.gate.changed(),
  );
  if (running?.opensDevices !== false) {
    devices.start();
    personaliser?.start();
  }
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
        health: health.desk,
        updateLink,
        standing,
        bundles,
        onHello: () => {
          page.shellUp();
          post({ type: 'snapshot', snapshot: session.snapshot() });
        },
        onPainted: (input) => {
          log('shell.window.painted', { revision: input.revision });
          page.painted(input);
        },
        onWindowLost: () => page.lost(),
        onWatchStep: (step) => watchdog.add(step),
        alive: (shell) => {
          page.drawnBy(shell);
          return {
            isIdle: session.place() === 'idle' && !session.context().service,
            isActing: running?.isActing() ?? false,
            rssMiB: Math.round(process.memoryUsage.rss() / 1_048_576),
            hostDeaths: devices.hosts().reduce((sum, { restarts }) => sum + restarts, 0),
          };
        },
      });
      if (reply !== null) post(reply);
    },
    connect: (send) =>
      localSession(
        { session, log, live, recentLog, updates: updates.gate, health: health.desk, updateLink, standing, bundles },
        randomUUID(),
        send,
      ),
    stop: async (reason) => {
      cancelPicture();
      stopFollowing();
      catalogue?.stop();
      updates.stop();
      health.stop();
      await running?.technician()?.stop();
      storeless?.stop();
      stopKeeping();
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
