import { describe, expect, it } from 'vitest';
import { chosenCard, type SoundCard } from './sound-cards.ts';

const card = (deviceId: string, label: string, kind: SoundCard['kind'] = 'audiooutput'): SoundCard => ({
  deviceId,
  label,
  kind,
});
const list = [
  card('mic', 'USB Audio', 'audioinput'),
  card('default', 'Default'),
  card('u', 'USB Audio'),
  card('h', 'HDMI 1'),
];
const names = { headset: 'usb', speaker: 'hdmi' };

describe('sound cards', () => {
  it('each output has its own card by a part of its name; where none is named, that of the system', () => {
    expect(chosenCard(list, 'headset', names)).toEqual({ id: 'u' });
    expect(chosenCard(list, 'speaker', names)).toEqual({ id: 'h' });
    expect(chosenCard(list, 'headset', {})).toEqual({ id: null });
    expect(chosenCard(list, 'headset', { speaker: 'hdmi' })).toEqual({ id: null });
  });

  it('what is for one pair of ears is never played on another card than the one that is named for the headset', () => {
    expect(chosenCard([], 'headset', names)).toBe('none');
    expect(chosenCard([card('h', 'HDMI 1'), card('x', 'USB Audio', 'audioinput')], 'headset', names)).toBe('none');
  });

  it('what everybody may hear is played all the same where its card is missing', () => {
    expect(chosenCard([], 'speaker', names)).toEqual({ id: null });
  });
});
