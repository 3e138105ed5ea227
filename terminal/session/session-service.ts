import { type Actor, createActor } from 'xstate';
import type { ServiceItem, Theme } from '../../contract/catalogue/item.ts';
import type { Clock } from '../../contract/clock.ts';
import { checkIntent, type Intent, type IntentRefusal } from '../../contract/intent.ts';
import type { Log } from '../../contract/log.ts';
import type { MachineModel } from '../../contract/machine-model.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import type { Bars, Snapshot, Spoken } from '../../contract/snapshot.ts';
import { type SpeechEquipment, spokenLanguage } from '../../contract/speech/settings.ts';
import type { TechnicianView } from '../../contract/technician/view.ts';
import type { Language } from '../../contract/text.ts';
import type { PanelSign, Place } from '../../contract/touch-panel.ts';
import { cityDay } from '../../contract/working-days.ts';
import { itemSearchOf } from '../catalogue/search.ts';
import type { Texts } from '../catalogue/texts.ts';
import { isBooking } from '../receipt/slips.ts';
import type { Identity, SessionContext, Visit } from './context.ts';
import { warnDelay } from './delays.ts';
import type { SessionEvent } from './events.ts';
import { isSomebodyKnown } from './machine/person.ts';
import { type PageKit, type PageSettings, pageKit } from './pages/page-kit.ts';
import type { ReceiptParts } from './pages/result-pages.ts';
import { curtainText, noSpeechText } from './pages/speech-page.ts';
import { panelHint } from './pages/touch-pages.ts';
import { type JourneyPlace, type JourneyValue, placeOf, screenOf } from './screen-of.ts';
import type { SessionPorts } from './session-ports.ts';
import { giveWorld, workingMachine } from './working-machine.ts';

export interface SessionServiceOptions {
  readonly ports: SessionPorts;
  readonly items: readonly ServiceItem[];
  readonly themes: readonly Theme[];
  readonly texts: Texts;
  readonly settings: PageSettings;
  /** With the parts that are fitted. */
  readonly machine: MachineModel;
  readonly clock: Clock;
  readonly log: Log;
  /** New at every start of the terminal service. */
  readonly epoch: string;
  readonly identity: Identity | null;
  readonly crashed: boolean;
  /** See `SessionInput.papersLeft`. */
  readonly papersLeft?: boolean | undefined;
  readonly durable: boolean;
  /** See `SessionContext.pace`; left out = 1. */
  readonly pace?: number | undefined;
  /** Random id for a visit. */
  newId(): string;
  publish(snapshot: Snapshot): void;
  /** What stands instead of the citizens' page while the staff is here (terminal/technician); left out = nobody comes in. */
  readonly technician?: TechnicianWindow | undefined;
  /** What the page sees of the touch panel (F-15); no touch of a citizen. Left out = nobody asks. */
  onPanel?(sign: PanelSign, at: Place): void;
  /** What the machine has for speech; left out = every voice, one sound card. */
  readonly equipment?: SpeechEquipment | undefined;
  /** What the paper of a visit's receipt says besides its number, for those who hear it. Left out = nothing. */
  receiptPaper?(visit: Visit, language: Language): NonNullable<ReceiptParts['paper']>;
  /** QR modules for a visit's receipt; null before there is a number. */
  receiptQr(visit: Visit): ReceiptParts['qr'] | null;
}

/** The staff's part of the window. */
export interface TechnicianWindow {
  view(): TechnicianView | null;
  /** In which the view is written: whoever works here has chosen it, no citizen. */
  language(): Language;
  /** The hidden gesture, on a page that belongs to no visit. */
  knock(): void;
  /** One touch that the view offers. */
  intent(intent: Intent): void;
}

