import type { SpeechEquipment, SpeechOutput } from '../../contract/speech/settings.ts';

/** A sound card as the window knows it. */
export type SoundCard = Pick<MediaDeviceInfo, 'deviceId' | 'kind' | 'label'>;

/** Where a recording is played: on the card with this id (null = the one of the system), or nowhere. */
export type Card = { readonly id: string | null } | 'none';

/**
 * The card for an output. Where the configuration names one for the headset and it is not there, nothing is played: the card of the system may be the
 * loudspeaker, and what goes to the headset may be personal. What goes to the speaker is for everybody's ears on any card. Pure.
 */
export function chosenCard(list: readonly SoundCard[], output: SpeechOutput, names: SpeechEquipment['cards']): Card {
  const name = (output === 'headset' ? names.headset : names.speaker)?.toLowerCase();
  if (name === undefined) return { id: null };
  const found = list.find(({ kind, label }) => kind === 'audiooutput' && label.toLowerCase().includes(name));
  if (found !== undefined) return { id: found.deviceId };
  return output === 'headset' ? 'none' : { id: null };
}

let known: Promise<readonly SoundCard[]> | null = null;

/** The cards that there are; asked again when one came or went. */
function soundCards(): Promise<readonly SoundCard[]> {
  if (known === null) {
    const { mediaDevices } = navigator;
    mediaDevices.addEventListener('devicechange', () => (known = null), { once: true });
    known = mediaDevices.enumerateDevices().catch(() => []);
  }
  return known;
}

/** The card for an output on this machine. */
export async function soundCardOf(output: SpeechOutput, names: SpeechEquipment['cards']): Promise<Card> {
  const isNamed = (output === 'headset' ? names.headset : names.speaker) !== undefined;
  return chosenCard(isNamed ? await soundCards() : [], output, names);
}
