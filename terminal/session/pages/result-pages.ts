import type { Block, BlockOf, Screen, Tone } from '../../../contract/screen.ts';
import type { Result, Visit } from '../context.ts';
import { chosenBank, hotlines, notice, type PageKit, page, pageName } from './page-kit.ts';

/** F1: what is being done, in words. Each step turns to "done" only on its evidence. */
export function sendingPage(kit: PageKit, visit: Visit, storing: boolean): Screen {
  const { t } = kit;
  const steps: BlockOf<'steps'>['steps'] = [
    { label: t('submit.step.store'), state: storing ? 'active' : 'done' },
    { label: t('submit.step.send'), state: storing ? 'waiting' : visit.delivered ? 'done' : 'active' },
    { label: t('submit.step.effect'), state: visit.delivered ? 'active' : 'waiting' },
  ];
  return page('F1', pageName(visit, 'F1'), t(visit.slow ? 'submit.stillWorking' : 'submit.working'), {
    lead: t('submit.lead'),
    blocks: [{ type: 'steps', steps }, ...(visit.attempts > 1 ? [notice('waiting', t('submit.asked'))] : [])],
    personal: false,
  });
}

const toneOfResult: Readonly<Record<Result['state'], Tone>> = {
  effective: 'done',
  duplicate: 'information',
  accepted: 'waiting',
  delivered: 'waiting',
  stored: 'waiting',
  unknown: 'waiting',
  refused: 'attention',
};

/** True where the citizen is protected by what is known: all else says 尚未生效 or 待确认 and shows the hotlines. */
function isInForce(result: Result): boolean {
  return result.state === 'effective' || result.state === 'duplicate';
}

/** F2: state word, one sentence, number, QR, what next, print state. */
export function donePage(kit: PageKit, visit: Visit, qr: BlockOf<'receipt'>['qr'] | null): Screen {
  const { t } = kit;
  const result = visit.result ?? { state: 'unknown' };
  const prefix = `${visit.item.resultTexts}.${result.state}`;
  const values = resultValues(kit, result);
  const blocks: Block[] = [];
  if (visit.receiptNo !== null && qr !== null) {
    blocks.push({ type: 'receipt', label: t('receipt.number'), number: visit.receiptNo, qr });
  }
  if (isInForce(result)) {
    const bank = chosenBank(kit, visit);
    const next = `${visit.item.resultTexts}.effective.next`;
    blocks.push(
      notice(
        'attention',
        bank === null ? t(`${next}Any`) : t(next, { bank: bank.name, hotline: bank.hotline }),
        t('loss.effects.bank.title'),
      ),
    );
  } else {
    blocks.push(hotlines(kit, visit, true));
  }
  blocks.push(printNotice(kit, visit));
  const canReprint =
    visit.print.state === 'settled' && visit.print.copy < 2 && kit.context.receiptPrinter.availability === 'ready';
  return page('F2', pageName(visit, `F2-${result.state}`), t(prefix, values), {
    tone: toneOfResult[result.state],
    lead: t(`${prefix}.lead`, values),
    blocks,
    personal: true,
    actions: {
      main: kit.action('finish', 'action.finish'),
      other: canReprint ? [kit.action('print', 'action.reprint')] : [],
    },
    ...(visit.print.state === 'settled' && visit.print.code !== null ? { keeperNote: visit.print.code } : {}),
  });
}

function resultValues(kit: PageKit, result: Result): Record<string, string> {
  switch (result.state) {
    case 'effective':
      return { time: clockTime(result.at) };
    case 'duplicate':
      return { no: result.existingReceipt };
    case 'refused': {
      const key = `refusal.${result.reason}`;
      return { reason: kit.t(kit.texts.has(key) ? key : 'refusal.other').text };
    }
    default:
      return {};
  }
}

/** 14:03 in the city's time, whatever the machine's zone. */
export function clockTime(iso: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Asia/Shanghai',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  }).format(new Date(iso));
}

/** What is known of the paper: never "printed" without the printer's word. */
export function printNotice(kit: PageKit, visit: Visit): Block {
  const { t } = kit;
  const { print } = visit;
  if (print.state !== 'settled') return notice('information', t('print.printing.text'), t('print.printing'));
  switch (print.outcome) {
    case 'done':
      return notice('done', t(print.unprintable ? 'print.rare' : 'print.done.text'), t('print.done'));
    case 'partial':
      return notice('attention', t('print.partial.text'), t('print.partial'));
    case 'indeterminate':
      return notice('waiting', t('print.unknown.text'), t('print.unknown'));
    case 'notStarted':
    case 'notDone':
      return notice('attention', t('print.noReceipt.text'), t('print.noReceipt'));
  }
}

/** G1: what to take, each line by its sensor where there is one. */
export function leavingPage(kit: PageKit, visit: Visit): Screen {
  const { t, context } = kit;
  const cardLies = context.pad === 'present';
  const items: BlockOf<'checklist'>['items'] = [];
  if (visit.card !== null) {
    items.push({
      id: 'idCard',
      label: t('take.id'),
      state: cardLies ? 'here' : context.pad === 'absent' ? 'taken' : 'cannotKnow',
    });
  }
  const { print } = visit;
  if (print.state === 'printing') items.push({ id: 'receipt', label: t('take.receipt'), state: 'waiting' });
  if (
    print.state === 'settled' &&
    (print.outcome === 'done' || print.outcome === 'partial' || print.outcome === 'indeterminate')
  ) {
    items.push({ id: 'receipt', label: t('take.receipt'), state: 'cannotKnow' });
  }
  const printing = print.state === 'printing';
  const machine: Block = cardLies
    ? { type: 'machine', part: 'idReader', state: 'take', caption: t('id.caption.take') }
    : printing
      ? { type: 'machine', part: 'receiptPrinter', state: 'printing', caption: t('print.caption.printing') }
      : { type: 'machine', part: 'receiptPrinter', state: 'take', caption: t('print.caption.take') };
  const hasPaper = items.some((item) => item.id === 'receipt');
  return page('G1', pageName(visit, cardLies ? 'G1-card' : 'G1'), t(cardLies ? 'id.left' : 'take.all'), {
    lead: t('take.all.lead'),
    blocks: [...(cardLies || hasPaper ? [machine] : []), { type: 'checklist', items }],
    personal: false,
    actions: cardLies || printing ? {} : { main: kit.action('taken', 'action.taken') },
  });
}
