import type { TechnicianBlockOf } from '../../../contract/technician/view.ts';
import { dotted } from '../../config/edit.ts';
import type { Json } from '../../config/json-text.ts';
import { fieldAt, settingsBelow } from '../../config/setting-field.ts';
import { mayConfigure } from '../rights.ts';
import type { DeskKit } from './desk.ts';

/** Longest value that is shown whole, signs. */
const valueShown = 48;
/** Longest id of a button (contract/intent.ts). */
const idLength = 64;

type Row = TechnicianBlockOf<'facts'>['rows'][number];

/** Every setting below a path: its value, which layer and line it comes from, and the way to change it. What nobody has set says so. */
export function settingRows(kit: DeskKit, below: string): readonly Row[] {
  const { t, value, facts } = kit;
  const reading = facts.config();
  if (reading === null) return [];
  const set = new Map(reading.settings.map((setting) => [setting.path, setting]));
  const within = reading.settings.map(({ path }) => path).filter((path) => path.startsWith(`${below}/`));
  const paths = [...new Set([...settingsBelow(below), ...within])];
  const waits = new Set(reading.pending.map(({ path }) => path));
  return paths.map((path) => {
    const setting = set.get(path);
    const from =
      setting === undefined ? t('tech.setting.unset').text : `${t(`tech.layer.${setting.layer}`).text} ${setting.line}`;
    const words = [
      ...(setting === undefined ? [] : [shown(setting.value)]),
      ...[from, ...(waits.has(path) ? [t('tech.setting.waits').text] : [])],
    ];
    const change = changeOf(kit, path);
    return {
      id: path,
      label: value(`setting.${path}`, dotted(path.slice(below.length))),
      value: value(`setting.${path}.value`, words.join('　')),
      ...(change === undefined ? {} : { change }),
    };
  });
}

/** The button that opens a setting; undefined = it is changed in the file only. */
export function changeOf({ t, person }: DeskKit, path: string): Row['change'] {
  const id = `set:${path}`;
  if (!mayConfigure(person) || id.length > idLength || fieldAt(path) === null) return undefined;
  return { id, label: t('tech.setting.change') };
}

/** A setting as it is shown, cut where it is long. */
export function shown(value: Json): string {
  const text = typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
  return text.length <= valueShown ? text : `${text.slice(0, valueShown - 1)}…`;
}
