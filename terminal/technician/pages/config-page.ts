import type { TechnicianBlock } from '../../../contract/technician/view.ts';
import type { Text } from '../../../contract/text.ts';
import type { Proposal } from '../../config/config-desk.ts';
import { dotted } from '../../config/edit.ts';
import type { Json } from '../../config/json-text.ts';
import { layerNames, type Setting } from '../../config/layers.ts';
import type { PlannedChange } from '../../config/plan.ts';
import type { Problem } from '../../config/resolve.ts';
import { fieldAt } from '../../config/setting-field.ts';
import { settingField } from '../bench-config.ts';
import { cityMinute, type DeskKit, type DeskPage } from './desk.ts';
import { problemWords } from './problem-words.ts';
import { changeOf, shown } from './setting-rows.ts';

/** Rows of a table at a time. */
const rowsShown = 10;
const historyShown = 6;
const refusedShown = 3;

/**
 * What this machine is set to, and where each value comes from; what was refused, what waits, what was changed by whom, and the way back. One value at a time is changed here, in the
 * layer of this machine; lists and whole groups are changed in the files (docs/configuration.md).
 */
export function configPage(kit: DeskKit): DeskPage {
  const { t, facts, desk } = kit;
  const reading = facts.config();
  const { proposal, edit } = desk.config;
  if (reading === null) return { heading: t('tech.config'), lead: t('tech.config.none'), blocks: [] };
  if (proposal !== null) return proposalPage(kit, proposal);
  if (edit !== null)
    return editPage(
      kit,
      edit,
      reading.settings.find(({ path }) => path === edit.path),
    );
  const { refused, pending, settings, lastGoodSince } = reading;
  const since = lastGoodSince === null ? '—' : cityMinute(lastGoodSince);
  return {
    heading: t('tech.config'),
    lead: t('tech.config.lead'),
    blocks: [
      ...problems(kit, refused, (problem) => `${t('tech.config.refused', { at: since }).text}　${placeOf(problem)}`),
      ...(pending.length === 0 ? [] : [changes(kit, t('tech.config.pending'), pending, 'pending')]),
      ...valuesTable(kit, settings),
      ...history(kit),
    ],
    ...(refused.length > 0 ? { other: [{ id: 'config.undo', label: t('tech.config.restore') }] } : {}),
  };
}

/** One value: what it is, where that comes from, and a field for another one. */
function editPage(
  kit: DeskKit,
  { path, refused }: NonNullable<DeskKit['desk']['config']['edit']>,
  setting: Setting | undefined,
): DeskPage {
  const { t, value } = kit;
  const from = setting === undefined ? t('tech.setting.unset').text : t(`tech.layer.${setting.layer}`).text;
  return {
    name: 'config-edit',
    heading: t('tech.config.edit'),
    lead: value('edit.path', dotted(path)),
    blocks: [
      ...problems(kit, refused, () => t('tech.config.notTaken').text),
      {
        type: 'facts',
        rows: [
          {
            id: 'is',
            label: t('tech.config.before'),
            value: value('edit.is', setting === undefined ? '—' : shown(setting.value)),
          },
          { id: 'from', label: t('tech.config.layer'), value: value('edit.from', from) },
        ],
      },
      ...field(kit, path, setting),
    ],
    back: { id: 'config.dismiss', label: t('tech.action.back') },
    ...(setting?.layer === 'machine' ? { other: [{ id: 'config.unset', label: t('tech.config.unset') }] } : {}),
  };
}

function field({ t, value }: DeskKit, path: string, setting: Setting | undefined): readonly TechnicianBlock[] {
  const kind = fieldAt(path);
  if (kind === null) return [];
  if (kind.kind === 'choice') {
    const at = setting === undefined ? -1 : kind.options.indexOf(setting.value);
    return [
      {
        type: 'choice',
        name: settingField,
        options: kind.options.map((option, i) => ({ id: String(i), label: value(`option.${i}`, String(option)) })),
        selected: at < 0 ? null : String(at),
      },
    ];
  }
  const isNumber = kind.kind === 'number';
  const submit = { id: settingField, label: t('tech.config.judge') };
  const why =
    kind.kind === 'number' && kind.least !== null && kind.most !== null
      ? { why: t('tech.config.range', { from: kind.least, to: kind.most }) }
      : {};
  if (kind.kind === 'number' && kind.isWhole && (kind.least ?? -1) >= 0) {
    const label = t('tech.config.after');
    return [{ type: 'digits', name: settingField, label, ...why, maxLength: 12, groups: [12], allowX: false, submit }];
  }
  return [
    {
      ...{ type: 'text', name: settingField, label: t('tech.config.after'), ...why, minLength: isNumber ? 1 : 0 },
      ...{ maxLength: isNumber ? 12 : kind.most, layout: isNumber ? 'digits' : 'latin', phrases: [] },
      value: setting === undefined || typeof setting.value === 'object' ? '' : String(setting.value),
      submit,
    },
  ];
}

