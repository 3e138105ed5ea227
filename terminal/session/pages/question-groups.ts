import { maskIdNumber, maskName } from '../../../contract/mask.ts';
import type { Block, BlockOf } from '../../../contract/screen.ts';
import type { Visit } from '../context.ts';
import { knownPeople } from '../machine/answering.ts';
import { type Asked, rowsOf, sumOf, sumTarget } from '../machine/asked.ts';
import { notAgreed } from '../machine/not-agreed.ts';
import { regionLevels } from '../rules/field-types.ts';
import { regionChoices } from '../rules/regions.ts';
import { withRow } from '../rules/scope.ts';
import { fieldOf, openField } from '../rules/visit-steps.ts';
import { answerText, valueText } from './answer-text.ts';
import { choicesPerPage, notice, type PageKit, paged, scopeFor } from './page-kit.ts';
import { errorOf, type Piece } from './question-blocks.ts';

/** Questions that are asked in parts: places, people, repeated groups. */

const next = (kit: PageKit) => kit.action('continue', 'action.continue');

/** A place is chosen level by level and never typed; only the house number is. What the city knows stands first. */
export function regionBlocks(kit: PageKit, visit: Visit, asked: Asked): Piece {
  const { field, part, value } = asked;
  const error = errorOf(kit, visit, asked);
  if (part === 'keep') {
    const shown = kit.personal(field.key, valueText(kit, asked.scope, field, value));
    const alert: Block[] = error.error === undefined ? [] : [notice('attention', error.error)];
    return {
      blocks: [{ type: 'facts', rows: [{ id: field.key, label: kit.t(field.label), value: shown }] }, ...alert],
      actions: { main: kit.action('continue', 'action.keep'), other: [kit.action('anew', 'action.another')] },
    };
  }
  if (part === 'detail') {
    return {
      blocks: [
        ...chosenSoFar(kit, visit),
        {
          type: 'text',
          name: field.key,
          label: kit.t('address.detail'),
          minLength: 2,
          maxLength: 60,
          layout: 'pinyin',
          phrases: [],
          value: '',
          submit: next(kit),
          ...error,
        },
      ],
    };
  }
  const level = regionLevels.find((candidate) => candidate === part) ?? 'province';
  const choices = regionChoices(asked.scope, visit.partial, level);
  const { rows, pager } = paged(kit, choices, visit.page, choicesPerPage(kit));
  const none = choices.length === 0 ? [notice('attention', kit.t('address.none'))] : [];
  return {
    blocks: [
      ...chosenSoFar(kit, visit),
      ...none,
      {
        type: 'choice',
        name: field.key,
        selected: null,
        options: rows.map(({ code, name, nameEn }) => ({
          id: code,
          label: kit.value('region', kit.context.language === 'en' && nameEn !== '' ? nameEn : name),
        })),
        ...error,
        ...pager,
      },
    ],
  };
}

function chosenSoFar(kit: PageKit, visit: Visit): Block[] {
  const { names } = visit.partial;
  if (typeof names !== 'string') return [];
  return [
    { type: 'facts', rows: [{ id: 'names', label: kit.t('address.chosen'), value: kit.personal('address', names) }] },
  ];
}

/** A person: people of this visit for one touch, the own card, or typed where the item allows it. */
export function peopleBlocks(kit: PageKit, visit: Visit, asked: Asked): Piece {
  const { field } = asked;
  const people = knownPeople(asked);
  const error = errorOf(kit, visit, asked);
  const options = people.map((person, i) => ({
    id: `known:${i}`,
    label: kit.personal('name', maskName(person.name)),
    detail: kit.personal('idNumber', maskIdNumber(person.idNumber)),
  }));
  const choice: Block[] = options.length === 0 ? [] : [{ type: 'choice', name: field.key, selected: null, options }];
  const alert: Block[] = error.error === undefined ? [] : [notice('attention', error.error)];
  // The card that lies there was read for somebody else, or is the wrong one: only a fresh one counts (H3).
  const reader: readonly Block[] =
    kit.context.pad === 'present'
      ? [
          { type: 'machine', part: 'idReader', state: 'take', caption: kit.t('id.caption.take') },
          notice('information', kit.t('person.lift')),
        ]
      : [{ type: 'machine', part: 'idReader', state: 'place', caption: kit.t('person.tap') }];
  return {
    blocks: [...choice, ...reader, ...alert],
    actions: { other: field.typed === true ? [kit.action('byHand', 'person.byHand')] : [] },
  };
}

/** Blocks that ask for a person: name, number, or the card on the pad. */
export function personParts(kit: PageKit, visit: Visit, asked: Asked): Piece {
  const { field, part } = asked;
  const error = errorOf(kit, visit, asked);
  if (part === 'name') {
    return {
      blocks: [
        {
          type: 'text',
          name: field.key,
          label: kit.t('field.name'),
          minLength: 1,
          maxLength: 50,
          layout: 'pinyin',
          phrases: [],
          value: '',
          submit: next(kit),
          ...error,
        },
      ],
    };
  }
  return {
    blocks: [
      {
        type: 'digits',
        name: field.key,
        label: kit.t('field.idNumber'),
        maxLength: 18,
        groups: [6, 8, 4],
        allowX: true,
        submit: next(kit),
        ...error,
      },
    ],
  };
}

/** A repeated group: what is in, what it adds up to, one more. */
export function recordBlocks(kit: PageKit, visit: Visit, asked: Asked): Piece {
  const { scope, value } = asked;
  const group = fieldOf(visit, openField(scope));
  if (group === null) throw new Error('rows without their group');
  const rows = rowsOf(value);
  const error = errorOf(kit, visit, asked);
  const facts: BlockOf<'facts'>['rows'] = rows.flatMap((row, i) => {
    const inRow = withRow(scopeFor(kit, visit), row);
    const first = group.fields?.[0];
    const label =
      group.rowLabel === undefined
        ? kit.personal('row', first === undefined ? String(i + 1) : answerText(kit, inRow, first, row[first.key]))
        : kit.line(inRow, group.rowLabel);
    return [
      {
        id: `row${i}`,
        label: kit.t('records.row', { n: i + 1 }),
        value: label,
        change: kit.action(`row:edit:${i}`, 'action.change'),
      },
    ];
  });
  const sums = (group.sums ?? []).map((sum) => {
    const field = group.fields?.find((candidate) => candidate.key === sum.key);
    const show = (amount: number) =>
      field === undefined || !Number.isFinite(amount) ? '—' : answerText(kit, scope, field, String(amount));
    const total = sumOf(rows, sum.key);
    const target = sumTarget(scope, sum.equals);
    return {
      id: `sum-${sum.key}`,
      label: kit.t(sum.label),
      value: kit.t('records.sum', { is: show(total), of: show(target) }),
      emphasis: true,
    };
  });
  const removal = rows.map((_, i) => kit.action(`row:remove:${i}`, 'records.remove', { n: i + 1 }));
  const canAdd = rows.length < (group.max ?? 20);
  return {
    blocks: [
      ...(rows.length === 0 ? [notice('information', kit.t('records.none'))] : []),
      ...(rows.length === 0 ? [] : [{ type: 'facts' as const, rows: [...facts, ...sums] }]),
      ...(error.error === undefined
        ? []
        : [notice(visit.fieldError === notAgreed ? 'information' : 'attention', error.error)]),
    ],
    actions: {
      ...(rows.length === 0 ? { main: kit.action('row:add', 'records.add') } : { main: next(kit) }),
      other: [...(canAdd && rows.length > 0 ? [kit.action('row:add', 'records.add')] : []), ...removal],
    },
  };
}
