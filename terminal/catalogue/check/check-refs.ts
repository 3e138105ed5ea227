import type { ServiceItem } from '../../../contract/catalogue/item.ts';
import { isPullPath } from '../../session/rules/ref.ts';
import type { Finding } from './finding.ts';
import { type ItemUses, type Part, type RefUse, usesOf } from './item-uses.ts';
import { pointer } from './json-lines.ts';
import { at, type CatalogueConfig, type ItemFile } from './read-config.ts';
import { notNull, type Shape, shapeOf } from './value-shape.ts';

/** Every reference of an item can lead somewhere, its format fits what stands there, and what it needs was fetched before. */
export function checkRefs(file: ItemFile, config: Pick<CatalogueConfig, 'texts'>): readonly Finding[] {
  const uses = usesOf(file.item);
  return [
    ...uses.refs.flatMap((use) => checkRef(file, use, config)),
    ...uses.conditions.flatMap(({ condition, path }) =>
      condition === 'never' && path.endsWith('/when')
        ? [at(file, path, 'ref', 'never: this is dead data', 'warning')]
        : [],
    ),
    ...checkPulls(file, uses),
  ];
}

function checkRef(file: ItemFile, use: RefUse, config: Pick<CatalogueConfig, 'texts'>): readonly Finding[] {
  const { item } = file;
  const shape = shapeOf(item, use.row, use.ref);
  if (typeof shape === 'string') return [at(file, use.path, 'ref', `${use.ref} leads nowhere: ${shape}`)];
  const early = tooEarly(item, use);
  if (early !== null) return [at(file, use.path, early.rule, `${use.ref} ${early.reason}`)];
  const wrong = misfit(shape, use, config);
  return wrong === null ? [] : [at(file, use.path, use.as.kind === 'format' ? 'format' : 'ref', wrong)];
}

/** Why a reference has no value yet where it stands; null = it can have one. */
function tooEarly(item: ServiceItem, use: RefUse): { readonly rule: 'ref' | 'pull'; readonly reason: string } | null {
  const [root = '', name = ''] = use.ref.split('/');
  const stepIndex =
    use.part.kind === 'step'
      ? use.part.index
      : use.part.kind === 'field'
        ? lastAsked(item, use.part.key)
        : item.steps.length;
  if (root === 'result' && use.part.kind !== 'item' && !isBehindSubmit(item, stepIndex)) {
    return { rule: 'ref', reason: 'is known only behind a submit page' };
  }
  if ((root === 'actor' || root === 'subject') && use.part.kind === 'step') {
    const identified = item.steps.findIndex((step) => step.page === 'identify' && step.level !== 'L0');
    if (identified < 0 || identified >= stepIndex)
      return { rule: 'ref', reason: 'is used before anybody is identified' };
  }
  if (root !== 'pull' || !isPullPath(name)) return null;
  const first = firstFetched(item, name, use.path);
  if (first === null) return { rule: 'pull', reason: `is never fetched: no found page and no look-up names ${name}` };
  if (use.part.kind !== 'step') return null;
  // The step's own condition is read before it fetches; what stands on its page, after.
  const isOwnWhen = use.path.startsWith(`${pointer('/steps', stepIndex)}/when`);
  return first < stepIndex || (first === stepIndex && !isOwnWhen)
    ? null
    : { rule: 'pull', reason: `is used before ${name} is fetched (step ${first})` };
}

/** Index of the first step that fetches a path, by itself or by a look-up of a field that it asks; null = none. */
function firstFetched(item: ServiceItem, pull: string, _path: string): number | null {
  const looks = new Set(item.fields.filter((field) => field.lookup?.pull === pull).map((field) => field.key));
  const index = item.steps.findIndex((step) => {
    if (step.page === 'found') return step.pulls.includes(pull);
    if (step.page === 'question') return looks.has(step.field);
    return step.page === 'sections' && step.sections.some((section) => section.fields.some((key) => looks.has(key)));
  });
  return index < 0 ? null : index;
}

