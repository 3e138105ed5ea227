import type { FactSection } from '../../../contract/catalogue/step.ts';
import { maskIdNumber, maskName } from '../../../contract/mask.ts';
import type { Block, BlockOf } from '../../../contract/screen.ts';
import type { Text } from '../../../contract/text.ts';
import { cityDay } from '../../../contract/working-days.ts';
import type { Party, Pulled, Visit } from '../context.ts';
import { holds } from '../rules/condition.ts';
import { dateText, formatValue } from '../rules/format.ts';
import { pulledAt, resolveList, resolveRef } from '../rules/ref.ts';
import { type Scope, withRow } from '../rules/scope.ts';
import { type PageKit, paged, rowsPerPage, scopeFor } from './page-kit.ts';

type Row = BlockOf<'facts'>['rows'][number];

/** What the city knows, one block a section, with source and date; hidden values stand covered until they are uncovered one at a time. */
export function sectionBlocks(kit: PageKit, visit: Visit, sections: readonly FactSection[]): Block[] {
  const scope = scopeFor(kit, visit);
  return sections.flatMap((section, index) =>
    holds(scope, section.when) ? sectionBlock(kit, scope, section, `s${index}`) : [],
  );
}

function sectionBlock(kit: PageKit, scope: Scope, section: FactSection, id: string): Block[] {
  const title = kit.t(section.title);
  const pulled = pulledAt(scope, section.pull);
  if (pulled === undefined || pulled.status === 'asking') return [];
  if (pulled.status === 'away' || pulled.status === 'timeout' || pulled.status === 'denied') {
    return [{ type: 'notice', tone: 'waiting', title, text: kit.t(`found.${pulled.status}`) }];
  }
  const source = sourceText(kit, pulled.source, pulled.asOf);
  const part = partNotice(kit, pulled, section, title);
  if (section.columns !== undefined) {
    const isBare = part.length > 0 && entriesOf(scope, section).length === 0;
    return [...(isBare ? [] : [tableBlock(kit, scope, section, id, title, source)]), ...part];
  }
  const sheets =
    section.list === undefined ? [plainRows(kit, scope, section, id)] : listSheets(kit, scope, section, id);
  const filled = sheets.filter((rows) => rows.length > 0);
  if (filled.length === 0) {
    if (part.length > 0) return part;
    return section.empty === undefined
      ? []
      : [{ type: 'notice', tone: 'information', title, text: kit.t(section.empty) }];
  }
  const facts = filled.map((rows, i) => ({
    type: 'facts' as const,
    ...(i === 0 ? { title } : {}),
    ...(i === filled.length - 1 ? { source } : {}),
    rows,
  }));
  return [...facts, ...part];
}

/** Only the beginning of an answer has come: what is not in it may be there all the same. Of what was chosen from it nothing is missing. */
function partNotice(kit: PageKit, { status }: Pulled, { where }: FactSection, title: Text): Block[] {
  const isChosen = JSON.stringify(where ?? null).includes('"answer/');
  if (status !== 'partial' || isChosen) return [];
  return [{ type: 'notice', tone: 'waiting', title, text: kit.t('found.partial') }];
}

/** Which department has said it, and on which day. @param asOf day of the city, as the hub names it */
export function sourceText(kit: PageKit, source: string, asOf: string): Text {
  const key = `dept.${source}`;
  const dept = kit.texts.has(key) ? kit.t(key).text : source;
  return kit.t('found.source', { dept, date: dateText(asOf.slice(0, 10), kit.context.language) });
}

function plainRows(kit: PageKit, scope: Scope, section: FactSection, id: string): Row[] {
  return (section.rows ?? []).flatMap((line, i) =>
    holds(scope, line.when)
      ? [row(kit, scope, `${id}-${i}`, kit.t(line.label), kit.line(scope, line.value), line.hidden, line.emphasis)]
      : [],
  );
}

