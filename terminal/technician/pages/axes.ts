import type { DeviceStatus } from '../../../contract/device.ts';
import type { TechnicianBlockOf } from '../../../contract/technician/view.ts';
import type { DeskKit, DeviceFacts } from './desk.ts';

type AxisRow = TechnicianBlockOf<'axes'>['rows'][number];

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

/** What a device sees beside its axes. */
export function sensesRows({ t, value, has }: DeskKit, senses: DeviceFacts['senses']): AxisRow[] {
  return senses.map(({ id, state }) => {
    const [kind = '', name = id] = id.split('.');
    const label = kind === 'lamp' ? `tech.lamp.${name}` : `tech.sense.${id}`;
    const word = `tech.${kind === 'lamp' ? 'lampState' : kind}.${state}`;
    return {
      id,
      label: has(label) ? t(label) : value(id, name),
      value: has(word) ? t(word) : value(`${id}.state`, state),
      ...(state === 'broken' || state === 'presentFailed' || (id === 'contact.tamper' && state === 'open')
        ? { tone: 'attention' as const }
        : {}),
    };
  });
}
