import { type Static, Type } from 'typebox';
import { strict } from './closed-shapes.ts';
import { MachineModel } from './machine-model.ts';
import { Screen } from './screen.ts';
import { SpeechEquipment, SpeechMode } from './speech/settings.ts';
import { TechnicianView } from './technician/view.ts';
import { Language, Text } from './text.ts';

/** Modes of the machine; each is one switch, reset at the end of a session. Later modes are added here. */
export const Modes = Type.Object(
  {
    theme: Type.Unsafe<'light' | 'contrast-dark' | 'contrast-light'>({
      type: 'string',
      enum: ['light', 'contrast-dark', 'contrast-light'],
    }),
    largeText: Type.Boolean(),
    /** 低位操作: everything that can be touched lies within the reach of a seated person; the panel of the machine decides what moves. */
    reach: Type.Boolean(),
    speech: SpeechMode,
  },
  strict,
);
export type Modes = Static<typeof Modes>;

/** Texts of the bars, resolved like all others. */
export const Bars = Type.Object(
  {
    place: Text,
    machineNumber: Type.String(),
    network: Type.Object(
      { state: Type.Unsafe<'online' | 'offline'>({ type: 'string', enum: ['online', 'offline'] }), label: Text },
      strict,
    ),
    exit: Text,
    languageNames: Type.Array(Type.Object({ language: Language, name: Type.String() }, strict)),
    modeLabels: Type.Object(
      { largeText: Text, contrastDark: Text, contrastLight: Text, reach: Text, speech: Text, help: Text },
      strict,
    ),
    keeper: Text,
    /** On the idle and the home page of a tall machine: what reach mode does, on a button of its own. */
    reachOffer: Text,
    /** Why 语音 cannot be turned on: this machine has no recordings of the language. Left out = it can. */
    noSpeech: Type.Optional(Text),
    /** What stands on the covered display; left out = it is not covered. */
    curtain: Type.Optional(Text),
    /** The touch panel is bad (F-15): what helps. Stands on every page while it is so. */
    panel: Type.Optional(Text),
  },
  strict,
);
export type Bars = Static<typeof Bars>;

/** "Are you still there?": laid over the page, which is masked behind it. The renderer counts down from `endsInMs` by itself. */
export const IdleWarning = Type.Object({ endsInMs: Type.Integer(), text: Text, stay: Text, finish: Text }, strict);
export type IdleWarning = Static<typeof IdleWarning>;

/** The same page in the language that is spoken, where somebody hears another one than is shown: same blocks, same actions, other words. */
export const Spoken = Type.Object(
  { language: Language, bars: Bars, screen: Screen, warning: Type.Union([IdleWarning, Type.Null()]) },
  strict,
);
export type Spoken = Static<typeof Spoken>;

/**
 * Everything that the window shows, whole, with a rising revision; latest wins. 10–50 kB at most, usually 2–8 kB.
 * Intents carry the revision that they answer.
 */
export const Snapshot = Type.Object(
  {
    revision: Type.Integer({ minimum: 0 }),
    /** Changes when the terminal service restarts: revisions of different epochs do not compare. */
    epoch: Type.String(),
    language: Language,
    modes: Modes,
    bars: Bars,
    /** Panel and front of this machine: sizes of the page, and where the picture shows each part. The same in every snapshot of a start. */
    machine: MachineModel,
    screen: Screen,
    warning: Type.Union([IdleWarning, Type.Null()]),
    /** Nobody has been here for a while: the window gives less light. Any touch, key or person wakes it. */
    resting: Type.Optional(Type.Literal(true)),
    spoken: Type.Optional(Spoken),
    equipment: SpeechEquipment,
    /**
     * A keeper or technician is at work, or about to come in: shown instead of `screen`, which is then a page of the machine as a whole and never one of a visit.
     * Touches are judged by this view alone. Left out = closed.
     */
    technician: Type.Optional(TechnicianView),
    /** Wall clock of the terminal in ISO 8601 with offset, to show; the renderer ticks on from it. */
    now: Type.String(),
  },
  strict,
);
export type Snapshot = Static<typeof Snapshot>;
