import type { Clock } from '../../../contract/clock.ts';
import { type DeviceError, deviceError } from '../../../contract/device.ts';
import type { Log } from '../../../contract/log.ts';
import type { Result } from '../../../contract/result.ts';
import { verifyText } from '../../../contract/signing.ts';
import type { Language } from '../../../contract/text.ts';
import type { Texts } from '../../catalogue/texts.ts';
import type { DeviceKey } from '../../crypto/device-key.ts';
import type { Claim, ClaimManager } from '../../devices/claims.ts';
import type { DeviceSet } from '../../devices/device-set.ts';
import type { PrinterUse } from '../../devices/visit-printer.ts';
import type { CardPersonaliser } from '../../personaliser/card-personaliser.ts';
import type { EncoderTrust } from '../../personaliser/encoder-trust.ts';
import { hubClock } from '../../store/hub-clock.ts';
import type { Store } from '../../store/store.ts';
import type { HubLink } from '../../sync/sync.ts';
import type { FaceVerifier } from '../../verifier/face-verifier.ts';
import type { Identity, SessionContext, Visit } from '../context.ts';
import type { SessionEvent } from '../events.ts';
import type { SessionPorts, SessionWork } from '../session-ports.ts';
import { actPort } from './act-port.ts';
import { cardCasePort } from './card-case-port.ts';
import { cardPinPort } from './card-pin-port.ts';
import { cardPort } from './card-port.ts';
import { confirmPort } from './confirm-port.ts';
import { previewPort, printDocumentPort } from './document-port.ts';
import { draftPort, signPort } from './draft-port.ts';
import { facePort } from './face-port.ts';
import { issuePort } from './issue-port.ts';
import type { Ongoing } from './ongoing.ts';
import type { PaidOrders } from './paid-orders.ts';
import { payPort } from './pay-port.ts';
import type { PortDeps } from './port-deps.ts';
import { printPort } from './print-port.ts';
import { pullPort } from './pull-port.ts';
import { ReferenceCache } from './reference-cache.ts';
import { scanPort } from './scan-port.ts';
import { smsPort } from './sms-port.ts';
import { submitPort } from './submit-port.ts';
import { videoPort } from './video-port.ts';
import type { VisitKeys } from './visit-keys.ts';
import type { VisitSecrets } from './visit-secrets.ts';
import { watchPort } from './watch-port.ts';

export interface MakePortsOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly devices: DeviceSet;
  readonly personaliser: CardPersonaliser | null;
  /** Time to take a card at the outlet, milliseconds; undefined = as usual. Read anew for each card. */
  takeMs(): number | undefined;
  readonly claims: ClaimManager;
  readonly verifier: FaceVerifier | null;
  readonly texts: Texts;
  readonly key: DeviceKey;
  readonly receiptsDir: string;
  /** For reference lists; class C0 only. */
  readonly cacheDir: string;
  /** Read anew for each slip and each summary. */
  cityHotline(): string;
  readonly secrets: VisitSecrets;
  readonly keys: VisitKeys;
  readonly orders: PaidOrders;
  readonly ongoing: Ongoing;
  /** Tells each time that the hub is there again. */
  readonly onOnline: (listener: () => void) => () => void;
  readonly encoder: EncoderTrust;
  link(): HubLink | null;
  identity(): Identity | null;
  context(): SessionContext;
  language(): Language;
  /** Claim of the open visit. */
  claim(): Promise<Result<Claim, DeviceError>>;
  /** Its share in the receipt printer. */
  printerClaim(visitId: string): Promise<Result<PrinterUse, DeviceError>>;
  openVisit(visit: Visit): void;
  wipe(reason: Parameters<SessionPorts['wipe']>[0]): void;
}

