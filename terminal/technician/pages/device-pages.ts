import type { Tone } from '../../../contract/blocks/parts.ts';
import { availability, type DeviceStatus } from '../../../contract/device.ts';
import type { TechnicianBlock, TechnicianBlockOf } from '../../../contract/technician/view.ts';
import type { Text } from '../../../contract/text.ts';
import { deviceTests } from '../device-tests.ts';
import { mayTest } from '../rights.ts';
import { axesOf, sensesRows } from './axes.ts';
import { cityTime, type DeskKit, type DeskPage, type DeviceFacts } from './desk.ts';
import { settingRows } from './setting-rows.ts';
import { testLine } from './tests-page.ts';

/** How a device stands, in one word: what citizens can use of it. */
export function toneOf(status: DeviceStatus): { readonly tone: Tone; readonly word: string } {
  const now = availability(status, { needsRetainBin: false });
  if (now === 'unavailable') return { tone: 'attention', word: 'tech.device.unavailable' };
  if (now === 'limited') return { tone: 'attention', word: 'tech.device.limited' };
  return now === 'busy' ? { tone: 'waiting', word: 'tech.device.busy' } : { tone: 'done', word: 'tech.device.ready' };
}

/** The fault that stands first, in plain words with its code, and who cures it. */
export function troubleOf(kit: DeskKit, { faults }: Pick<DeviceStatus, 'faults'>) {
  const [fault] = faults;
  return fault === undefined ? undefined : faultWords(kit, fault.code, fault.action);
}

/** What a fault means and what is to be done; one without words of its own has general ones. */
export function faultWords({ t, has }: DeskKit, code: string, action: string) {
  const key = `tech.fault.${code}`;
  return { text: t(has(key) ? key : 'tech.fault.other'), todo: t(`tech.todo.${action}`), code };
}

/** Another unit than the one on record: nothing is broken, and somebody has to say that it belongs there. */
function swapTrouble({ t }: DeskKit, { swap }: DeviceFacts) {
  return swap === null ? undefined : { text: t('tech.swap'), todo: t('tech.swap.todo'), code: swap.now };
}

/** Page of all devices and their states. */
export function devicesPage(kit: DeskKit): DeskPage {
  const { t, value, facts } = kit;
  return {
    heading: t('tech.devices'),
    blocks: [
      {
        type: 'devices',
        rows: facts.devices().map((device) => {
          const { role, status } = device;
          const { tone, word } = toneOf(status);
          const trouble = troubleOf(kit, status) ?? swapTrouble(kit, device);
          return {
            id: role,
            name: t(`tech.role.${role}`),
            detail: [device.driver, device.port, device.serial ?? '', device.firmware ?? '']
              .filter((part) => part !== '')
              .join('  '),
            tone,
            word: t(word),
            ...(trouble === undefined ? {} : { trouble }),
            action: { id: `device:${role}`, label: value('device.open', t('tech.action.open').text) },
          };
        }),
      },
    ],
  };
}

/** One device, live: how it stands, its tests with what they found last, which unit it is, and what its driver is set to. */
export function devicePage(kit: DeskKit, device: DeviceFacts): DeskPage {
  const { t, value } = kit;
  const { role, status, holding, swap } = device;
  const trouble = troubleOf(kit, status);
  const tests = deviceTests.filter((test) => test.device === role && mayTest(kit.person, test.id));
  const isHeld = holding === 'held';
  const action = (id: string, key: string) => ({ id: `${id}:${role}`, label: t(key) });
  const notice = (tone: Tone, text: Text, title?: Text): TechnicianBlock => ({
    ...{ type: 'notice', tone, text },
    ...(title === undefined ? {} : { title }),
  });
  return {
    name: 'device',
    heading: t(`tech.role.${role}`),
    blocks: [
      ...(trouble === undefined
        ? []
        : [notice('attention', trouble.todo, value('fault', `${trouble.text.text}（${trouble.code}）`))]),
      ...(swap === null ? [] : [notice('attention', t('tech.swap.text', { ...swap }), t('tech.swap'))]),
      ...(isHeld ? [notice('waiting', t('tech.device.held'))] : []),
      {
        type: 'axes',
        title: t('tech.device.now'),
        rows: [...axesOf(kit, status), ...sensesRows(kit, device.senses)],
      },
      ...(tests.length === 0
        ? []
        : [{ type: 'checks' as const, title: t('tech.tests'), lines: tests.map((test) => testLine(kit, test)) }]),
      { type: 'facts', title: t('tech.device.which'), rows: factRows(kit, device) },
      ...settingsOf(kit, role),
    ],
    back: { id: 'go:devices', label: t('tech.action.devices') },
    other: [
      ...(kit.isBusy ? [{ id: 'test.stop', label: t('tech.action.stop') }] : []),
      ...(swap === null ? [] : [action('swap', 'tech.swap.accept')]),
      ...(isHeld || kit.isBusy ? [] : [action('reconnect', 'tech.reconnect')]),
    ],
    main: action('wire', 'tech.action.wire'),
    ...(kit.isBusy ? { waiting: t('tech.running') } : {}),
  };
}

/** Which unit it is and what it did since the program started. */
function factRows({ t, value, facts }: DeskKit, device: DeviceFacts): TechnicianBlockOf<'facts'>['rows'] {
  const { driver, port, usb, serial, firmware, status, counters } = device;
  const row = (id: string, text: string | number | null | undefined) =>
    text === null || text === undefined
      ? []
      : [{ id, label: t(`tech.fact.${id}`), value: value(`fact.${id}`, String(text)) }];
  return [
    ...row('model', usb?.product),
    ...row('driver', `${driver}　${facts.versions().program}`),
    ...row('port', port),
    ...row('usb', usb === null ? null : `${usb.vendorId}:${usb.productId}`),
    ...row('serial', serial),
    ...row('firmware', firmware),
    ...row('reconnects', Math.max(0, status.epoch - 1)),
    { id: 'counters', label: t('tech.fact.counters'), value: t('tech.fact.counters.value', { ...counters }) },
    ...row('seen', cityTime(status.observedAt)),
  ];
}

/** What the driver is set to, with where each value comes from; each can be changed. */
function settingsOf(kit: DeskKit, role: DeviceFacts['role']): readonly TechnicianBlock[] {
  const rows = settingRows(kit, `/devices/${role}`);
  return rows.length === 0 ? [] : [{ type: 'facts', title: kit.t('tech.device.settings'), rows: [...rows] }];
}
