import type { Line } from '../../contract/catalogue/condition.ts';
import type { ServiceItem } from '../../contract/catalogue/item.ts';
import type { FactSection, ItemLink, ItemStep } from '../../contract/catalogue/step.ts';

/** Every text key that an item names. Keys with a general wording behind them (results, `.stop`, `.option`) are not required. */
export function textKeys(item: ServiceItem): readonly string[] {
  const keys = [item.hotline.label, ...item.materials];
  for (const field of item.fields) {
    keys.push(...fieldKeys(field));
    for (const row of field.fields ?? []) keys.push(...fieldKeys(row));
    for (const sum of field.sums ?? []) keys.push(sum.label, sum.error);
    if (field.rowLabel !== undefined) keys.push(...lineKeys(field.rowLabel));
  }
  for (const step of item.steps) keys.push(...stepKeys(step));
  for (const link of item.next ?? []) keys.push(link.label);
  return keys;
}

type Field = Omit<ServiceItem['fields'][number], 'fields' | 'sums' | 'rowLabel'>;

function fieldKeys(field: Field): string[] {
  const keys = [field.label, ...(field.phrases ?? [])];
  if (field.question !== undefined) keys.push(field.question);
  if (field.why !== undefined) keys.push(field.why);
  for (const code of field.list?.codes ?? []) keys.push(`list.${field.list?.name}.${code}`);
  for (const rule of field.wrongWhen ?? []) keys.push(rule.error);
  if (field.shareOf !== undefined) keys.push(field.shareOf.error);
  if (field.options !== undefined) {
    keys.push(...lineKeys(field.options.label));
    if (field.options.detail !== undefined) keys.push(...lineKeys(field.options.detail));
    for (const rule of field.options.greyed ?? []) keys.push(...lineKeys(rule.because));
  }
  return keys;
}

const lineKeys = (line: Line): readonly string[] => ('text' in line ? [line.text] : []);
const linkKeys = (links: readonly ItemLink[] | undefined): string[] => (links ?? []).map((link) => link.label);

function sectionKeys(section: FactSection): string[] {
  const keys = [section.title];
  if (section.empty !== undefined) keys.push(section.empty);
  if (section.sum !== undefined) keys.push(section.sum.label);
  for (const row of section.rows ?? []) keys.push(row.label, ...lineKeys(row.value));
  for (const column of section.columns ?? []) keys.push(column.label, ...lineKeys(column.value));
  if (section.entry !== undefined) keys.push(...lineKeys(section.entry.label), ...lineKeys(section.entry.value));
  return keys;
}

function stepKeys(step: ItemStep): string[] {
  switch (step.page) {
    case 'consent':
      return [step.notice, `${step.notice}.lead`];
    case 'found': {
      const blocks = (step.blocks ?? []).flatMap((block) => [
        block.notice,
        `${block.notice}.lead`,
        ...(block.link === undefined ? [] : [block.link.label]),
      ]);
      const offline = step.offlineNotice === undefined ? [] : [step.offlineNotice, `${step.offlineNotice}.lead`];
      return [
        ...(step.title === undefined ? [] : [step.title]),
        ...step.sections.flatMap(sectionKeys),
        ...blocks,
        ...offline,
      ];
    }
    case 'board':
      return [
        step.title,
        ...step.lines.flatMap((line) => [line.reason, ...lineKeys(line.text)]),
        ...linkKeys(step.links),
      ];
    case 'sections':
      return step.sections.map((section) => section.title);
    case 'interruption':
      return [step.id, ...step.points.flatMap((point) => [point.title, ...lineKeys(point.text)])];
    case 'check':
      return [step.submitLabel, ...(step.sections ?? []).flatMap(sectionKeys)];
    case 'view':
      return [
        step.title,
        ...step.sections.flatMap(sectionKeys),
        ...linkKeys(step.links),
        ...(step.go === undefined ? [] : [step.go.label]),
      ];
    case 'tracker':
      return step.go === undefined ? [] : [step.go.label];
    default:
      return [];
  }
}
