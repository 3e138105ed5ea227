import type { BlockOf, Screen } from '../../../contract/screen.ts';
import { voices } from '../../../contract/speech/lexicon.ts';
import { spokenVoice, volumeSteps } from '../../../contract/speech/settings.ts';
import type { Text } from '../../../contract/text.ts';
import type { SessionContext } from '../context.ts';
import { canSpeak, speechPresses, voicePress } from '../machine/speech.ts';
import { type PageKit, page } from './page-kit.ts';

/** Whether the page of speech settings may be opened here: while a device or the hub is at work, or something has to be taken, its page is not covered. */
export const hasSpeechPage = ({ visit, limit, equipment }: SessionContext): boolean =>
  equipment.voices.length > 0 && (visit === null || (limit !== 'none' && limit !== 'leaving'));

/** How to hear this machine: on or off, which voice, how loud, how fast, and whether the display is covered. Nothing personal. */
export function speechPage(kit: PageKit): Screen {
  const { context, t } = kit;
  const { speech } = context.modes;
  const isOn = speech.output !== 'off';
  const blocks: Screen['blocks'] = [];
  if (context.equipment.voices.length > 1) blocks.push(voiceTiles(kit));
  if (isOn) {
    blocks.push({
      type: 'tiles',
      title: t('speech.page.sound', {
        n: volumeSteps.findIndex((step) => step >= speech.volumeDb) + 1,
        of: volumeSteps.length,
      }),
      look: 'compact',
      tiles: [
        { id: speechPresses.quieter, title: t('speech.page.quieter'), icon: 'quieter' },
        { id: speechPresses.louder, title: t('speech.page.louder'), icon: 'louder' },
        { id: speechPresses.speed, title: speedText(kit), icon: 'speed' },
      ],
    });
  }
  if (speech.curtain) blocks.push({ type: 'paragraph', text: t('curtain.on') });
  blocks.push({ type: 'paragraph', text: t('speech.page.keys') });
  return page('N1', 'speech', t('speech.page'), {
    lead: t(`speech.page.${speech.output}`),
    blocks,
    actions: {
      main: kit.action(speechPresses.close, 'action.close'),
      other: [
        ...(canSpeak(context) ? [kit.action(speechPresses.turn, isOn ? 'speech.page.stop' : 'speech.page.start')] : []),
        ...(isOn ? [kit.action(speechPresses.curtain, speech.curtain ? 'curtain.lift' : 'curtain.draw')] : []),
      ],
    },
    canExit: context.visit !== null,
  });
}

/** Each voice under its own name. */
function voiceTiles({ context, t }: PageKit): BlockOf<'tiles'> {
  const current = spokenVoice(context.language, context.modes.speech);
  const offered = voices.filter((voice) => context.equipment.voices.includes(voice));
  return {
    type: 'tiles',
    title: t('speech.page.voice'),
    look: 'tabs',
    tiles: offered.map((voice) => ({
      id: voicePress(voice),
      title: t(`speech.voice.${voice}`),
      icon: 'message',
      ...(voice === current ? { current: true } : {}),
    })),
  };
}

function speedText({ context, t }: PageKit): Text {
  const { speed } = context.modes.speech;
  const word = speed < 0.95 ? 'slow' : speed < 1.1 ? 'normal' : speed < 1.35 ? 'fast' : 'fastest';
  return t(`speech.speed.${word}`);
}

/** Why 语音 cannot be turned on; undefined where it can. */
export function noSpeechText({ context, t }: PageKit): Text | undefined {
  return canSpeak(context) ? undefined : t('speech.none');
}

/** What stands on the covered display. */
export const curtainText = ({ context, t }: PageKit): Text | undefined =>
  context.modes.speech.curtain ? t('curtain') : undefined;