export interface SessionService {
  start(): void;
  stop(): void;
  /** Refusals are logged and change nothing; the citizen sees the current page. */
  intent(intent: Intent): Result<null, IntentRefusal>;
  send(event: SessionEvent): void;
  /** What the staff sees has changed. */
  redraw(): void;
  /** Told after everything that has happened to the session, also where no page has changed by it. Returns the end of listening. */
  onChange(listener: () => void): () => void;
  /** Where the session stands. */
  place(): JourneyPlace;
  /** The state of the journey, from which `screenOf` draws its page. */
  journey(): JourneyValue;
  /** Monotonic time of the last touch, refused ones included; null = none since the start. */
  touchedAtMs(): number | null;
  snapshot(): Snapshot;
  context(): SessionContext;
}

/** Runs the session machine and turns each of its states into a whole snapshot with a rising revision. */
export function createSessionService(options: SessionServiceOptions): SessionService {
  const { ports, clock, log, texts } = options;
  // Reading the characters of every title takes a moment; comparing letters does not.
  const search = itemSearchOf(options.items);
  const actor: Actor<typeof workingMachine> = createActor(workingMachine, {
    input: {
      items: options.items,
      themes: options.themes,
      identity: options.identity,
      crashed: options.crashed,
      papersLeft: options.papersLeft,
      durable: options.durable,
      today: cityDay(clock.wallMs()),
      pace: options.pace ?? 1,
      equipment: options.equipment,
    },
    clock: xstateClock(clock),
  });
  let isOver = false;
  /** Acts outlive the session: what settles behind its end is in the journal, and nobody is left to be told. */
  const tell = (event: SessionEvent) => {
    if (!isOver) actor.send(event);
  };
  giveWorld(actor.system, { ports, tell });
  let day = cityDay(clock.wallMs());
  let stopDays: () => void = () => undefined;
  let stopWatching: () => void = () => undefined;
  /** The machine never looks at a clock: it is told when the city's day changes. */
  const watchDays = () => {
    const now = clock.wallMs();
    if (cityDay(now) !== day) {
      day = cityDay(now);
      tell({ type: 'TODAY', today: day });
    }
    stopDays = clock.after(dayCheckMs, watchDays);
  };

  let isPersonGone = false;
  const watchPerson = () => {
    const { value, context } = actor.getSnapshot();
    const isGone = (value as { readonly person: string }).person === 'gone';
    if (isGone && !isPersonGone && isSomebodyKnown(context)) log('session.person.gone', {});
    isPersonGone = isGone;
  };

  const journeyNow = () => (actor.getSnapshot().value as { readonly journey: JourneyValue }).journey;
  const listeners = new Set<() => void>();
  let touchedAtMs: number | null = null;

  let revision = 0;
  let shown = '';
  let current: Snapshot | null = null;
  /** When the warning came, and what it said then. */
  let warned: { readonly atMs: number; readonly endsInMs: number } | null = null;

  const leftOf = (warning: Snapshot['warning']): Snapshot['warning'] =>
    warning === null || warned === null
      ? warning
      : { ...warning, endsInMs: Math.max(0, Math.round(warned.endsInMs - (clock.monoMs() - warned.atMs))) };
  /** A page as it stands at this moment: its clock has gone on, and of a warning only so much is left, whatever else has changed on the page since it came. */
  const atThisMoment = (page: Omit<Snapshot, 'now'>): Snapshot => ({
    ...page,
    now: cityTime(clock.wallMs()),
    warning: leftOf(page.warning),
    ...(page.spoken === undefined ? {} : { spoken: { ...page.spoken, warning: leftOf(page.spoken.warning) } }),
  });

  const refresh = () => {
    const { context } = actor.getSnapshot();
    const journey = journeyNow();
    const { visit, language, modes, equipment } = context;
    const qr = visit === null ? null : options.receiptQr(visit);
    /** The page in a language: every text is resolved here, whether it is shown or spoken. */
    const pageIn = (tongue: Language): Spoken => {
      const inTongue = { ...context, language: tongue };
      const kit = pageKit(inTongue, texts, options.settings, search);
      return {
        language: tongue,
        bars: barsOf(kit),
        screen: screenOf(kit, journey, receiptIn(inTongue, qr, options)),
        warning: warningOf(inTongue, texts),
      };
    };
    const technician = options.technician?.view() ?? null;
    const spokenIn = modes.speech.output === 'off' ? language : spokenLanguage(language, modes.speech);
    const { screen, ...rest } = pageIn(technician === null ? language : (options.technician?.language() ?? language));
    const body = {
      epoch: options.epoch,
      modes,
      ...rest,
      screen,
      ...(context.resting ? { resting: true as const } : {}),
      ...(spokenIn === language ? {} : { spoken: pageIn(spokenIn) }),
      equipment,
      ...(technician === null ? {} : { technician }),
    };
    const text = JSON.stringify(body);
    if (text === shown) return;
    const pageChanged = current?.screen.name !== screen.name;
    shown = text;
    revision += 1;
    const { warning } = body;
    warned = warning === null ? null : (warned ?? { atMs: clock.monoMs(), endsInMs: warning.endsInMs });
    current = atThisMoment({ ...body, machine: options.machine, revision });
    if (pageChanged) log('session.screen.shown', { screen: screen.name, revision });
    options.publish(current);
  };

  const snapshot = (): Snapshot => {
    if (current === null) throw new Error('the session has not been started');
    return atThisMoment(current);
  };

  return {
    start: () => {
      actor.subscribe(refresh);
      actor.subscribe(watchPerson);
      actor.subscribe(() => {
        for (const listener of [...listeners]) listener();
      });
      actor.start();
      refresh();
      watchDays();
      stopWatching = ports.watch(tell);
    },
    stop: () => {
      isOver = true;
      stopDays();
      stopWatching();
      actor.stop();
    },
    intent: (intent) => {
      touchedAtMs = clock.monoMs();
      const checked = checkIntent(snapshot(), intent);
      if (!checked.ok) {
        log('session.intent.refused', { screen: snapshot().screen.name, kind: intent.kind, reason: checked.error });
        return err(checked.error);
      }
      if (intent.kind === 'panel') {
        options.onPanel?.(intent.seen, intent);
        if (intent.seen === 'keys') tell({ type: 'KEYS' });
        return ok(null);
      }
      if (intent.kind === 'knock') {
        if (placeOf(journeyNow()) === 'visit') return err('notOffered');
        options.technician?.knock();
        return ok(null);
      }
      if (snapshot().technician !== undefined) {
        // The panel keeps its light; nothing else of it reaches the citizens' page.
        tell({ type: 'PRESENT' });
        options.technician?.intent(intent);
        return ok(null);
      }
      if (intent.kind === 'cameraAway') log('session.camera.away', { screen: snapshot().screen.name });
      tell(eventOf(intent, options.newId(), new Date(clock.wallMs()).toISOString()));
      return ok(null);
    },
    send: tell,
    redraw: () => {
      if (!isOver && current !== null) refresh();
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    place: () => placeOf(journeyNow()),
    journey: journeyNow,
    touchedAtMs: () => touchedAtMs,
    snapshot,
    context: () => actor.getSnapshot().context,
  };
}

function eventOf(
  intent: Exclude<Intent, { readonly kind: 'panel' | 'knock' }>,
  nonce: string,
  at: string,
): SessionEvent {
  switch (intent.kind) {
    case 'press':
      return { type: 'PRESS', id: intent.id, nonce, at };
    case 'choose':
      return { type: 'CHOOSE', name: intent.name, option: intent.option };
    case 'type':
      return { type: 'TYPE', name: intent.name, value: intent.value, at };
    case 'search':
      return { type: 'SEARCH', query: intent.query };
    case 'frame':
      return { type: 'FRAME', name: intent.name, jpeg: intent.jpeg };
    case 'cameraAway':
      return { type: 'CAMERA_AWAY', name: intent.name };
    case 'exit':
      return { type: 'EXIT' };
    case 'language':
      return { type: 'LANGUAGE', language: intent.language };
    case 'mode':
      return { type: 'MODE', mode: intent.mode };
    case 'speech':
      return { type: 'SPEECH', act: intent.act };
    case 'help':
      return { type: 'HELP' };
    case 'present':
      return { type: 'PRESENT' };
    case 'stay':
      return { type: 'STAY' };
    case 'finish':
      return { type: 'FINISH' };
  }
}

/** QR and paper of the receipt; the paper is there for those who hear it. */
function receiptIn(
  { visit, language, modes }: SessionContext,
  qr: ReceiptParts['qr'] | null,
  { texts, receiptPaper }: Pick<SessionServiceOptions, 'texts' | 'receiptPaper'>,
): ReceiptParts | null {
  if (qr === null || visit === null) return null;
  const isHeard = modes.speech.output !== 'off' && receiptPaper !== undefined;
  return {
    qr: { ...qr, label: texts.text(language, isBooking(visit) ? 'receipt.qr.booking' : 'receipt.qr') },
    ...(isHeard ? { paper: receiptPaper(visit, language) } : {}),
  };
}

/** The bars around each page: language, network, time, help. */
export function barsOf(kit: PageKit): Bars {
  const { context, texts, t } = kit;
  const { language, identity, online, intakeClosed } = context;
  const panel = panelHint(context, texts, language);
  const noSpeech = noSpeechText(kit);
  const curtain = curtainText(kit);
  return {
    place: identity === null ? t('bar.unenrolled') : t('bar.place', { place: identity.place }),
    machineNumber: identity?.kiosk ?? '',
    network: {
      state: online ? 'online' : 'offline',
      // Nobody is told that something is taken in offline where nothing is.
      label: t(
        online ? 'net.online' : intakeClosed === null || intakeClosed === 'deadline' ? 'net.offline' : 'net.away',
      ),
    },
    exit: t('exit'),
    languageNames: [
      { language: 'zh-CN', name: '简体中文' },
      { language: 'zh-HK', name: '繁體中文' },
      { language: 'en', name: 'English' },
    ],
    modeLabels: {
      largeText: t('mode.largeText'),
      contrastDark: t('mode.contrastDark'),
      contrastLight: t('mode.contrastLight'),
      reach: t('mode.reach'),
      speech: t('mode.speech'),
      // Whoever has chosen large text is offered a person in so many words (docs/domain/screens.md §2).
      help: t(context.modes.largeText ? 'mode.help.person' : 'mode.help'),
    },
    reachOffer: t('mode.reachOffer'),
    keeper: identity === null ? t('bar.unenrolled') : t('bar.keeper', { phone: identity.keeperPhone }),
    ...(panel === undefined ? {} : { panel }),
    ...(noSpeech === undefined ? {} : { noSpeech }),
    ...(curtain === undefined ? {} : { curtain }),
  };
}

/** The warning that the page will end; null = not yet. Milliseconds to the end. */
export function warningOf(context: SessionContext, texts: Texts): Snapshot['warning'] {
  const endsInMs = warnDelay(context);
  if (!context.warned || endsInMs === null) return null;
  const t = (key: string) => texts.text(context.language, key);
  return { endsInMs, text: t('idle.ask'), stay: t('idle.stay'), finish: t('idle.clear') };
}

/** How often the service looks whether a new day has begun. */
const dayCheckMs = 30_000;

/** ISO 8601 with the city's offset. The mainland has one zone and no summer time. */
function cityTime(wallMs: number): string {
  return `${new Date(wallMs + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
}

/** XState counts its delays on our clock, so that tests run in virtual time. */
function xstateClock(clock: Clock) {
  return {
    setTimeout: (fn: (...args: readonly unknown[]) => void, ms: number): unknown => clock.after(ms, () => fn()),
    clearTimeout: (cancel: unknown): void => {
      if (typeof cancel === 'function') (cancel as () => void)();
    },
  };
}
