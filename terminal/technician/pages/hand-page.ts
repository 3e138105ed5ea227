import type { TechnicianBlock } from '../../../contract/technician/view.ts';
import type { Text } from '../../../contract/text.ts';
import { qrModules } from '../../receipt/receipt-qr.ts';
import { windowField } from '../bench-tests.ts';
import type { HandAsk } from '../hand.ts';
import { padKeys } from '../test-window.ts';
import type { Desk, DeskKit, DeskPage } from './desk.ts';
import { keyOf } from './tests-page.ts';

/** Cells of the touch grid along both sides: about 30 mm on the usual panels, a finger's breadth to either side of its middle. */
const grid = { long: 16, short: 9 } as const;

/** What of a desk is needed here. */
export type HandKit = Pick<DeskKit, 't' | 'value' | 'has'> & {
  readonly facts: Pick<DeskKit['facts'], 'devices' | 'soundCard'>;
};

/** What a test asks of somebody at the machine: one thing, and the way to say that it is not to be had. */
export function handPage(kit: HandKit, { test, ask, endsAt }: NonNullable<Desk['hand']>): DeskPage {
  const { t } = kit;
  const reply = (id: 'yes' | 'no' | 'giveUp', key: string) => ({ id: `hand:${id}`, label: t(key) });
  const giveUp = reply('giveUp', 'tech.hand.giveUp');
  const judged = asksForWord(ask)
    ? { main: reply('yes', `tech.hand.${ask.kind}.yes`), other: [reply('no', `tech.hand.${ask.kind}.no`), giveUp] }
    : // The grid lies over the page and has its own.
      { other: ask.kind === 'grid' ? [] : [giveUp] };
  return {
    name: 'hand',
    heading: t(`tech.test.${keyOf(test)}`),
    lead: t(leadOf(ask)),
    blocks: blocksOf(kit, ask, endsAt),
    ...judged,
  };
}

/** Only a person can say whether it was so. */
const asksForWord = ({ kind }: HandAsk): boolean => kind === 'lamp' || kind === 'sound';

function leadOf(ask: HandAsk): string {
  switch (ask.kind) {
    case 'door':
    case 'jack':
      return `tech.hand.${ask.kind}.${ask.wants}`;
    case 'sound':
      return `tech.hand.sound.${ask.output}.${ask.sound}`;
    default:
      return `tech.hand.${ask.kind}`;
  }
}

function blocksOf(kit: HandKit, ask: HandAsk, endsAt: string): readonly TechnicianBlock[] {
  const { t, value, facts } = kit;
  const giveUp = { id: 'hand:giveUp', label: t('tech.hand.giveUp') };
  switch (ask.kind) {
    case 'code':
      return [
        {
          type: 'code',
          qr: { ...qrModules(ask.payload), label: value('code', ask.payload) },
          caption: t('tech.hand.code.caption'),
          endsAt,
        },
      ];
    case 'lamp':
      return [
        {
          type: 'notice',
          tone: 'information',
          title: value('lamp', `${t(`tech.lamp.${ask.lamp}`).text}　${ask.n}/${ask.of}`),
          text: t('tech.hand.lamp.look'),
        },
      ];
    case 'door':
      return [{ type: 'axes', title: t('tech.device.now'), rows: [contactRow(kit, 'door')] }];
    case 'jack':
      return [{ type: 'axes', title: t('tech.device.now'), rows: [contactRow(kit, 'headset')] }];
    case 'grid':
      return [
        {
          ...{ type: 'touchGrid', name: windowField, label: t('tech.hand.grid'), hint: t('tech.hand.grid.hint') },
          ...{ ...grid, endsAt, giveUp },
        },
      ];
    case 'camera':
      return [{ type: 'cameraTest', name: windowField, use: ask.use, label: t('tech.hand.camera.look') }];
    case 'sound': {
      const card = facts.soundCard(ask.output);
      return [
        {
          ...{ type: 'soundTest', name: windowField, output: ask.output, sound: ask.sound },
          ...{ label: soundWords(kit, ask), again: t('tech.hand.sound.again') },
          ...(card === null ? {} : { card }),
        },
      ];
    }
    case 'keys':
      return [
        {
          ...{ type: 'keyTest', name: windowField, label: t('tech.hand.keys.press'), endsAt },
          keys: padKeys.map((key) => ({ key, label: t(`tech.key.${key}`) })),
        },
      ];
  }
}

function soundWords({ t }: HandKit, { told }: Extract<HandAsk, { kind: 'sound' }>): Text {
  if (told.times === 0) return t('tech.hand.sound.listen');
  return t(told.isPlayed ? 'tech.hand.sound.played' : 'tech.hand.sound.silent', { n: told.times });
}

function contactRow({ t, value, has, facts }: HandKit, contact: string) {
  const board = facts.devices().find(({ role }) => role === 'ioBoard');
  const state = board?.senses.find(({ id }) => id === `contact.${contact}`)?.state ?? 'unknown';
  const key = `tech.contact.${state}`;
  return {
    id: `contact.${contact}`,
    label: t(`tech.sense.contact.${contact}`),
    value: has(key) ? t(key) : value(`contact.${contact}`, state),
  };
}