/** Index of the last step that asks a field; the check page, where it may be changed, if none does. */
function lastAsked(item: ServiceItem, key: string): number {
  const index = item.steps.findLastIndex((step) =>
    step.page === 'question'
      ? step.field === key
      : step.page === 'sections' && step.sections.some((section) => section.fields.includes(key)),
  );
  return index >= 0 ? index : item.steps.findIndex((step) => step.page === 'check');
}

function isBehindSubmit(item: ServiceItem, index: number): boolean {
  const submitted = item.steps.findIndex((step) => step.page === 'submit');
  return submitted >= 0 && index > submitted;
}

/** Why a value of this shape cannot be used so; null = it fits. */
function misfit(shape: Shape, use: RefUse, config: Pick<CatalogueConfig, 'texts'>): string | null {
  const { as } = use;
  switch (as.kind) {
    case 'list':
      return shape.type === 'array' ? null : `${use.ref} is no list`;
    case 'number':
      return shape.type === 'integer' ||
        shape.type === 'number' ||
        (shape.type === 'string' && shape.enum === undefined)
        ? null
        : `${use.ref} is no number`;
    case 'codes': {
      const known = shape.type === 'boolean' ? [true, false] : shape.enum;
      const other =
        known === undefined ? undefined : as.codes.find((code) => !known.some((one) => String(one) === String(code)));
      if (shape.type === 'array' || shape.type === 'object') return `${use.ref} has no single value to compare`;
      return other === undefined ? null : `${use.ref} is never ${String(other)}; known: ${known?.join(', ')}`;
    }
    case 'format':
      return formatMisfit(shape.type === 'array' ? notNull(shape.items ?? {}) : shape, use.ref, as.format, config);
    case 'value':
      return null;
  }
}

const isDay = (shape: Shape): boolean => shape.pattern === 'day' || shape.pattern === '^[0-9]{4}-[0-9]{2}-[0-9]{2}$';
const isMonth = (shape: Shape): boolean => shape.pattern === '^[0-9]{4}-[0-9]{2}$';

function formatMisfit(
  shape: Shape,
  ref: string,
  format: string,
  config: Pick<CatalogueConfig, 'texts'>,
): string | null {
  const codes = shape.codes;
  if (format.startsWith('code:')) {
    const list = format.slice('code:'.length);
    const missing = valuesOf(shape).find((code) => !config.texts.has(`list.${list}.${code}`));
    return missing === undefined ? null : `${format}: text list.${list}.${missing} is missing`;
  }
  if (shape.type === 'boolean' || shape.pattern === 'yesno')
    return format === 'yesno' ? null : `${ref} is yes or no: format yesno`;
  if (shape.enum !== undefined || codes !== undefined) {
    return `${ref} is a code (${valuesOf(shape).slice(0, 4).join(', ')}): format code:${codes ?? 'LIST'}, not ${format}`;
  }
  if (shape.type === 'object') {
    const isAddress = shape.properties?.community !== undefined;
    return isAddress && format === 'address'
      ? null
      : `${ref} is no single value; known: ${Object.keys(shape.properties ?? {}).join(', ')}`;
  }
  const isNumber = shape.type === 'integer' || shape.type === 'number';
  switch (format) {
    case 'money':
    case 'percent':
    case 'count':
    case 'distance':
      return isNumber || (shape.type === 'string' && !isDay(shape) && !isMonth(shape))
        ? null
        : `${ref} is no number: ${format} does not fit`;
    case 'date':
    case 'dateTime':
      return isNumber || isMonth(shape) ? `${ref} is no day: ${format} does not fit` : null;
    case 'month':
      return isNumber ? `${ref} is no month` : null;
    case 'yesno':
      return `${ref} is not yes or no`;
    case 'plain':
      return isDay(shape) ? `${ref} is a day: format date` : isMonth(shape) ? `${ref} is a month: format month` : null;
    default:
      return isNumber ? `${ref} is a number: ${format} does not fit` : null;
  }
}

