import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { FromTerminal } from '../contract/channel.ts';
import type { Clock } from '../contract/clock.ts';
import { deviceError } from '../contract/device.ts';
import type { KioskConfig } from '../contract/kiosk-config.ts';
import type { Log } from '../contract/log.ts';
import { ok, type Result } from '../contract/result.ts';
import type { Language } from '../contract/text.ts';
import { type CatalogueError, loadItems } from './catalogue/load-items.ts';
import { loadTexts, type Texts } from './catalogue/texts.ts';
import { type DeviceKey, loadDeviceKey } from './crypto/device-key.ts';
import { systemRandom } from './crypto/random.ts';
import { reconcileCardsAtBoot } from './devices/boot-reconcile.ts';
import { ClaimManager } from './devices/claims.ts';
import { Custodian } from './devices/custodian.ts';
import { type DeviceSet, deviceReport, openDevices, padOf, viewOf } from './devices/device-set.ts';
import { reconcilePrints } from './devices/print-act.ts';
import { enrol } from './enrolment/enrolment.ts';
import { dispatch, shellRoles } from './methods/registry.ts';
import { qrModules } from './receipt/receipt-qr.ts';
import type { Identity as SessionIdentity, Visit } from './session/context.ts';
import { cardPort } from './session/ports/card-port.ts';
import { confirmPort } from './session/ports/confirm-port.ts';
import { printPort, visitQrPayload } from './session/ports/print-port.ts';
import { pullPort } from './session/ports/pull-port.ts';
import { submitPort } from './session/ports/submit-port.ts';
import { createSessionService, type SessionPorts, type SessionService } from './session/session-service.ts';
import { openStore } from './store/open-store.ts';
import type { Identity, Store } from './store/store.ts';
import { makeHubLink } from './sync/sync.ts';
import { version } from './version.ts';
import { takeCrashMark, visitGuard } from './visit-guard.ts';

export interface TerminalOptions {
  readonly dataDir: string;
  /** Folder `kiosk-config` of the release. */
  readonly shippedDir: string;
  readonly config: KioskConfig;
  readonly clock: Clock;
  readonly log: Log;
  /** To the shell. */
  post(message: FromTerminal): void;
}

export interface Terminal {
  /** One message from the shell. */
  receive(raw: unknown): void;
  /** Ends sessions, devices, sync and store, in this order; what is committed stays. */
  stop(reason: string): Promise<void>;
}

/**
 * Wires the terminal service: store, devices, session, hub link. A disk that cannot be trusted stops visits, not the program: the citizen
 * sees why and where to go.
 */
export function startTerminal(options: TerminalOptions): Result<Terminal, CatalogueError> {
  const { clock, log, config, dataDir, shippedDir, post } = options;
  const texts = loadTexts(join(shippedDir, 'texts'));
  const items = loadItems(join(shippedDir, 'catalogue'), texts);
  if (!items.ok) return items;
  const opened = openStore({ dir: dataDir, clock, log, random: systemRandom });
  if (!opened.ok) log('terminal.service.failed', { code: opened.error.code, detail: opened.error.detail });
  const store = opened.ok ? opened.value : null;
  const devices = openDevices({ config, clock, log, bindings: store?.meta ?? null });
  const running = store === null ? null : run(options, store, devices, texts);

  const epoch = randomUUID();
  const session: SessionService = createSessionService({
    ports: running?.ports ?? closedPorts,
    items: items.value,
    texts,
    settings: { cityHotline: config.cityHotline },
    clock,
    log,
    epoch,
    identity: sessionIdentity(store?.identity() ?? null),
    crashed: store !== null && takeCrashMark(store),
    durable: store !== null,
    newId: randomUUID,
    publish: (snapshot) => post({ type: 'snapshot', snapshot }),
    receiptQr: running?.receiptQr ?? (() => null),
  });
  session.start();
  const stopWatching = watchDevices(devices, session);
  devices.start();
  running?.start(session);
  log('terminal.service.started', { version, bootId: store?.bootId ?? '', node: process.version });
  post({ type: 'ready', epoch, version });

  return ok({
    receive: (raw) => {
      const reply = dispatch(raw, shellRoles, {
        session,
        log,
        onHello: () => post({ type: 'snapshot', snapshot: session.snapshot() }),
        onPainted: ({ revision }) => log('shell.window.painted', { revision }),
      });
      if (reply !== null) post(reply);
    },
    stop: async (reason) => {
      stopWatching();
      session.stop();
      await running?.stop();
      await devices.close();
      store?.close();
      log('terminal.service.stopped', { reason });
    },
  });
}

/** A machine whose disk is not safe takes no visit, so none of these is ever called. */
const closedPorts: SessionPorts = {
  readCard: () => () => undefined,
  pull: () => () => undefined,
  store: () => () => undefined,
  confirm: () => () => undefined,
  openVisit: () => undefined,
  startPrint: () => undefined,
  wipe: () => undefined,
};

