import type { ItemStep } from '../../../contract/catalogue/step.ts';
import type { AnswerValue } from '../../../contract/envelope.ts';
import type { IdCard } from '../../../contract/id-card.ts';
import { noSections, type RowValue, type SessionContext, type Visit } from '../context.ts';
import { isRequired, settleAnswers, wrongBecause } from '../rules/answers.ts';
import { type AskedField, checkValue, codeSuffix, regionLevels } from '../rules/field-types.ts';
import { takeable } from '../rules/options.ts';
import { asking, isPending, lookupAsk } from '../rules/pulls.ts';
import { resolveRef } from '../rules/ref.ts';
import { regionChoices } from '../rules/regions.ts';
import { withRow } from '../rules/scope.ts';
import { applies, fieldOf, openField, sectionFields } from '../rules/visit-steps.ts';
import { type Asked, askedNow, isPerson, rowFields, rowInWork, rowsOf, wrongSumOf } from './asked.ts';
import { type Change, patch, recordConsent, scopeOfVisit, visitOf } from './moves.ts';
import { notGiven } from './not-agreed.ts';

const isLevel = (part: Asked['part']): part is (typeof regionLevels)[number] =>
  (regionLevels as readonly string[]).includes(part);

/** What a touch does to the open question. `isDone`: its page is finished; `looks`: the city is asked about the answer first. */
export interface AnswerMove {
  readonly change: Change;
  readonly isDone: boolean;
  readonly looks: boolean;
}
const stay = (change: Change): AnswerMove => ({ change, isDone: false, looks: false });
const done = (change: Change): AnswerMove => ({ change, isDone: true, looks: false });

/** Sets the answer of the open question, in its row or in the visit. */
function put(context: SessionContext, asked: Asked, value: AnswerValue | undefined, more: Partial<Visit> = {}): Change {
  const visit = visitOf(context);
  const { key } = asked.field;
  if (asked.row !== null) {
    const { [key]: before, ...rest } = visit.partial;
    const others = value === before ? rest : withoutShares(visit, key, rest);
    const cell = typeof value === 'string' || isCodes(value) || isPerson(value) ? { [key]: value } : {};
    return patch(context, { partial: { ...others, ...cell }, fieldError: null, ...more });
  }
  const { [key]: before, ...kept } = visit.answers;
  const others = value === before ? kept : withoutCode(visit, key, kept);
  return patch(context, {
    answers: value === undefined ? others : { ...others, [key]: value },
    touched: [...visit.touched.filter((touched) => touched !== key), key],
    fieldError: null,
    ...more,
  });
}

/** A typed code has proved one number: another one has to prove itself, or the department would get it as a proven one. */
function withoutCode(visit: Visit, key: string, answers: Visit['answers']): Visit['answers'] {
  const code = visit.item.fields.find((field) => field.type === 'sms6' && field.key === `${key}${codeSuffix}`)?.key;
  return code === undefined ? answers : Object.fromEntries(Object.entries(answers).filter(([name]) => name !== code));
}

/** An amount that follows a ratio is worked out anew when the ratio is another one: nobody has to do that sum. */
function withoutShares(visit: Visit, key: string, row: RowValue): RowValue {
  const shares = visit.item.fields.flatMap(({ fields = [] }) =>
    fields.filter(({ shareOf }) => shareOf?.ratio === `row/${key}`).map((field) => field.key),
  );
  return Object.fromEntries(Object.entries(row).filter(([name]) => !shares.includes(name)));
}

/** A half-made address as an answer: its levels and words, without the marks of the page. */
function partsOf(partial: RowValue): Record<string, string> {
  const parts: Record<string, string> = {};
  for (const [key, value] of Object.entries(partial)) {
    if (!key.startsWith('_') && typeof value === 'string') parts[key] = value;
  }
  return parts;
}

const isCodes = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((part) => typeof part === 'string');