/** Values that a shape can have, where they are few and known. */
function valuesOf(shape: Shape): readonly string[] {
  if (shape.enum !== undefined) return shape.enum.map(String);
  const { minimum, maximum } = shape;
  if (minimum === undefined || maximum === undefined || maximum - minimum > 20) return [];
  return Array.from({ length: maximum - minimum + 1 }, (_, i) => String(minimum + i));
}

/** What an item fetches is what it declares, no more and no less, and every declared path has something that looks at it. */
function checkPulls(file: ItemFile, uses: ItemUses): readonly Finding[] {
  const { item } = file;
  const findings: Finding[] = [];
  const fetched = new Map<string, string>();
  for (const [s, step] of item.steps.entries()) {
    if (step.page !== 'found') continue;
    for (const [i, pull] of step.pulls.entries()) fetched.set(pull, `/steps/${s}/pulls/${i}`);
    for (const pull of Object.keys(step.params ?? {})) {
      if (!step.pulls.includes(pull)) {
        findings.push(
          at(
            file,
            pointer(`/steps/${s}/params`, pull),
            'pull',
            `parameters of ${pull}, which this page does not fetch`,
          ),
        );
      }
    }
  }
  for (const [f, field] of item.fields.entries()) {
    if (field.lookup !== undefined) fetched.set(field.lookup.pull, `/fields/${f}/lookup/pull`);
  }
  for (const [pull, path] of fetched) {
    if (!isPullPath(pull)) findings.push(at(file, path, 'pull', `there is no pull ${pull}`));
    else if (!item.pulls.includes(pull))
      findings.push(at(file, path, 'pull', `${pull} is fetched and not declared in pulls`));
  }
  for (const [i, pull] of item.pulls.entries()) {
    if (!fetched.has(pull)) findings.push(at(file, `/pulls/${i}`, 'pull', `${pull} is declared and never fetched`));
    else if (item.pulls.indexOf(pull) !== i)
      findings.push(at(file, `/pulls/${i}`, 'pull', `${pull} is declared twice`));
    else if (!isUsed(item, uses, pull))
      findings.push(at(file, `/pulls/${i}`, 'pull', `${pull} is fetched and nothing looks at it`, 'warning'));
  }
  for (const use of uses.pulls) {
    if (!isPullPath(use.pull)) findings.push(at(file, use.path, 'pull', `there is no pull ${use.pull}`));
    else if (!fetched.has(use.pull))
      findings.push(at(file, use.path, 'pull', `${use.pull} is never fetched by this item`));
    else if (!isFetchedBefore(item, use.pull, use.part, use.path)) {
      findings.push(at(file, use.path, 'pull', `${use.pull} is looked at before it is fetched`));
    }
  }
  return findings;
}

function isFetchedBefore(item: ServiceItem, pull: string, part: Part, path: string): boolean {
  if (part.kind !== 'step') return true;
  const first = firstFetched(item, pull, path);
  const isOwnWhen = path.startsWith(`/steps/${part.index}/when`);
  return first !== null && (first < part.index || (first === part.index && !isOwnWhen));
}

/** Regions are looked at by the pages of addresses, the household by the relation of a proxy, whatever else by a reference. */
function isUsed(item: ServiceItem, uses: ItemUses, pull: string): boolean {
  if (uses.pulls.some((use) => use.pull === pull)) return true;
  if (uses.refs.some((use) => use.ref === `pull/${pull}` || use.ref.startsWith(`pull/${pull}/`))) return true;
  if (pull === 'ref.regions') return item.fields.some((field) => field.type === 'address' || field.type === 'region5');
  // By these two it is found out how the one who acts and the other belong together (terminal/session/rules/relation.ts).
  const tellsRelation = pull === 'ps.hukou' || pull === 'civil.marriage';
  const hasProxy = item.steps.some((step) => step.page === 'identify' && step.proxy !== undefined);
  return pull === 'ref.calendar' || (tellsRelation && hasProxy);
}
