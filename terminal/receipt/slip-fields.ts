import { maskName } from '../../contract/mask.ts';
import type { CaseView } from '../../contract/pulls/cases.ts';
import { templateFields } from '../../drivers/receipt-printer/render/fill-template.ts';
import { guideFacts } from '../session/pages/guide-pages.ts';
import { type PageKit, pageKit } from '../session/pages/page-kit.ts';
import { caseWord, expectedOn } from '../session/pages/view-pages.ts';
import { dateText, dateTimeText } from '../session/rules/format.ts';
import { resolveIn } from '../session/rules/line.ts';
import { allFields, type ReceiptSettings } from './receipt-fields.ts';
import { linesOfMatters } from './slip-lines.ts';
import type { Slip } from './slips.ts';

/** Values for the places of a slip's template; what the paper is about stands before what the visit says. Pure; people are masked. */
export function slipFields(template: string, slip: Slip, settings: ReceiptSettings): Readonly<Record<string, string>> {
  const context = { ...settings.context, language: settings.language, visit: slip.visit };
  const kit = pageKit(context, settings.texts, { cityHotline: settings.cityHotline }, { find: () => [] });
  const all: Readonly<Record<string, string>> = { ...allFields(slip.visit, settings), ...about(kit, slip) };
  return Object.fromEntries(templateFields(template).map(({ name }) => [name, all[name] ?? '']));
}

function about(kit: PageKit, { about: what, visit, stem }: Slip): Readonly<Record<string, string>> {
  const t = (key: string) => kit.t(key).text;
  switch (what.kind) {
    case 'facts':
      return {};
    case 'receipt': {
      const scope = { context: kit.context, visit };
      const service =
        stem === 'appointment' ? resolveIn(scope, 'chosen/service/nameZh', kit.context.language) : undefined;
      return typeof service === 'string' ? { itemTitle: service } : {};
    }
    case 'guide':
      return {
        itemTitle: kit.title(visit.item).text,
        facts: guideFacts(kit, visit)
          .map((row) => `${row.label.text}${kit.context.language === 'en' ? ': ' : '\u3000'}${row.value.text}`)
          .join('\n'),
        hotline: `${visit.item.hotline.number} / ${kit.settings.cityHotline}`,
      };
    case 'signer':
      return {
        maskedName: maskName(what.name),
        maskedId: `**************${what.idLast4}`,
        date: dateTimeText(what.until, kit.context.language),
        next: t('r.next.signer'),
        // Not a receipt: nothing was sent yet.
        disclaimer: t('r.disclaimer.signer'),
      };
    case 'case':
      return caseFields(kit, what.view);
  }
}

/** A case on paper: what the hub says of it now, where something waits, and what comes next. */
function caseFields(kit: PageKit, view: CaseView): Readonly<Record<string, string>> {
  const { context } = kit;
  const item = context.items.find((candidate) => candidate.id === view.itemId);
  const title =
    item === undefined ? kit.t('track.item.other').text : (item.receiptTitle ?? item.title)[context.language];
  const places = [...new Set(view.matters.flatMap(({ pickup }) => (pickup === null ? [] : [pickup])))].join('\u3001');
  const day = (iso: string) => dateText(iso.slice(0, 10), context.language);
  const due = expectedOn(view);
  return {
    itemTitle: title,
    stateWord: caseWord(kit, view.state, view).text,
    receiptNo: view.receiptNo,
    time: day(view.submittedOn),
    place: places,
    bring: places === '' ? '' : kit.t('r.bring').text,
    // As on the receipt: for whom it is.
    ...(view.subject == null
      ? {}
      : { maskedName: view.subject.name, maskedId: `**************${view.subject.idLast4}` }),
    promise: due === null ? '' : kit.t('result.due', { date: day(due) }).text,
    next: context.language === 'en' ? view.nextEn : view.nextZh,
    matters: linesOfMatters(kit, view.matters).join('\n'),
    pendingWord: '',
    notEffective: '',
    fee: '',
    hotline: '',
  };
}
