import { type Static, Type } from 'typebox';
import { oneOf, strict } from '../closed-shapes.ts';
import type { Language } from '../text.ts';
import { languageOf, type Voice, voiceOf, voices } from './lexicon.ts';

/** Where speech goes. `off`: nothing is spoken. Personal values go to the headset only (docs/domain/screens.md §8). */
export const speechOutputs = ['off', 'speaker', 'headset'] as const;
export type SpeechOutput = (typeof speechOutputs)[number];

/** Speeds that the key F6 goes through, as parts of the normal speed (docs/domain/screens.md §8: 0.8–1.5). */
const speechSpeeds = [1, 1.2, 1.5, 0.8] as const;

/**
 * Volume in dB below the loudest. The range is 18 dB and has a step 12 dB above the lowest (EN 301 549 8.2.1); the default is that step, which a machine is
 * set to 65 dBA with.
 */
export const volumeSteps = [-18, -15, -12, -9, -6, -3, 0] as const;
export const defaultVolumeDb = -6;

export const SpeechMode = Type.Object(
  {
    output: oneOf(speechOutputs),
    speed: Type.Number({ minimum: 0.8, maximum: 1.5 }),
    volumeDb: Type.Number({ minimum: -18, maximum: 0 }),
    /** The voice that somebody has chosen; null = the one of the language that is shown. */
    voice: Type.Union([oneOf(voices), Type.Null()]),
    /** The display is covered, because whoever listens wants nobody to read along (docs/domain/screens.md §8); never by itself. */
    curtain: Type.Boolean(),
  },
  strict,
);
export type SpeechMode = Static<typeof SpeechMode>;

/**
 * What keys and the glass do to speech. `speaking`: the window speaks at this moment; nobody can be expected to act before it has ended. `uncover`: the covered
 * glass was touched.
 */
export const speechActs = ['louder', 'quieter', 'speed', 'speaking', 'uncover'] as const;
export type SpeechAct = (typeof speechActs)[number];

export const silentSpeech: SpeechMode = {
  output: 'off',
  speed: 1,
  volumeDb: defaultVolumeDb,
  voice: null,
  curtain: false,
};

/** The voice that speaks on a page of this language. */
export const spokenVoice = (language: Language, { voice }: SpeechMode): Voice => voice ?? voiceOf(language);
/** The language whose texts are spoken there. */
export const spokenLanguage = (language: Language, mode: SpeechMode): Language =>
  languageOf(spokenVoice(language, mode));

/** What a machine has for speech; changes only by its configuration, and only while nobody is served. */
export const SpeechEquipment = Type.Object(
  {
    /** Voices whose recordings this machine has; empty = it cannot speak, and says so. */
    voices: Type.Array(oneOf(voices), { maxItems: 3 }),
    /** Part of the name of a sound card, where the headset or the speaker has one of its own; left out = the card of the system. */
    cards: Type.Object(
      {
        headset: Type.Optional(Type.String({ minLength: 1, maxLength: 120 })),
        speaker: Type.Optional(Type.String({ minLength: 1, maxLength: 120 })),
      },
      strict,
    ),
    /** A key that comes again within this time is the same stroke of a trembling hand (EN 301 549 5.8), milliseconds. */
    doubleStrikeMs: Type.Integer({ minimum: 0, maximum: 1000 }),
  },
  strict,
);
export type SpeechEquipment = Static<typeof SpeechEquipment>;

/** A machine with every recording and one sound card. */
export const usualEquipment: SpeechEquipment = { voices: [...voices], cards: {}, doubleStrikeMs: 0 };

/** The mode after one of the keys; at the end of the range it stays. */
export function adjusted(mode: SpeechMode, act: SpeechAct): SpeechMode {
  switch (act) {
    case 'louder':
      return { ...mode, volumeDb: volumeSteps.find((step) => step > mode.volumeDb) ?? mode.volumeDb };
    case 'quieter':
      return { ...mode, volumeDb: volumeSteps.findLast((step) => step < mode.volumeDb) ?? mode.volumeDb };
    case 'speed': {
      const at = speechSpeeds.findIndex((speed) => Math.abs(speed - mode.speed) < 0.01);
      return { ...mode, speed: speechSpeeds[(at + 1) % speechSpeeds.length] ?? 1 };
    }
    case 'uncover':
      return { ...mode, curtain: false };
    case 'speaking':
      return mode;
  }
}

/** Part of full amplitude for a volume in dB. */
export const amplitudeOf = (volumeDb: number): number => 10 ** (volumeDb / 20);