/** Every port of the session, joined to devices, store and hub. */
export function makePorts(options: MakePortsOptions): SessionPorts {
  const { store, log, devices, personaliser, claims, verifier, secrets, keys, orders, ongoing, key, identity } =
    options;
  const clock = hubClock(options.clock, store);
  const deps: PortDeps = {
    store,
    clock,
    log,
    secrets,
    keys,
    orders,
    ongoing,
    services: () => options.link()?.services ?? null,
    context: options.context,
  };
  const cache = new ReferenceCache({
    dir: options.cacheDir,
    sign: key.sign,
    verify: (text, signature) => verifyText(key.publicKey, text, signature),
  });
  const face = facePort(deps, verifier);
  const sms = smsPort(deps);
  const printer = () => devices.documentPrinter;
  return {
    readCard: cardPort({
      ...{ claim: options.claim, store, secrets, clock, log },
      reader: () => devices.idReader,
      needsPhoto: verifier?.needsPhoto === true,
    }),
    verifyFace: endsC2(face.verifyFace, secrets),
    verifySms: endsC2(sms.verifySms, secrets),
    verifyVideo: endsC2(videoPort(deps), secrets),
    verifyCardPin: endsC2(cardPinPort(deps, { pad: () => personaliser, cards: () => devices.smartCard }), secrets),
    pull: pullPort({ client: () => options.link()?.client ?? null, cache, store, clock }),
    store: submitPort({ ...deps, identity }),
    confirm: confirmPort({ link: options.link, clock, log }),
    pay: payPort(deps),
    previewDocument: previewPort(deps),
    printDocument: printDocumentPort(deps, { printer, claims, identity }),
    // What the card's records say is by the wall clock, and so is what is compared with them.
    issueCard: issuePort(
      { ...deps, clock: options.clock },
      {
        dispenser: () => devices.cardDispenser,
        personaliser: () => personaliser,
        claims,
        encoder: options.encoder,
        takeMs: options.takeMs,
        alert: (urgency) => {
          const times = urgency === 'last' ? 6 : 3;
          void devices.ioBoard?.beep({ ms: 200, times, pauseMs: 300 });
        },
      },
    ),
    followCard: cardCasePort({ link: options.link, clock }),
    saveDraft: draftPort({ ...deps, texts: options.texts, cityHotline: options.cityHotline }),
    sign: signPort(deps),
    act: actPort(deps),
    scan: scanPort(deps, { scanner: () => devices.scanner }),
    frame: face.frame,
    typed: sms.typed,
    openVisit: options.openVisit,
    startPrint: printPort({
      printer: () => devices.receiptPrinter,
      claim: options.printerClaim,
      ongoing,
      store,
      texts: options.texts,
      log,
      receiptsDir: options.receiptsDir,
      cityHotline: options.cityHotline,
      identity,
      language: options.language,
      context: options.context,
      sign: key.sign,
    }),
    watch: watchPort({
      dispenser: () => devices.cardDispenser,
      ioBoard: () => devices.ioBoard,
      client: () => options.link()?.client ?? null,
      cache,
      clock,
      onOnline: options.onOnline,
    }),
    wipe: options.wipe,
  };
}

/** C2 is over, whichever way it went: the photo of the chip is not needed any more (docs/domain/privacy-and-security.md §3). */
function endsC2(work: SessionWork, secrets: VisitSecrets): SessionWork {
  return (visit, send) =>
    work(visit, (event: SessionEvent) => {
      if (event.type === 'VERIFIED') secrets.forgetChipPhoto();
      send(event);
    });
}

const nothing: SessionWork = () => () => undefined;

/** A machine whose disk is not safe takes no visit, so none of these is ever called. */
export const closedPorts: SessionPorts = {
  readCard: nothing,
  verifyFace: nothing,
  verifySms: nothing,
  verifyVideo: nothing,
  verifyCardPin: nothing,
  pull: nothing,
  store: nothing,
  confirm: nothing,
  pay: nothing,
  previewDocument: nothing,
  printDocument: nothing,
  issueCard: nothing,
  followCard: nothing,
  saveDraft: nothing,
  sign: nothing,
  act: nothing,
  scan: nothing,
  frame: () => undefined,
  typed: () => undefined,
  openVisit: () => undefined,
  startPrint: () => undefined,
  watch: () => () => undefined,
  wipe: () => undefined,
};

export const noClaim = deviceError('E_CLAIM_REQUIRED', 'notStarted', { deviceId: '', phase: 'queued', epoch: 0 });
