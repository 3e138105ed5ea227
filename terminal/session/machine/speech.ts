import type { Capability } from '../../../contract/catalogue/condition.ts';
import type { SwitchedMode } from '../../../contract/intent.ts';
import type { Modes } from '../../../contract/snapshot.ts';
import { voices } from '../../../contract/speech/lexicon.ts';
import {
  adjusted,
  type SpeechAct,
  type SpeechOutput,
  silentSpeech,
  spokenVoice,
} from '../../../contract/speech/settings.ts';
import type { Language } from '../../../contract/text.ts';
import { type DeviceView, defaultModes, type SessionContext } from '../context.ts';

/**
 * Speech as a mode (docs/domain/screens.md §8): a plug in the jack turns it on, 语音 and the help key do so through the speaker. Pulled out (F-21), it is off
 * until somebody has chosen the speaker. Pure.
 */

const isPlugged = (view: DeviceView): boolean => view.availability === 'ready';

/** A mode of the bar other than speech, after its press. Whoever wants large text is spoken to slowly, unless they have chosen a speed themselves. */
export function turned(modes: Modes, mode: Exclude<SwitchedMode, 'speech'>): Modes {
  if (mode === 'reach') return { ...modes, reach: !modes.reach };
  if (mode !== 'largeText') {
    const theme = mode === 'contrastDark' ? 'contrast-dark' : 'contrast-light';
    return { ...modes, theme: modes.theme === theme ? 'light' : theme };
  }
  const largeText = !modes.largeText;
  const { speech } = modes;
  const isDefault = speech.speed === (modes.largeText ? slowSpeed : silentSpeech.speed);
  const speed = isDefault ? (largeText ? slowSpeed : silentSpeech.speed) : speech.speed;
  return { ...modes, largeText, speech: { ...speech, speed } };
}
const slowSpeed = 0.8;

/** Whether there are recordings of what would be spoken now. Who has none does not claim to speak. */
export const canSpeak = ({ language, modes, equipment }: SessionContext): boolean =>
  equipment.voices.includes(spokenVoice(language, modes.speech));

/** Through the headset where one is in; the speaker is chosen by a person, never taken. */
export const speechOn = (context: SessionContext): Partial<SessionContext> =>
  spokenTo(context, isPlugged(context.devices.headset) ? 'headset' : 'speaker');

/** Nothing is spoken any more. */
export const speechOff = (context: SessionContext): Partial<SessionContext> => spokenTo(context, 'off');

/** Speech on where it was off, and the other way round. */
export const speechTurned = (context: SessionContext): Partial<SessionContext> =>
  context.modes.speech.output === 'off' ? speechOn(context) : speechOff(context);

/** A language of the page that is newly chosen is spoken too, whatever voice there was; where it cannot be, nothing is. */
export function languageChosen(context: SessionContext, language: Language): Partial<SessionContext> {
  const { modes, devices } = context;
  const chosen = { ...context, language, modes: { ...modes, speech: { ...modes.speech, voice: null } } };
  // Somebody listens through the headset still: back in a language that has recordings, it speaks again.
  const listens = modes.speech.output !== 'off' || (isPlugged(devices.headset) && !canSpeak(context));
  return { ...(listens ? speechOn(chosen) : { modes: chosen.modes }), language };
}

/** Presses of the page of speech settings, and the one that opens it. */
export const speechPresses = {
  open: 'speech:open',
  close: 'speech:close',
  turn: 'speech:turn',
  curtain: 'speech:curtain',
  louder: 'speech:louder',
  quieter: 'speech:quieter',
  speed: 'speech:speed',
} as const;
/** Id of the button that chooses a voice. */
export const voicePress = (voice: string): string => `speech:voice:${voice}`;

/** Whether this touch is about speech on the page that stands. */
export const isSpeechPress = ({ help, speechPage }: SessionContext, id: string): boolean =>
  speechPage ? id.startsWith('speech:') : help && id === speechPresses.open;

/** What a press on the page of speech settings changes; ids that it does not offer change nothing. */
export function speechPressed(context: SessionContext, id: string): Partial<SessionContext> {
  const { modes, equipment } = context;
  const { speech } = modes;
  const change = (to: Partial<typeof speech>) => ({ modes: { ...modes, speech: { ...speech, ...to } } });
  switch (id) {
    case speechPresses.open:
      return { help: false, speechPage: true };
    case speechPresses.close:
      return { speechPage: false };
    case speechPresses.turn:
      return speechTurned(context);
    case speechPresses.curtain:
      // Nobody stands before a dark display that does not speak either.
      return speech.output === 'off' ? {} : change({ curtain: !speech.curtain });
    case speechPresses.louder:
      return speechAdjusted(context, 'louder');
    case speechPresses.quieter:
      return speechAdjusted(context, 'quieter');
    case speechPresses.speed:
      return speechAdjusted(context, 'speed');
    default: {
      const voice = voices.find((one) => id === voicePress(one) && equipment.voices.includes(one));
      return voice === undefined ? {} : change({ voice });
    }
  }
}

/** Speech louder, slower or in another voice. */
export const speechAdjusted = ({ modes }: SessionContext, act: SpeechAct): Partial<SessionContext> =>
  act === 'speaking' ? {} : { modes: { ...modes, speech: adjusted(modes.speech, act) } };

/** Whether a report of a device says that the plug has gone in or out. */
export const movesHeadset = (
  { devices }: SessionContext,
  event: { readonly capability: Capability; readonly view: DeviceView },
): boolean => event.capability === 'headset' && isPlugged(event.view) !== isPlugged(devices.headset);

/** Out: silent at once, and asked wherever somebody is at work. In: everything goes on through the headset. */
export function headsetMoved(context: SessionContext, view: DeviceView): Partial<SessionContext> {
  const devices = { ...context.devices, headset: view };
  if (isPlugged(view)) return { devices, ...spokenTo(context, 'headset') };
  if (context.modes.speech.output !== 'headset') return { devices };
  const isAtWork = context.visit !== null || context.limit !== 'none';
  return { devices, ...spokenTo(context, 'off'), headsetOut: isAtWork };
}

/** The help key a second time before anything has begun. */
export const isHelpWanted = (context: SessionContext): boolean =>
  context.help && context.visit === null && context.modes.speech.output === 'off' && canSpeak(context);

/** Whoever comes next finds every mode as it was; a plug that stays in the jack still means that somebody listens. */
export function beginAnew(context: SessionContext): Partial<SessionContext> {
  const fresh = { ...context, modes: defaultModes, language: 'zh-CN' as const };
  const output = isPlugged(context.devices.headset) ? 'headset' : 'off';
  return { ...spokenTo(fresh, output), language: fresh.language, speechPage: false, keys: false };
}

/** Speech that goes off takes the curtain with it; without recordings of the language it does not go on. */
function spokenTo(context: SessionContext, output: SpeechOutput): Partial<SessionContext> {
  const { modes } = context;
  const to = canSpeak(context) ? output : 'off';
  const curtain = to !== 'off' && modes.speech.curtain;
  return { modes: { ...modes, speech: { ...modes.speech, output: to, curtain } }, headsetOut: false };
}
