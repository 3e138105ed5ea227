import type { AnswerValue } from '../../../contract/envelope.ts';
import { regionLevels } from './field-types.ts';
import { resolveList } from './ref.ts';
import type { Scope } from './scope.ts';

export interface RegionChoice {
  readonly code: string;
  readonly name: string;
  readonly nameEn: string;
}

type Level = (typeof regionLevels)[number];

/** Regions of the next level below what was chosen, from `ref.regions`; the outermost level has no parent. */
export function regionChoices(
  scope: Scope,
  chosen: Readonly<Record<string, unknown>>,
  level: Level,
): readonly RegionChoice[] {
  const above = regionLevels[regionLevels.indexOf(level) - 1];
  const parent = above === undefined ? null : (chosen[above] ?? null);
  return (resolveList(scope, 'pull/ref.regions/regions') ?? []).flatMap((entry) => {
    const region = entry as { code?: unknown; parent?: unknown; nameZh?: unknown; nameEn?: unknown };
    if (region.parent !== parent || typeof region.code !== 'string') return [];
    return [{ code: region.code, name: String(region.nameZh ?? region.code), nameEn: String(region.nameEn ?? '') }];
  });
}

/** An address as one line, in the order in which it is written; for masks and paper. */
export function addressLine(value: AnswerValue | undefined): string {
  if (typeof value === 'string') return value;
  if (value === undefined || Array.isArray(value)) return '';
  return [value.names, value.detail].filter((part) => typeof part === 'string').join('');
}
