import type { Line } from '../../../contract/catalogue/condition.ts';
import { holds } from './condition.ts';
import type { AskedField } from './field-types.ts';
import { descend, resolveList } from './ref.ts';
import { type Scope, withRow } from './scope.ts';

/** One thing that can be chosen. `entry` is the city's own entry behind it; `greyed` the line that says why it cannot be taken. */
export interface Option {
  readonly id: string;
  readonly entry: unknown;
  readonly greyed: Line | null;
}

/** What a select or multi offers in this visit, greyed entries included, in the order of the list. */
export function optionsOf(scope: Scope, field: AskedField): readonly Option[] {
  if (field.type === 'yesno') return ['yes', 'no'].map((id) => ({ id, entry: id, greyed: null }));
  const { list, options } = field;
  if (options !== undefined) {
    const entries = resolveList(scope, options.from) ?? [];
    return entries.flatMap((entry) => {
      const row = withRow(scope, entry);
      if (!holds(row, options.where)) return [];
      const id = String(descend(entry, [options.id]) ?? entry);
      const greyed = options.greyed?.find((rule) => holds(row, rule.when))?.because ?? null;
      return [{ id, entry, greyed }];
    });
  }
  const afterCount = asIfCounted(scope);
  return (list?.codes ?? []).flatMap((id): readonly Option[] => {
    const offered = list?.offered?.[id];
    if (holds(scope, offered)) return [{ id, entry: id, greyed: null }];
    // What will be offered again as soon as the cards have been accepted stands there with the reason.
    return afterCount !== null && holds(afterCount, offered) ? [{ id, entry: id, greyed: countedLine }] : [];
  });
}

const countedLine: Line = { text: 'tile.missing.cardIssuer.counted' };

/** The same visit at a machine whose cards are what the ledger says; null = they are. */
function asIfCounted(scope: Scope): Scope | null {
  const { context } = scope;
  if (context.devices.cardIssuer.fault !== 'E_COUNT_DIFFERS') return null;
  const cardIssuer = { availability: 'ready', fault: null } as const;
  return { ...scope, context: { ...context, devices: { ...context.devices, cardIssuer } } };
}

/** Ids that can be taken. */
export const takeable = (scope: Scope, field: AskedField): readonly string[] =>
  optionsOf(scope, field).flatMap((option) => (option.greyed === null ? [option.id] : []));

/** A required choice with one entry that can be taken is no question. */
export function onlyChoice(scope: Scope, field: AskedField): string | null {
  if (field.type !== 'select' || !holds(scope, field.required)) return null;
  const [only, ...others] = takeable(scope, field);
  return only !== undefined && others.length === 0 ? only : null;
}
