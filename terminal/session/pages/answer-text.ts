import type { AskedField } from '../rules/field-types.ts';
import { formatValue } from '../rules/format.ts';
import { optionsOf } from '../rules/options.ts';
import { addressLine } from '../rules/regions.ts';
import { type Scope, withRow } from '../rules/scope.ts';
import { fieldOf } from '../rules/visit-steps.ts';
import type { PageKit } from './page-kit.ts';

/** An answer as it is shown and printed: masked where its type says so, in words where it is a code. */
export function answerText(
  kit: Pick<PageKit, 'words' | 't' | 'line'>,
  scope: Scope,
  field: AskedField,
  value: unknown,
): string {
  return valueText(kit, scope, field, value);
}

/** An answer as it is shown on a page, in the words of the language. */
export function valueText(
  kit: Pick<PageKit, 'words' | 't' | 'line'>,
  scope: Scope,
  field: AskedField,
  value: unknown,
): string {
  const { words } = kit;
  if (field.options !== undefined && (typeof value === 'string' || Array.isArray(value))) {
    return chosenText(kit, scope, field, Array.isArray(value) ? value : [value]);
  }
  if (field.type === 'person') {
    const person = typeof value === 'object' && value !== null ? (value as { readonly name?: unknown }) : {};
    return formatValue(words, person.name, 'name');
  }
  if (field.type === 'address' || field.type === 'region5') {
    const text = typeof value === 'string' ? value : addressLine(value as Parameters<typeof addressLine>[0]);
    return formatValue(words, text, 'address');
  }
  const rowLabel = field.type === 'records' ? fieldOf(scope.visit, field.key)?.rowLabel : undefined;
  if (Array.isArray(value) && rowLabel !== undefined) {
    return value.map((row) => kit.line(withRow(scope, row), rowLabel).text).join(words.language === 'en' ? '; ' : '；');
  }
  if (field.type === 'records') return kit.t('records.count', { n: Array.isArray(value) ? value.length : 0 }).text;
  if (field.type === 'docphoto') return kit.t('photo.taken').text;
  if (field.type === 'sms6') return kit.t('sms.verified').text;
  if (field.type === 'consent') return kit.t('consent.given').text;
  return formatValue(words, value, field.format ?? formatOfType(field));
}

function chosenText(
  kit: Pick<PageKit, 'words' | 't' | 'line'>,
  scope: Scope,
  field: AskedField,
  ids: readonly unknown[],
): string {
  const options = optionsOf(scope, field);
  const texts = ids.map((id) => {
    const option = options.find((candidate) => candidate.id === id);
    if (option === undefined || field.options === undefined) return kit.t('value.chosen').text;
    return kit.line(withRow(scope, option.entry), field.options.label).text;
  });
  return texts.join(kit.words.language === 'en' ? ', ' : '、');
}

/** Masks and units by type (docs/domain/catalogue.md §1.6); anything that a person typed by hand is shown to that person as typed. */
function formatOfType(field: AskedField): string {
  switch (field.type) {
    case 'name':
      return 'name';
    case 'idno':
      return 'idno';
    case 'mobile':
      return 'mobile';
    case 'bankacct':
      return 'last4';
    case 'date':
      return 'date';
    case 'month':
      return 'month';
    case 'money':
      return 'money';
    case 'percent':
      return 'percent';
    case 'yesno':
      return 'yesno';
    case 'select':
    case 'multi':
    case 'constant':
      return field.list === undefined ? 'plain' : `code:${field.list.name}`;
    default:
      return 'plain';
  }
}