/** An option was touched. Touches that do not belong to the question that stands change nothing. */
export function onChoose(context: SessionContext, name: string, option: string): AnswerMove {
  const asked = askedNow(context);
  if (asked === null || asked.field.key !== name) return stay({});
  const { field, part, scope } = asked;
  const { visit } = scope;
  if (field.type === 'region5' || field.type === 'address') {
    if (!isLevel(part)) return stay({});
    const choice = regionChoices(scope, visit.partial, part).find((candidate) => candidate.code === option);
    if (choice === undefined) return stay({});
    const names = `${typeof visit.partial.names === 'string' ? visit.partial.names : ''}${choice.name}`;
    const partial = { ...visit.partial, [part]: option, names };
    if (part === 'community' && field.type === 'region5')
      return done(put(context, asked, partsOf(partial), { partial: {}, page: 0 }));
    return stay(patch(context, { partial, page: 0, query: '', fieldError: null }));
  }
  if (part === 'letters') {
    return districtLetters.some((letters) => letters === option)
      ? stay(patch(context, { partial: { _letters: option }, page: 0, fieldError: null }))
      : stay({});
  }
  if (part === 'tap') {
    const known = knownPeople(asked)[Number(/^known:(\d{1,2})$/.exec(option)?.[1] ?? -1)];
    return known === undefined ? stay({}) : putPerson(context, asked, { ...known, by: 'known' });
  }
  if (!takeable(scope, field).includes(option)) return stay({});
  if (field.type !== 'multi') return stay(put(context, asked, option));
  const chosen = isCodes(asked.value) ? asked.value : [];
  const next = chosen.includes(option) ? chosen.filter((code) => code !== option) : [...chosen, option];
  // A click too many is said at once instead of being lost: the first choices stay.
  if (next.length > (field.max ?? 64)) return stay(patch(context, { fieldError: 'error.multi' }));
  return stay(put(context, asked, next.length === 0 ? undefined : next));
}

/** Something was typed. What does not belong to the question that stands changes nothing. */
export function onType(context: SessionContext, name: string, typed: string): AnswerMove {
  const asked = askedNow(context);
  if (asked === null || asked.field.key !== name) return stay({});
  const { field, part, scope } = asked;
  const { visit } = scope;
  if (part === 'detail') {
    const value = partsOf({ ...visit.partial, detail: typed.trim() });
    const checked = checkValue(scope, field, value);
    return checked.ok ? done(put(context, asked, value, { partial: {} })) : refuse(context, checked.error);
  }
  if (part === 'name' || part === 'idNumber') return typedPerson(context, asked, part, typed);
  const typedNumber = part === 'number' ? receiptOf(String(visit.partial._letters ?? ''), typed) : typed;
  const written = written100(field, typedNumber);
  const checked = written === null ? null : checkValue(scope, field, written);
  if (checked === null || !checked.ok) return refuse(context, checked === null ? `error.${field.type}` : checked.error);
  // A typed code is no answer: the hub says whether it is right (VERIFIED).
  if (field.type === 'sms6') return stay(patch(context, { fieldError: null }));
  return finish({ ...context, ...put(context, asked, checked.value) });
}

function refuse(context: SessionContext, error: string): AnswerMove {
  return stay(patch(context, { fieldError: error }));
}

/** Districts in whose machines receipts are made (docs/domain/journeys.md §2). */
export const districtLetters = ['LW', 'YX', 'HZ', 'TH', 'BY', 'HP', 'PY', 'HD', 'NS', 'CH', 'ZC'] as const;

/** A receipt number from its letters and 15 typed digits; what was scanned is whole already. */
function receiptOf(letters: string, typed: string): string {
  const match = /^(\d{4})(\d{6})(\d{4})(\d)$/.exec(typed.trim());
  return match === null ? typed : `${letters}${match[1]}-${match[2]}-${match[3]}-${match[4]}`;
}

