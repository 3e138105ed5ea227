import { availability, type DeviceStatus, errorCodes } from '../../../contract/device.ts';
import type { Tone } from '../../../contract/screen.ts';
import type { TechnicianBlock, TechnicianBlockOf } from '../../../contract/technician/view.ts';
import { deviceTests } from '../device-tests.ts';
import { mayTest } from '../rights.ts';
import type { DeskKit, DeskPage, DeviceFacts } from './desk.ts';

type AxisRow = TechnicianBlockOf<'axes'>['rows'][number];

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

export function faultWords({ t, has }: DeskKit, code: string, action: string) {
  const key = `tech.fault.${code}`;
  return { text: t(has(key) ? key : 'tech.fault.other'), todo: t(`tech.todo.${action}`), code };
}

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
          const trouble = troubleOf(kit, status);
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

/** One device, live. */
export function devicePage(kit: DeskKit, device: DeviceFacts): DeskPage {
  const { t, value } = kit;
  const { role, status, holding } = device;
  const trouble = troubleOf(kit, status);
  const fact = (id: string, text: string | number) => ({ id, label: t(`tech.fact.${id}`), value: value(id, text) });
  const tests = deviceTests.filter((test) => test.device === role && mayTest(kit.person, test.id));
  const isHeld = holding === 'held';
  return {
    name: 'device',
    heading: t(`tech.role.${role}`),
    blocks: [
      ...(trouble === undefined
        ? []
        : [
            {
              type: 'notice' as const,
              tone: 'attention' as const,
              title: value('fault', `${trouble.text.text}（${trouble.code}）`),
              text: trouble.todo,
            },
          ]),
      ...(isHeld ? [{ type: 'notice' as const, tone: 'waiting' as const, text: t('tech.device.held') }] : []),
      { type: 'axes', title: t('tech.device.now'), rows: axesOf(kit, status) },
      {
        type: 'facts',
        title: t('tech.device.which'),
        rows: [
          fact('driver', device.driver),
          fact('port', device.port),
          ...(device.serial === null ? [] : [fact('serial', device.serial)]),
          ...(device.firmware === null ? [] : [fact('firmware', device.firmware)]),
          fact('reconnects', Math.max(0, status.epoch - 1)),
          fact('seen', cityTime(status.observedAt)),
        ],
      },
    ],
    back: { id: 'go:devices', label: t('tech.action.devices') },
    other:
      isHeld || kit.isBusy
        ? []
        : tests.map((test) => ({ id: `test:${test.id}`, label: t(`tech.test.${keyOf(test.id)}`) })),
    ...(!kit.isBusy ? {} : { waiting: t('tech.running') }),
  };
}

/** Every axis that the device has, by its own word. */
export function axesOf({ t, value, has }: DeskKit, status: DeviceStatus): AxisRow[] {
  const word = (key: string, plain: string) => (has(key) ? t(key) : value(key, plain));
  const row = (id: string, label: string, text: string, isBad: boolean): AxisRow => ({
    id,
    label: word(label, id),
    value: word(text, text.split('.').at(-1) ?? text),
    ...(isBad ? { tone: 'attention' as const } : {}),
  });
  const { link, condition, activity, media, paths, supplies, bins } = status;
  return [
    row('link', 'tech.axis.link', `tech.link.${link}`, link !== 'up'),
    row('condition', 'tech.axis.condition', `tech.condition.${condition}`, condition !== 'ok'),
    row('activity', 'tech.axis.activity', `tech.activity.${activity}`, false),
    ...(media === null
      ? []
      : [row('media', 'tech.axis.media', `tech.media.${media.replace(/:.*$/, '')}`, media === 'jammed')]),
    ...Object.entries(paths).map(([name, path]) =>
      row(`path.${name}`, `tech.path.${name}`, `tech.pathState.${path}`, path !== 'clear' && path !== 'unknown'),
    ),
    ...Object.entries(supplies).map(([name, supply]) =>
      row(
        `supply.${name}`,
        `tech.supply.${name}`,
        `tech.level.${supply.level}`,
        supply.level === 'low' || supply.level === 'out',
      ),
    ),
    ...Object.entries(bins).map(([name, bin]): AxisRow => {
      const level = t(`tech.level.${bin.level}`).text;
      const count = bin.count === null ? '' : `　${bin.count}`;
      const isBad =
        bin.health !== 'ok' || (bin.kind === 'supply' ? ['low', 'empty'] : ['high', 'full']).includes(bin.level);
      return {
        id: `bin.${name}`,
        label: word(`tech.bin.${name}`, name),
        value: value(`bin.${name}`, `${level}${count}`),
        ...(isBad ? { tone: 'attention' as const } : {}),
      };
    }),
  ];
}

/** What was wrong, with its code, and what to do. */
function curedBy(kit: DeskKit, code: string) {
  const action = code in errorCodes ? errorCodes[code as keyof typeof errorCodes].action : 'engineer';
  const { text, todo } = faultWords(kit, code, action);
  return {
    measured: kit.value('fault', `${text.text}　${code}`),
    todo: action === 'none' ? kit.t('tech.outcome.look') : todo,
  };
}

/** Day and hour of the city, to the second. */
const cityTime = (iso: string): string =>
  new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().replace('T', ' ').slice(0, 19);

/** Guided tests, each one touch: what it does, how the last one ended. */
export function testsPage(kit: DeskKit): DeskPage {
  const { t, desk, facts, person } = kit;
  const devices = facts.devices();
  const lines = deviceTests
    .filter((test) => mayTest(person, test.id))
    .map((test): TechnicianBlockOf<'checks'>['lines'][number] => {
      const device = devices.find(({ role }) => role === test.device);
      const label = t(`tech.test.${keyOf(test.id)}`);
      const start = { id: `test:${test.id}`, label: t('tech.action.start') };
      if (device === undefined) return { id: test.id, label, verdict: 'notFitted', word: t('tech.word.notFitted') };
      if (desk.running === test.id)
        return {
          id: test.id,
          label,
          verdict: 'running',
          word: t('tech.word.running'),
          todo: t(`tech.test.${keyOf(test.id)}.todo`),
        };
      const result = desk.results[test.id];
      const canStart = !kit.isBusy && device.holding === 'ours';
      const action = canStart ? { action: start } : {};
      if (result === undefined)
        return {
          id: test.id,
          label,
          verdict: 'waiting',
          word: t('tech.word.notRun'),
          todo: t(`tech.test.${keyOf(test.id)}.todo`),
          ...action,
        };
      if (result.outcome === 'done')
        return {
          id: test.id,
          label,
          verdict: 'pass',
          word: t('tech.word.pass'),
          todo: t(`tech.test.${keyOf(test.id)}.done`),
          ...action,
        };
      return {
        id: test.id,
        label,
        verdict: result.outcome === 'indeterminate' ? 'warn' : 'fail',
        word: t(`tech.outcome.${result.outcome}`),
        ...(result.code === null ? { todo: t('tech.outcome.look') } : curedBy(kit, result.code)),
        ...action,
      };
    });
  const block: TechnicianBlock = { type: 'checks', lines };
  return {
    heading: t('tech.tests'),
    lead: t('tech.tests.lead'),
    blocks: [block],
    ...(desk.running === null
      ? {}
      : { waiting: t('tech.running'), other: [{ id: 'test.stop', label: t('tech.action.stop') }] }),
  };
}

/** Names of texts have no colon. */
const keyOf = (test: string): string => test.replace(':', '.');
