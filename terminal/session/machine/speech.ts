import type { Capability } from '../../../contract/catalogue/condition.ts';
import type { SwitchedMode } from '../../../contract/intent.ts';
import type { Modes } from '../../../contract/snapshot.ts';
import { adjusted, type SpeechAct, type SpeechOutput, silentSpeech } from '../../../contract/speech/settings.ts';
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

/** Through the headset where one is in; the speaker is chosen by a person, never taken. */
export const speechOn = (context: SessionContext): Partial<SessionContext> =>
  spokenTo(context, isPlugged(context.devices.headset) ? 'headset' : 'speaker');

export const speechOff = (context: SessionContext): Partial<SessionContext> => spokenTo(context, 'off');

export const speechTurned = (context: SessionContext): Partial<SessionContext> =>
  context.modes.speech.output === 'off' ? speechOn(context) : speechOff(context);

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
export const isHelpWanted = ({ help, visit, modes }: SessionContext): boolean =>
  help && visit === null && modes.speech.output === 'off';

/** Whoever comes next finds every mode as it was; a plug that stays in the jack still means that somebody listens. */
export function beginAnew(context: SessionContext): Partial<SessionContext> {
  const isHeard = isPlugged(context.devices.headset);
  const speech = { ...defaultModes.speech, output: isHeard ? 'headset' : 'off' } as const;
  return { modes: { ...defaultModes, speech }, language: 'zh-CN', keys: false };
}

function spokenTo({ modes }: SessionContext, output: SpeechOutput): Partial<SessionContext> {
  return { modes: { ...modes, speech: { ...modes.speech, output } }, headsetOut: false };
}
