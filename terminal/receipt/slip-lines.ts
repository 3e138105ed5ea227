import type { FactSection } from '../../contract/catalogue/step.ts';
import type { Matter } from '../../contract/pulls/cases.ts';
import type { Visit } from '../session/context.ts';
import { entriesOf, sourceText } from '../session/pages/facts.ts';
import type { PageKit } from '../session/pages/page-kit.ts';
import { holds } from '../session/rules/condition.ts';
import { dateText, formatValue } from '../session/rules/format.ts';
import { pulledAt, resolveRef } from '../session/rules/ref.ts';
import { type Scope, withRow } from '../session/rules/scope.ts';
import { stepOf } from '../session/rules/visit-steps.ts';

/** Lines of slips: what a view page showed, and the matters of a joint application. */

/** Sections of the open view page that stand on its slip too. */
function slipSections(scope: Scope): readonly FactSection[] {
  const sections = stepOf(scope.visit, 'view')?.sections ?? [];
  return sections.filter(
    (section) => section.slip === true && section.columns === undefined && holds(scope, section.when),
  );
}

/** `label　value`, one line each. The citizen asked for this paper, so what the screen hides stands on it; who it is about stays masked. */
export function factLines(kit: PageKit, visit: Visit): readonly string[] {
  const scope = { context: kit.context, visit };
  const gap = kit.context.language === 'en' ? ': ' : '　';
  return slipSections(scope).flatMap((section) => {
    const { entry, sum } = section;
    if (section.list === undefined) return rowLines(kit, scope, section, gap);
    const entries = entriesOf(scope, section);
    const lines = entries.flatMap((value) => {
      const row = withRow(scope, value);
      if (entry === undefined) return rowLines(kit, row, section, gap);
      return [`${kit.line(row, entry.label).text}${gap}${kit.line(row, entry.value).text}`];
    });
    if (sum === undefined || entries.length === 0) return lines;
    const total = entries.reduce<number>(
      (all, value) => all + (Number(resolveRef(withRow(scope, value), sum.of)) || 0),
      0,
    );
    return [...lines, `${kit.t(sum.label).text}${gap}${formatValue(kit.words, total, sum.format)}`];
  });
}

function rowLines(kit: PageKit, scope: Scope, section: FactSection, gap: string): string[] {
  return (section.rows ?? [])
    .filter((row) => holds(scope, row.when))
    .map((row) => `${kit.t(row.label).text}${gap}${kit.line(scope, row.value).text}`);
}

/** Source and date of the first section; nothing where nothing was found. */
export function factSource(kit: PageKit, visit: Visit): string {
  const scope = { context: kit.context, visit };
  const [section] = slipSections(scope);
  const pulled = section === undefined ? undefined : pulledAt(scope, section.pull);
  if (pulled === undefined || pulled.status === 'asking' || pulled.status === 'away') return '';
  const source = sourceText(kit, pulled.source, pulled.asOf).text;
  return pulled.status === 'partial' ? `${source} ${kit.t('found.partial').text}` : source;
}

/** 事项 部门 时限 of a joint application, no results: that is what the machine knows at print. */
export function matterLines(kit: PageKit, visit: Visit): readonly string[] {
  const scope = { context: kit.context, visit };
  const matters = resolveRef(scope, 'pull/case.detail/case/matters');
  return Array.isArray(matters) ? linesOfMatters(kit, matters as readonly Matter[]) : [];
}

/** One line of a slip for each matter of a joint case: name, department, day until which it is due. */
export function linesOfMatters(kit: PageKit, matters: readonly Matter[]): readonly string[] {
  const { language } = kit.context;
  return matters.map((matter) => {
    const dept = `dept.${matter.department}`;
    const department = kit.texts.has(dept) ? kit.t(dept).text : matter.department;
    const due = matter.dueAt === null ? '' : dateText(matter.dueAt.slice(0, 10), language);
    return [language === 'en' ? matter.titleEn : matter.titleZh, department, due]
      .filter((part) => part !== '')
      .join('　');
  });
}