/** The part that needs a store: visits, hub link, enrolment. */
function run(
  { clock, log, config, dataDir, shippedDir, post }: TerminalOptions,
  store: Store,
  devices: DeviceSet,
  texts: Texts,
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
  const noClaim = deviceError('E_CLAIM_REQUIRED', 'notStarted', { deviceId: '', phase: 'queued', epoch: 0 });
  const guard = visitGuard(store, claims, deviceIds, noClaim, log, devices.receiptPrinter?.id ?? null);
  const stopping = new AbortController();
  let link: ReturnType<typeof makeHubLink> | null = null;
  let session: SessionService | null = null;
  let stopWatchingCards: () => void = () => undefined;

  const connect = (identity: Identity) => {
    link = makeHubLink({
      store,
      clock,
      log,
      random: systemRandom,
      version,
      baseUrl: config.hub.url,
      key,
      identity,
      devices: () => deviceReport(devices),
    });
    link.sync.onOnline((online) => session?.send({ type: 'ONLINE', online }));
    link.sync.start();
  };

  const ports: SessionPorts = {
    readCard: cardPort({ reader: () => devices.idReader, claim: guard.claim, store, clock, log }),
    pull: pullPort({ client: () => link?.client ?? null, store, clock }),
    store: submitPort({ store, identity: () => sessionIdentity(store.identity()), clock, log }),
    confirm: confirmPort({ link: () => link, clock, log }),
    openVisit: guard.open,
    startPrint: printPort({
      printer: () => devices.receiptPrinter,
      claim: guard.printer,
      store,
      texts,
      log,
      receiptsDir: join(shippedDir, 'receipts'),
      cityHotline: config.cityHotline,
      identity: () => sessionIdentity(store.identity()),
      language: () => session?.context().language ?? 'zh-CN',
      sign: key.sign,
    }),
    wipe: (reason) => {
      guard.end(reason);
      post({ type: 'wipe' });
    },
  };

  return {
    ports,
    receiptQr: cachedQr(key, texts, () => session?.context().language ?? 'zh-CN'),
    start: (service: SessionService) => {
      session = service;
      void reconcilePrints({ printer: devices.receiptPrinter, claims, store, log, signal: stopping.signal });
      // Cards first: nobody can claim a dispenser before its acts and records agree with its sensors.
      void reconcileCardsAtBoot({ dispensers, claims, custodian, store, clock, signal: stopping.signal }).then(() => {
        if (!stopping.signal.aborted) stopWatchingCards = custodian.watch(claims);
      });
      const known = store.identity();
      if (known !== null) {
        connect(known);
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
        const identity = sessionIdentity(enrolled.value);
        if (identity !== null) service.send({ type: 'IDENTITY', identity });
        connect(enrolled.value);
      });
    },
    stop: async () => {
      stopping.abort();
      stopWatchingCards();
      await custodian.close(); // before its devices and its store
      await link?.sync.stop();
    },
  };
}

function sessionIdentity(identity: Identity | null): SessionIdentity | null {
  return identity === null ? null : { kiosk: identity.kiosk, place: identity.place, keeperPhone: identity.keeperPhone };
}

/** One signature and one symbol per receipt and state: the page is drawn many times. */
function cachedQr(key: DeviceKey, texts: Texts, language: () => Language) {
  let last: { readonly name: string; readonly modules: ReturnType<typeof qrModules> } | null = null;
  return (visit: Visit) => {
    if (visit.receiptNo === null || visit.result === null) return null;
    const name = `${visit.receiptNo} ${visit.result.state}`;
    if (last?.name !== name) {
      const payload = visitQrPayload(visit, key.sign);
      if (payload === null) return null;
      last = { name, modules: qrModules(payload) };
    }
    return { ...last.modules, label: texts.text(language(), 'receipt.qr') };
  };
}

function watchDevices(devices: DeviceSet, session: SessionService): () => void {
  const ends: (() => void)[] = [];
  const { idReader, receiptPrinter } = devices;
  if (idReader !== null) {
    session.send({ type: 'DEVICE', role: 'idReader', view: viewOf(idReader.status()) });
    ends.push(
      idReader.onStatus((status) => session.send({ type: 'DEVICE', role: 'idReader', view: viewOf(status) })),
      idReader.onPresence((presence) => session.send({ type: 'PAD', pad: padOf(presence) })),
    );
  }
  if (receiptPrinter !== null) {
    session.send({ type: 'DEVICE', role: 'receiptPrinter', view: viewOf(receiptPrinter.status()) });
    ends.push(
      receiptPrinter.onStatus((status) =>
        session.send({ type: 'DEVICE', role: 'receiptPrinter', view: viewOf(status) }),
      ),
    );
  }
  return () => {
    for (const end of ends) end();
  };
}