/** Entries of a line each stand on one sheet; entries of several lines on one each, or nobody sees where the next begins. */
function listSheets(kit: PageKit, scope: Scope, section: FactSection, id: string): readonly Row[][] {
  const entries = entriesOf(scope, section);
  const { entry: line } = section;
  const sheets =
    line === undefined
      ? entries.map((entry, e) => plainRows(kit, withRow(scope, entry), section, `${id}-${e}`))
      : [
          entries.map((entry, e) => {
            const inRow = withRow(scope, entry);
            const { label, value, hidden, emphasis } = line;
            return row(kit, scope, `${id}-${e}`, kit.line(inRow, label), kit.line(inRow, value), hidden, emphasis);
          }),
        ];
  const { sum } = section;
  if (sum === undefined || entries.length === 0) return sheets;
  const added = entries.reduce<number>(
    (all, entry) => all + (Number(resolveRef(withRow(scope, entry), sum.of)) || 0),
    0,
  );
  const text = kit.personal(sum.label, formatValue(kit.words, added, sum.format));
  const total = row(kit, scope, `${id}-sum`, kit.t(sum.label), text, sum.hidden, true);
  return entries.length === 1 ? [[...sheets.flat(), total]] : [...sheets, [total]];
}

/** Entries of a section's list that stand there. */
export function entriesOf(scope: Scope, section: FactSection): readonly unknown[] {
  const list = section.list === undefined ? [] : (resolveList(scope, section.list) ?? []);
  return list.filter((entry) => holds(withRow(scope, entry), section.where));
}

function row(
  kit: PageKit,
  scope: Scope,
  id: string,
  label: Text,
  value: Text,
  hidden: boolean | undefined,
  emphasis: boolean | undefined,
): Row {
  const shown = { id, label, value, ...(emphasis === true ? { emphasis } : {}) };
  if (hidden !== true || scope.visit.revealed === id) return shown;
  return { ...shown, value: kit.t('value.hidden'), ...revealOf(kit, id) };
}

/** Never while somebody stands beside. */
function revealOf(kit: PageKit, id: string): Pick<Row, 'reveal'> {
  return kit.context.company ? {} : { reveal: kit.action(`reveal:${id}`, 'action.reveal') };
}

function tableBlock(kit: PageKit, scope: Scope, section: FactSection, id: string, title: Text, source: Text): Block {
  const entries = entriesOf(scope, section);
  if (entries.length === 0 && section.empty !== undefined) {
    return { type: 'notice', tone: 'information', title, text: kit.t(section.empty) };
  }
  const columns = section.columns ?? [];
  const isOpen = scope.visit.revealed === id;
  const { rows, pager } = paged(kit, entries, scope.visit.page, rowsPerPage);
  const covered = kit.t('value.covered');
  return {
    type: 'table',
    title,
    source,
    columns: columns.map((column) => kit.t(column.label)),
    rows: rows.map((entry) =>
      columns.map((column) =>
        column.hidden === true && !isOpen ? covered : kit.line(withRow(scope, entry), column.value),
      ),
    ),
    ...pager,
    ...(columns.some((column) => column.hidden === true) && !isOpen ? revealOf(kit, id) : {}),
  };
}

/** Who: always masked, from the chip. */
function personFacts(kit: PageKit, party: Party | null, titleKey = 'found.person'): BlockOf<'facts'> {
  const { t } = kit;
  const readMs = Date.parse(party?.at ?? '');
  const date = Number.isNaN(readMs) ? '' : dateText(cityDay(readMs), kit.context.language);
  return {
    type: 'facts',
    title: t(titleKey),
    source: t(party?.card === null ? 'found.source.typed' : 'found.source.chip', { date }),
    rows: [
      { id: 'name', label: t('field.name'), value: kit.personal('name', maskName(party?.name ?? '')) },
      {
        id: 'idNumber',
        label: t('field.idNumber'),
        value: kit.personal('idNumber', maskIdNumber(party?.idNumber ?? '')),
      },
    ],
  };
}

/** The one who stands here and, where it is somebody else, for whom. */
export function peopleFacts(kit: PageKit, visit: Visit): Block[] {
  const actor = visit.actor === null ? [] : [personFacts(kit, visit.actor)];
  return visit.subject === null ? actor : [...actor, personFacts(kit, visit.subject, 'found.subject')];
}