/** People of this visit that may be taken with one touch, each number once. */
export function knownPeople(asked: Asked): readonly { readonly name: string; readonly idNumber: string }[] {
  const people = new Map<string, { readonly name: string; readonly idNumber: string }>();
  const add = (value: unknown) => {
    if (!isPerson(value) || value.idNumber === undefined || people.has(value.idNumber)) return;
    people.set(value.idNumber, { name: value.name ?? '', idNumber: value.idNumber });
  };
  for (const ref of asked.field.known ?? []) {
    const value = resolveRef(asked.scope, ref);
    if (!Array.isArray(value)) add(value);
    else for (const row of value) for (const cell of isPerson(row) ? [row] : Object.values(row ?? {})) add(cell);
  }
  return [...people.values()];
}

/** Amounts and shares are typed with a point and kept as whole hundredths; null = not a number. */
function written100(field: AskedField, typed: string): string | null {
  if (field.type !== 'money' && field.type !== 'percent') return typed;
  const match = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(typed.trim().replaceAll(',', ''));
  return match === null ? null : String(Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0')));
}

function typedPerson(context: SessionContext, asked: Asked, part: 'name' | 'idNumber', typed: string): AnswerMove {
  const type = part === 'name' ? 'name' : 'idno';
  const { key, label } = asked.field;
  const checked = checkValue(asked.scope, { key, label, type }, typed);
  if (!checked.ok) return refuse(context, checked.error);
  if (typeof checked.value !== 'string') return stay({});
  const { visit } = asked.scope;
  if (part === 'name')
    return stay(patch(context, { partial: { ...visit.partial, _name: checked.value }, fieldError: null }));
  const name = typeof visit.partial._name === 'string' ? visit.partial._name : '';
  return putPerson(context, asked, { name, idNumber: checked.value, by: 'typed' });
}

/** A card was laid for a field. */
export function onFieldCard(context: SessionContext, card: IdCard): AnswerMove {
  const asked = askedNow(context);
  if (asked === null || asked.part !== 'tap') return stay({});
  return putPerson(context, asked, {
    name: card.name,
    idNumber: card.number,
    birthDate: card.birthDate,
    docType: card.type,
    by: 'card',
  });
}

function putPerson(context: SessionContext, asked: Asked, person: Record<string, string>): AnswerMove {
  const partial = asked.row === null ? {} : rowInWork(asked.scope.visit);
  const move = finish({ ...context, ...put({ ...context, ...patch(context, { partial }) }, asked, person) });
  // Who cannot stand here is not kept: the page stays as it is and says why, and the next card may be the right one.
  return move.isDone || move.looks
    ? move
    : refuse(context, move.change.visit?.fieldError ?? `error.${asked.field.type}`);
}

/** VERIFIED of a typed code. */
export function onCodeGood(context: SessionContext, value: string): AnswerMove {
  const asked = askedNow(context);
  return asked?.field.type === 'sms6' ? done(put(context, asked, value)) : stay({});
}

/** A document's picture was taken; the picture itself is with the port, never in the context. */
export function onFrame(context: SessionContext, name: string): AnswerMove {
  const asked = askedNow(context);
  if (asked === null || asked.field.key !== name || asked.field.type !== 'docphoto') return stay({});
  return stay(put(context, asked, 'captured'));
}

/** Buttons of the question page. */
export function onPress(context: SessionContext, id: string, at: string): AnswerMove {
  const asked = askedNow(context);
  if (asked === null) return stay({});
  const { field, part, scope } = asked;
  const { visit } = scope;
  switch (id) {
    case 'continue':
      if (part === 'rows') return finishRows(context, asked);
      return finish(context);
    case 'skip':
      return isRequired(scope, field)
        ? stay({})
        : done(put(context, asked, undefined, asked.row === null ? { partial: {} } : {}));
    case 'anew':
      return part === 'keep'
        ? stay(
            patch(context, {
              partial: { ...(asked.row === null ? {} : rowInWork(visit)), _anew: 'yes' },
              fieldError: null,
            }),
          )
        : stay({});
    case 'retake':
      return field.type === 'docphoto' ? stay(put(context, asked, undefined)) : stay({});
    case 'byHand':
      return part === 'tap' && field.typed === true
        ? stay(patch(context, { partial: { ...visit.partial, _mode: 'typed' }, fieldError: null }))
        : stay({});
    case 'agree': {
      if (field.type !== 'consent') return stay({});
      const given = put(context, asked, 'yes');
      const { kind, textVersion } = field.consent ?? { kind: field.key, textVersion: 1 };
      return done({ ...given, ...recordConsent({ ...context, ...given }, kind, textVersion, at) });
    }
    case 'disagree':
      if (field.type !== 'consent') return stay({});
      return isRequired(scope, field) ? stay(notGiven(context, asked)) : done(put(context, asked, 'no'));
    case 'row:add':
      return part === 'rows' ? openRow(context, rowsOf(asked.value).length, {}) : stay({});
    default:
      return part === 'rows' ? onRowPress(context, asked, id) : stay({});
  }
}

function onRowPress(context: SessionContext, asked: Asked, id: string): AnswerMove {
  const match = /^row:(edit|remove):(\d{1,2})$/.exec(id);
  const rows = rowsOf(asked.value);
  const index = Number(match?.[2] ?? -1);
  const row = rows[index];
  if (match === null || row === undefined) return stay({});
  if (match[1] === 'edit') return openRow(context, index, row);
  const left = rows.filter((_, i) => i !== index).map((kept) => ({ ...kept }));
  return stay(put(context, asked, left.length === 0 ? undefined : left));
}

function openRow(context: SessionContext, index: number, row: RowValue): AnswerMove {
  const { sections } = visitOf(context);
  return stay(
    patch(context, {
      sections: { ...sections, row: { index, field: 0 } },
      partial: { ...row },
      fieldError: null,
      page: 0,
    }),
  );
}

/** Goes on where the answer stands by itself and beside the others; a look-up comes before the rules that read it. */
function finish(context: SessionContext): AnswerMove {
  const asked = askedNow(context);
  if (asked === null) return stay({});
  const { field, scope, value } = asked;
  if (value === undefined) {
    if (!isRequired(scope, field)) return done({ visit: context.visit });
    return refuse(context, asked.part === 'whole' ? missingError(field) : `error.${field.type}`);
  }
  const checked = checkValue(scope, field, value);
  if (!checked.ok) return refuse(context, checked.error);
  const stored = { ...context, ...put(context, asked, checked.value) };
  const settled = askedNow(stored) ?? asked;
  const lookup = lookupAsk(settled.scope, field);
  if (lookup !== null && isPending(settled.scope.visit, lookup)) {
    return { change: patch(stored, asking(settled.scope.visit, [lookup])), isDone: false, looks: true };
  }
  const wrong = wrongBecause(settled.scope, field);
  return wrong === null ? done({ visit: stored.visit }) : refuse(stored, wrong);
}

const missingError = (field: AskedField): string =>
  field.type === 'select' || field.type === 'yesno' ? 'error.choose' : `error.${field.type}`;

/** Rows are complete where their number fits and every sum comes out. */
function finishRows(context: SessionContext, asked: Asked): AnswerMove {
  const group = fieldOf(asked.scope.visit, asked.field.key);
  const wrongSum = group === null ? null : wrongSumOf(asked.scope, group, rowsOf(asked.value));
  return wrongSum === null ? finish(context) : refuse(context, wrongSum);
}

/** A look-up reported, or could not: the rules of the field may read it now. */
export function afterLookup(context: SessionContext): AnswerMove {
  const { pulls } = visitOf(context);
  const settled = Object.entries(pulls).map(([path, pulled]) =>
    pulled?.status === 'asking' ? [path, { status: 'away' as const }] : [path, pulled],
  );
  return finish({
    ...context,
    ...patch(context, { pulls: Object.fromEntries(settled) as Visit['pulls'], asking: [] }),
  });
}

/** Behind a finished page: the next field of the row, of the section, the check page, or the next step. */
export function afterAnswer(context: SessionContext): Change {
  const visit = visitOf(context);
  const fresh = { fieldError: null, page: 0, query: '' } as const;
  if (visit.sections.row !== null) return afterRowField(context, visit.sections.row);
  const settledScope = scopeOfVisit(context);
  if (visit.changing !== null) return afterChange(context);
  const { open, field, done: finished } = visit.sections;
  if (open === null) return patch(context, { ...fresh, step: visit.step + 1, partial: {} });
  const isLast = field + 1 >= sectionFields(settledScope, open).length;
  const sections = isLast
    ? { ...noSections, done: [...finished.filter((id) => id !== open), open] }
    : { ...visit.sections, field: field + 1 };
  return patch(context, { ...fresh, sections, partial: {} });
}

/** A change can open questions and warnings that did not apply before: they come first, then the check page again. */
function afterChange(context: SessionContext): Change {
  const visit = { ...visitOf(context), changing: null, fieldError: null, page: 0, query: '', partial: {} };
  const scope = { context, visit: { ...visit, answers: settleAnswers({ context, visit }) } };
  const isNew = (step: ItemStep, index: number) =>
    (step.page === 'question' || step.page === 'interruption') && !visit.shown.includes(index) && applies(scope, step);
  const opened = visit.item.steps.slice(0, visit.step).findIndex(isNew);
  return { visit: opened < 0 ? visit : { ...visit, step: opened, returnTo: visit.step } };
}

function afterRowField(context: SessionContext, row: { readonly index: number; readonly field: number }): Change {
  const visit = visitOf(context);
  const scope = scopeOfVisit(context);
  const group = fieldOf(visit, openField(scope));
  if (group === null) return {};
  const inWork = rowInWork(visit);
  const fields = rowFields(withRow(scope, inWork), group);
  const fresh = { fieldError: null, page: 0, query: '' } as const;
  if (row.field + 1 < fields.length) {
    return patch(context, {
      ...fresh,
      sections: { ...visit.sections, row: { ...row, field: row.field + 1 } },
      partial: { ...inWork },
    });
  }
  const rows = rowsOf(visit.answers[group.key]).map((kept) => ({ ...kept }));
  rows[Math.min(row.index, rows.length)] = { ...inWork };
  return patch(context, {
    ...fresh,
    answers: { ...visit.answers, [group.key]: rows },
    touched: [...visit.touched.filter((key) => key !== group.key), group.key],
    sections: { ...visit.sections, row: null },
    partial: {},
  });
}

/** 上一步 inside a question: the part before, the row list, the field before in its section. Null = the page before. */
export function backInside(context: SessionContext): Change | null {
  const visit = visitOf(context);
  const { sections, partial } = visit;
  if (Object.keys(partial).length > 0 && sections.row === null)
    return patch(context, { partial: {}, fieldError: null, page: 0, query: '' });
  if (sections.row !== null) {
    if (partial._mode !== undefined) return patch(context, { partial: { ...rowInWork(visit) }, fieldError: null });
    const row = sections.row.field > 0 ? { ...sections.row, field: sections.row.field - 1 } : null;
    return patch(context, {
      sections: { ...sections, row },
      partial: row === null ? {} : partial,
      fieldError: null,
      page: 0,
    });
  }
  if (visit.changing !== null || sections.open === null) return null;
  const field = sections.field - 1;
  return patch(context, {
    sections: field < 0 ? { ...sections, open: null, field: 0 } : { ...sections, field },
    fieldError: null,
    page: 0,
    query: '',
  });
}
