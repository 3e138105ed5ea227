import { describe, expect, test } from 'vitest';
import type { Block } from '../contract/screen.ts';
import type { Snapshot } from '../contract/snapshot.ts';
import { type SpeechEquipment, usualEquipment } from '../contract/speech/settings.ts';
import type { TechnicianBlock } from '../contract/technician/view.ts';
import { CameraGate, type DeviceRequest } from './camera-gate.ts';

const camera: Block = {
  type: 'camera',
  name: 'face',
  use: 'face',
  hints: [],
  caption: { key: 'caption', text: '' },
};

function page(
  blocks: Block[],
  cards: SpeechEquipment['cards'] = {},
): Pick<Snapshot, 'screen' | 'warning' | 'equipment'> {
  return {
    equipment: { ...usualEquipment, cards },
    screen: {
      code: 'C2',
      name: 'test/C2',
      heading: { key: 'heading', text: '' },
      blocks,
      actions: { other: [] },
      personal: true,
      canExit: true,
    },
    warning: null,
  };
}

const good: DeviceRequest = { permission: 'media', media: ['video'], from: 'app://kiosk/', isMainFrame: true };

function gateOn(blocks: Block[]): CameraGate {
  const gate = new CameraGate();
  gate.show(page(blocks));
  return gate;
}

test('the camera opens on a page with a camera block and closes with it', () => {
  const gate = gateOn([camera]);
  expect(gate.allows(good)).toBe(true);
  gate.show(page([]));
  expect(gate.allows(good)).toBe(false);
  gate.show(page([camera]));
  gate.show(null);
  expect(gate.allows(good)).toBe(false);
});

test('while a technician is there only the test of a camera opens it, not the page of citizens below', () => {
  const gate = gateOn([]);
  const over = (blocks: TechnicianBlock[]): Pick<Snapshot, 'technician'> => ({
    technician: {
      name: 'technician/hand',
      heading: { key: 'heading', text: '' },
      citizens: { tone: 'waiting', text: { key: 'citizens', text: '' } },
      nav: [],
      blocks,
      actions: { leave: { id: 'leave', label: { key: 'leave', text: '' } }, other: [] },
    },
  });
  gate.show({ ...page([camera]), ...over([]) });
  expect(gate.allows(good)).toBe(false);
  gate.show({
    ...page([]),
    ...over([{ type: 'cameraTest', name: 'test.found', use: 'face', label: { key: 'label', text: '' } }]),
  });
  expect(gate.allows(good)).toBe(true);
  gate.show({ ...page([]), ...over([]) });
  expect(gate.allows(good)).toBe(false);
});

test('before the first page the camera is closed', () => expect(new CameraGate().allows(good)).toBe(false));

test('names of sound cards are told only where the machine names one, and the microphone is never opened for it', () => {
  const sound: DeviceRequest = { ...good, media: ['audio'] };
  const gate = gateOn([]);
  expect([gate.allowsLook(sound), gate.allows(sound)]).toEqual([false, false]);
  gate.show(page([], { headset: 'USB' }));
  expect([gate.allowsLook(sound), gate.allows(sound)]).toEqual([true, false]);
  expect(gate.allowsLook({ ...sound, from: 'https://example.org/' })).toBe(false);
  expect(gate.allowsLook({ ...sound, media: ['audio', 'video'] })).toBe(false);
});

describe('even on a page with a camera block', () => {
  test.each<readonly [string, Partial<DeviceRequest>]>([
    ['sound is refused', { media: ['audio'] }],
    ['sound beside the picture is refused whole', { media: ['video', 'audio'] }],
    ['the screen is refused', { media: ['screen'] }],
    ['a request that does not say what it wants is refused', { media: [] }],
    ['another permission is refused', { permission: 'geolocation' }],
    ['a frame inside the page is refused', { isMainFrame: false }],
    ['a foreign page is refused', { from: 'https://example.org/' }],
    ['a page that only begins like ours is refused', { from: 'app://kiosk.example.org/' }],
    ['an address that is none is refused', { from: '' }],
  ])('%s', (_, change) => expect(gateOn([camera]).allows({ ...good, ...change })).toBe(false));
});
