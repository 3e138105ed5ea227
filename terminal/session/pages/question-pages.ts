import type { Action } from '../../../contract/blocks/parts.ts';
import type { Screen } from '../../../contract/screen.ts';
import type { Visit } from '../context.ts';
import { type Asked, askedNow } from '../machine/asked.ts';
import { canGoBack } from '../machine/moves.ts';
import { isRequired } from '../rules/answers.ts';
import { type PageKit, page, pageName, stepWords } from './page-kit.ts';
import { fieldBlocks, type Piece } from './question-blocks.ts';
import { peopleBlocks, personParts, recordBlocks, regionBlocks } from './question-groups.ts';

/** D2: one question. */
export function questionPage(kit: PageKit, visit: Visit, state: string): Screen {
  const { t } = kit;
  const asked = askedNow(kit.context);
  if (asked === null) throw new Error(`question without a field in ${visit.item.id}`);
  const { field } = asked;
  const suffix = suffixOf(asked, state);
  const heading = t(field.question ?? field.label);
  if (state === 'looking') {
    return page('D2', pageName(visit, `D2-${suffix}`), heading, {
      step: stepWords(kit, visit),
      lead: t('question.looking'),
      personal: true,
    });
  }
  const piece = pieceOf(kit, visit, asked, state);
  return page('D2', pageName(visit, `D2-${suffix}`), heading, {
    step: stepWords(kit, visit),
    ...(field.why === undefined ? {} : { lead: t(field.why) }),
    blocks: [...piece.blocks],
    personal: isPersonal(asked),
    actions: {
      ...backFor(kit, visit, asked),
      ...piece.actions,
      other: [...(piece.actions?.other ?? []), ...skip(kit, asked)],
    },
  });
}

/** Names a page of a question: `card`, `people-rows`, `people-row-ratio`, `mailTo-city`. */
function suffixOf(asked: Asked, state: string): string {
  const { field, part, row } = asked;
  const base = row === null ? field.key : `row-${field.key}`;
  const detail = state === 'looking' ? '-asking' : part === 'whole' ? '' : `-${part}`;
  return `${base}${detail}`;
}

function pieceOf(kit: PageKit, visit: Visit, asked: Asked, state: string): Piece {
  switch (asked.part) {
    case 'rows':
      return recordBlocks(kit, visit, asked);
    case 'tap':
      return peopleBlocks(kit, visit, asked);
    case 'name':
    case 'idNumber':
      return personParts(kit, visit, asked);
    case 'province':
    case 'city':
    case 'district':
    case 'street':
    case 'community':
    case 'detail':
    case 'keep':
      return regionBlocks(kit, visit, asked);
    case 'letters':
    case 'number':
    case 'whole':
      return fieldBlocks(kit, visit, asked, state);
  }
}

const publicTypes: readonly string[] = ['select', 'multi', 'yesno', 'int', 'consent', 'month', 'percent'];

function isPersonal({ field }: Asked): boolean {
  return field.sensitive === true || field.options?.personal === true || !publicTypes.includes(field.type);
}

function backFor(kit: PageKit, visit: Visit, asked: Asked): { readonly back?: Action } {
  const inside = asked.row !== null || Object.keys(visit.partial).length > 0 || visit.sections.open !== null;
  return inside || canGoBack(kit.context) ? { back: kit.action('back', 'action.back') } : {};
}

function skip(kit: PageKit, asked: Asked): readonly Action[] {
  const { field, scope, part } = asked;
  // Consent that may be refused has its own button; a list of rows is left by 继续.
  if (isRequired(scope, field) || field.type === 'consent' || part === 'rows') return [];
  return [kit.action('skip', 'action.skip')];
}