/** What would be changed or taken back, and when it counts, before it is done. */
function proposalPage(kit: DeskKit, { kind, plan, undoes }: Proposal): DeskPage {
  const { t } = kit;
  const isUndo = kind !== 'set';
  const needsRestart = plan.some(({ when }) => when === 'restart');
  return {
    name: isUndo ? 'config-undo' : 'config-change',
    heading: t(isUndo ? 'tech.config.undo' : 'tech.config.edit'),
    lead:
      kind === 'restore'
        ? t('tech.config.restore.lead')
        : isUndo
          ? t('tech.config.undo.lead', { n: undoes ?? 0 })
          : t('tech.config.edit.lead'),
    blocks: [
      ...(plan.length === 0 && kind === 'set'
        ? [{ type: 'notice' as const, tone: 'information' as const, text: t('tech.config.covered') }]
        : [changes(kit, t('tech.config.changes'), plan, 'plan')]),
      ...(needsRestart ? [{ type: 'notice' as const, tone: 'waiting' as const, text: t('tech.config.restart') }] : []),
    ],
    back: { id: 'config.dismiss', label: t('tech.action.back') },
    main: { id: 'config.apply', label: t(isUndo ? 'tech.action.undoNow' : 'tech.config.set') },
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
      type: 'settings',
      title: t('tech.config.values'),
      rows: rows.map(({ path, value: is, layer, line, over }) => {
        const change = changeOf(kit, path);
        const below = over.at(-1);
        const covers =
          below === undefined ? '' : t('tech.config.over', { layer: t(`tech.layer.${below.layer}`).text }).text;
        return {
          id: path,
          path: dotted(path),
          value: value(`value.${path}`, shown(is)),
          from: value(`layer.${path}`, `${t(`tech.layer.${layer}`).text} ${line}${covers}`),
          isOwn: layer === 'machine' || layer === 'site',
          ...(change === undefined ? {} : { action: change }),
        };
      }),
      pager: {
        words: t('tech.config.pages', { n: page + 1, of: pages }),
        ...(page > 0 ? { previous: turn('config.previous', 'tech.action.previous') } : {}),
        ...(page < pages - 1 ? { next: turn('config.next', 'tech.action.nextPage') } : {}),
      },
    },
  ];
}

const rank = ({ layer }: Setting): number => layerNames.indexOf(layer);

/** Who changed what and when; each that still stands can be taken back. */
function history({ t, value, desk }: DeskKit): readonly TechnicianBlock[] {
  const rows = desk.config.history.slice(-historyShown).reverse();
  if (rows.length === 0) return [];
  return [
    {
      type: 'checks',
      title: t('tech.config.history'),
      lines: rows.map(({ n, at, by, changes: made, state, kind }) => ({
        id: `history.${n}`,
        label: value(`history.${n}`, `${n}　${cityMinute(at)}　${by === 'file' ? t('tech.config.byFile').text : by}`),
        verdict: state === 'done' ? ('pass' as const) : ('notFitted' as const),
        word: t(`tech.config.${state}`),
        measured: value(`history.${n}.what`, made.map((change) => changeWords(change)).join('；')),
        ...(state === 'done' && kind !== 'undo'
          ? { action: { id: `config.undo:${n}`, label: t('tech.config.takeBack') } }
          : {}),
      })),
    },
  ];
}

const changeWords = ({
  path,
  before,
  after,
}: DeskKit['desk']['config']['history'][number]['changes'][number]): string =>
  `${dotted(path)}: ${before === undefined ? '—' : shown(before as Json)} → ${after === undefined ? '—' : shown(after as Json)}`;

function changes({ t, value }: DeskKit, title: Text, plan: readonly PlannedChange[], key: string): TechnicianBlock {
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

/** Why something was refused, one notice each. */
function problems(
  kit: DeskKit,
  refused: readonly Problem[],
  title: (problem: Problem) => string,
): readonly TechnicianBlock[] {
  return refused.slice(0, refusedShown).map(
    (problem, i): TechnicianBlock => ({
      type: 'notice',
      tone: 'attention',
      title: kit.value(`refused.${i}`, title(problem)),
      text: kit.value(`refused.${i}.why`, `${pathWords(problem)}${problemWords(kit, problem)}`),
    }),
  );
}

const pathWords = ({ path }: Problem): string => (path === '' ? '' : `${dotted(path)}：`);
const placeOf = ({ file, line, column }: Problem): string => `${file.split('/').at(-1) ?? file}:${line}:${column}`;
