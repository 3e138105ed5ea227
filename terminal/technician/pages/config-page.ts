import type { TechnicianBlock } from '../../../contract/technician/view.ts';
import type { Text } from '../../../contract/text.ts';
import { dotted } from '../../config/edit.ts';
import type { Json } from '../../config/json-text.ts';
import type { Setting } from '../../config/layers.ts';
import type { DeskKit, DeskPage } from './desk.ts';

/** Rows of a table at a time. */
const rowsShown = 10;
const historyShown = 6;
/** Longest value that is shown whole, signs. */
const valueShown = 48;

/**
 * What this machine is set to, and where each value comes from; what was refused, what waits, what was changed by whom, and the way back. Values are changed in the
 * files (docs/configuration.md); here they are looked at and taken back.
 */
export function configPage(kit: DeskKit): DeskPage {
  const { t, facts, desk } = kit;
  const reading = facts.config();
  const { undo } = desk.config;
  if (reading === null) return { heading: t('tech.config'), lead: t('tech.config.none'), blocks: [] };
  if (undo !== null) return undoPage(kit, undo);
  const { refused, pending, settings, lastGoodSince } = reading;
  return {
    heading: t('tech.config'),
    lead: t('tech.config.lead'),
    blocks: [
      ...refused.slice(0, 3).map(
        ({ file, line, column, reason }, i): TechnicianBlock => ({
          type: 'notice',
          tone: 'attention',
          title: t('tech.config.refused', { at: lastGoodSince === null ? '—' : cityTime(lastGoodSince) }),
          text: kit.value(`refused.${i}`, `${fileName(file)}:${line}:${column}　${reason}`),
        }),
      ),
      ...(pending.length === 0 ? [] : [changes(kit, t('tech.config.pending'), pending, 'pending')]),
      ...valuesTable(kit, settings),
      ...historyTable(kit),
    ],
    ...(desk.config.history.some(({ state }) => state === 'done')
      ? { other: [{ id: 'config.undo', label: t('tech.action.undo') }] }
      : {}),
  };
}

/** What would be taken back, and when it counts, before it is done. */
function undoPage(kit: DeskKit, undo: NonNullable<DeskKit['desk']['config']['undo']>): DeskPage {
  const { t } = kit;
  return {
    name: 'config-undo',
    heading: t('tech.config.undo'),
    lead: t('tech.config.undo.lead', { n: undo.undoes ?? 0 }),
    blocks: [changes(kit, t('tech.config.changes'), undo.plan, 'plan')],
    back: { id: 'config.dismiss', label: t('tech.action.back') },
    main: { id: 'config.apply', label: t('tech.action.undoNow') },
  };
}

function valuesTable(kit: DeskKit, settings: readonly Setting[]): readonly TechnicianBlock[] {
  const { t, value, desk } = kit;
  // What somebody has set here stands before what is delivered.
  const sorted = [...settings].sort((a, b) => rank(b) - rank(a));
  const pages = Math.max(1, Math.ceil(sorted.length / rowsShown));
  const page = Math.min(desk.config.page, pages - 1);
  const rows = sorted.slice(page * rowsShown, (page + 1) * rowsShown);
  const turn = (id: string, key: string) => ({ id, label: t(key) });
  return [
    {
      type: 'table',
      title: t('tech.config.values'),
      columns: [t('tech.config.path'), t('tech.config.value'), t('tech.config.layer')],
      rows: rows.map(({ path, value: is, layer, line }) => [
        value(`path.${path}`, dotted(path)),
        value(`value.${path}`, shown(is)),
        value(`layer.${path}`, `${t(`tech.layer.${layer}`).text}　${line}`),
      ]),
      pager: {
        words: t('tech.config.pages', { n: page + 1, of: pages }),
        ...(page > 0 ? { previous: turn('config.previous', 'tech.action.previous') } : {}),
        ...(page < pages - 1 ? { next: turn('config.next', 'tech.action.nextPage') } : {}),
      },
    },
  ];
}

const rank = ({ layer }: Setting): number => ['default', 'model', 'site', 'machine'].indexOf(layer);

function historyTable({ t, value, desk }: DeskKit): readonly TechnicianBlock[] {
  const rows = desk.config.history.slice(-historyShown).reverse();
  if (rows.length === 0) return [];
  return [
    {
      type: 'table',
      title: t('tech.config.history'),
      columns: [t('tech.config.n'), t('tech.config.at'), t('tech.config.by'), t('tech.config.what')],
      rows: rows.map(({ n, at, by, changes: made, state }) => [
        value(`n.${n}`, n),
        value(`at.${n}`, cityTime(at)),
        value(`by.${n}`, by),
        value(`what.${n}`, `${t(`tech.config.${state}`).text}　${made.map(({ path }) => dotted(path)).join('、')}`),
      ]),
    },
  ];
}

function changes(
  { t, value }: DeskKit,
  title: Text,
  plan: readonly {
    readonly path: string;
    readonly before?: Json;
    readonly after?: Json;
    readonly when: 'now' | 'idle' | 'restart';
  }[],
  key: string,
): TechnicianBlock {
  return {
    type: 'table',
    title,
    columns: [t('tech.config.path'), t('tech.config.before'), t('tech.config.after'), t('tech.config.when')],
    rows: plan
      .slice(0, rowsShown)
      .map(({ path, before, after, when }) => [
        value(`${key}.${path}`, dotted(path)),
        value(`${key}.${path}.before`, before === undefined ? '—' : shown(before)),
        value(`${key}.${path}.after`, after === undefined ? '—' : shown(after)),
        t(`tech.when.${when}`),
      ]),
  };
}

function shown(value: Json): string {
  const text = typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
  return text.length <= valueShown ? text : `${text.slice(0, valueShown - 1)}…`;
}

const fileName = (path: string): string => path.split('/').at(-1) ?? path;
const cityTime = (iso: string): string =>
  new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
