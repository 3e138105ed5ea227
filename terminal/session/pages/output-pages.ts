import type { Block, BlockOf, Screen } from '../../../contract/screen.ts';
import type { Visit } from '../context.ts';
import { mayPrintAgain } from '../machine/send.ts';
import { cardSteps } from '../outputs.ts';
import { moneyText } from '../rules/format.ts';
import { hotlines, notice, type PageKit, page, pageName, stepWords } from './page-kit.ts';

/** What comes out of the machine: the card (G1) and A4 pages. */

/** G1 while a card is made: every step by what the devices report. */
export function cardPage(kit: PageKit, visit: Visit, state: string): Screen {
  const { t } = kit;
  const { card } = visit;
  const step = stepWords(kit, visit);
  if (card.state === 'offered') {
    return page('G1', pageName(visit, `G1-take-${card.urgency}`), t('card.take'), {
      step,
      tone: card.urgency === 'calm' ? 'information' : 'attention',
      lead: t(`card.take.${card.urgency}`, { s: card.seconds }),
      blocks: [{ type: 'machine', part: 'cardDispenser', state: 'take', caption: t('card.caption.take') }],
    });
  }
  if (card.state === 'settled') return cardEndPage(kit, visit, state === 'following');
  const at = card.state === 'working' ? card.step : 'pin';
  const ask = card.state === 'working' ? (card.pinAsk ?? 'new') : 'new';
  if (at === 'pin') {
    return page('G1', pageName(visit, 'G1-pin'), t('card.pin'), {
      step,
      lead: t('card.pin.lead'),
      blocks: [
        { type: 'machine', part: 'pinPad', state: 'place', caption: t('pin.caption') },
        { type: 'pin', label: t(`pin.label.${ask}`), entered: card.state === 'working' ? card.pinEntered : 0, of: 6 },
      ],
    });
  }
  const reached = cardSteps.indexOf(at);
  const steps: BlockOf<'steps'>['steps'] = cardSteps
    .filter((name) => name !== 'pin')
    .map((name) => {
      const index = cardSteps.indexOf(name);
      return {
        label: t(`card.step.${name}`),
        state: index < reached ? 'done' : index === reached ? 'active' : 'waiting',
      };
    });
  return page('G1', pageName(visit, 'G1-making'), t('card.making'), {
    step,
    lead: t('card.making.lead'),
    blocks: [{ type: 'steps', steps }],
  });
}

/** What goes back, and where to. */
export function refundNotice(kit: PageKit, { order }: Visit): Block {
  const { t } = kit;
  const title =
    'order' in order ? t('card.refund.amount', { amount: moneyText(order.order.amountFen) }) : t('card.refund');
  return notice('waiting', t('card.refund.text'), title);
}

/** How it ended, with what becomes of the money where no card came out. */
function cardEndPage(kit: PageKit, visit: Visit, isFollowed: boolean): Screen {
  const { t } = kit;
  const { card } = visit;
  if (card.state !== 'settled') throw new Error('a card page without its end');
  const { end, refund, last4 } = card;
  const blocks: Block[] = [];
  if (last4 !== null) {
    const value = kit.personal('card', last4);
    blocks.push({ type: 'facts', rows: [{ id: 'card', label: t('card.newNumber'), value, emphasis: true }] });
  }
  if (refund) blocks.push(refundNotice(kit, visit));
  if (isFollowed) blocks.push(notice('waiting', t('card.following')));
  // The picture keeps the lamp of the outlet on.
  if (end === 'leftAtExit') {
    blocks.push({ type: 'machine', part: 'cardDispenser', state: 'take', caption: t('card.caption.take') });
  }
  if (end !== 'taken') blocks.push(hotlines(kit, visit));
  return page('G1', pageName(visit, `G1-end-${end}${isFollowed ? '-following' : ''}`), t(`card.end.${end}`), {
    step: stepWords(kit, visit),
    tone: end === 'taken' ? 'done' : end === 'unknown' ? 'waiting' : 'attention',
    lead: t(`card.end.${end}.text`, { phone: kit.keeperPhone() }),
    blocks,
    personal: true,
    actions: isFollowed ? {} : { main: kit.action('continue', 'action.continue') },
  });
}

/** A4: preview, print, count. */
export function documentPage(kit: PageKit, visit: Visit): Screen {
  const { t } = kit;
  const { document } = visit;
  const step = stepWords(kit, visit);
  const end = kit.action('end', 'action.end');
  switch (document.state) {
    case 'none':
    case 'preparing':
      return page('D1', pageName(visit, 'D1-preparing'), t('document.preparing'), {
        step,
        lead: t('document.preparing.lead'),
      });
    case 'preview':
      return previewPage(kit, visit);
    case 'issuing':
      return page('G1', pageName(visit, 'G1-issuing'), t('document.issuing'), {
        step,
        lead: t('document.issuing.lead'),
      });
    case 'printing':
      if (kit.context.devices.a4Printer.fault !== null) return faultPage(kit, visit);
      return page(
        'G1',
        pageName(visit, 'G1-printing'),
        t('print.page', { k: Math.min(document.page + 1, document.of), n: document.of }),
        {
          step,
          lead: t('document.printing.lead'),
          blocks: [
            { type: 'machine', part: 'documentPrinter', state: 'printing', caption: t('document.caption.printing') },
          ],
        },
      );
    case 'refused':
      return page('N1', pageName(visit, 'N1-document.refused'), t('document.refused'), {
        step,
        tone: 'attention',
        lead: kit.first([`document.refused.${document.reason}`, 'document.refused.lead']),
        blocks: [hotlines(kit, visit)],
        actions: { main: end },
      });
    case 'away':
      return page('N1', pageName(visit, 'N1-document.away'), t('document.away'), {
        step,
        tone: 'attention',
        lead: t('document.away.lead'),
        blocks: [hotlines(kit, visit)],
        actions: { back: end, main: kit.action('retry', 'action.retry') },
      });
    case 'settled':
      return printedPage(kit, visit);
  }
}

/** J2: the printer has stopped within the job. The keeper has 90 s (the driver waits for it), then the rest is void and may be printed again free of charge. */
function faultPage(kit: PageKit, visit: Visit): Screen {
  const { t, context } = kit;
  const { document } = visit;
  if (document.state !== 'printing') throw new Error('a page about a stopped printer without its job');
  const { fault } = context.devices.a4Printer;
  const why = fault === 'E_SUPPLY_OUT' ? 'paper' : fault === 'E_MEDIA_JAM' ? 'jam' : 'other';
  return page('G1', pageName(visit, 'G1-printing-fault'), t('print.fault', { k: document.page }), {
    step: stepWords(kit, visit),
    tone: 'attention',
    lead: t(`print.fault.${why}`, { phone: kit.keeperPhone() }),
    blocks: [
      { type: 'machine', part: 'documentPrinter', state: 'fault', caption: t('document.caption.fault') },
      notice('information', t('print.fault.else'), t('print.fault.else.title')),
    ],
    ...(fault === null ? {} : { keeperNote: fault }),
  });
}

function previewPage(kit: PageKit, visit: Visit): Screen {
  const { t, context } = kit;
  const { document } = visit;
  if (document.state !== 'preview') throw new Error('a preview page without its document');
  const { preview, pages } = document.reply;
  const n = Math.min(visit.page, Math.max(0, preview.length - 1));
  const ready = context.devices.a4Printer.availability !== 'unavailable';
  const words = t('document.pages', { n: n + 1, of: preview.length });
  const pager =
    preview.length < 2
      ? {}
      : {
          pager: {
            words,
            ...(n > 0 ? { previous: kit.action('page:previous', 'pager.previous') } : {}),
            ...(n < preview.length - 1 ? { next: kit.action('page:next', 'pager.next') } : {}),
          },
        };
  return page('D1', pageName(visit, 'D1-preview'), t('document.preview'), {
    step: stepWords(kit, visit),
    lead: t('document.preview.lead', { n: pages }),
    blocks: [
      {
        type: 'preview',
        lines: [...(preview[n] ?? [])],
        pageWords: words,
        watermark: t('document.watermark'),
        ...pager,
      },
      ...(ready ? [] : [notice('attention', t('tile.missing.a4Printer'))]),
    ],
    personal: true,
    actions: {
      back: kit.action('end', 'action.notNow'),
      ...(ready ? { main: kit.action('printDocument', 'action.printDocument') } : {}),
    },
  });
}

function printedPage(kit: PageKit, visit: Visit): Screen {
  const { t, context } = kit;
  const { document } = visit;
  if (document.state !== 'settled') throw new Error('a printed page without its document');
  const { outcome, pagesOut, of, code, reply } = document;
  const isDone = outcome === 'done';
  const again = mayPrintAgain(context)
    ? [kit.action('again', isDone ? 'document.notOut' : 'document.again')]
    : isDone
      ? [kit.action('notOut', 'document.notOut')]
      : [];
  return page('G1', pageName(visit, `G1-printed-${outcome}`), t(`document.${outcome}`, { k: pagesOut ?? '?', n: of }), {
    step: stepWords(kit, visit),
    tone: outcome === 'done' ? 'done' : outcome === 'indeterminate' ? 'waiting' : 'attention',
    lead: t(`document.${outcome}.lead`, { k: pagesOut ?? '?', n: of, code: reply.verifyCode }),
    blocks:
      pagesOut === 0
        ? [hotlines(kit, visit)]
        : [{ type: 'machine', part: 'documentPrinter', state: 'take', caption: t('document.caption.take') }],
    personal: true,
    actions: { main: kit.action('continue', 'action.continue'), other: again },
    ...(code === null ? {} : { keeperNote: code }),
  });
}

/** A second time 没有打印出来?: not printed again by itself; who can help, and where else it can be had. */
export function askKeeperPage(kit: PageKit, visit: Visit): Screen {
  const { t } = kit;
  return page('N1', pageName(visit, 'N1-document.askKeeper'), t('document.askKeeper'), {
    step: stepWords(kit, visit),
    tone: 'attention',
    lead: t('document.askKeeper.lead', { phone: kit.keeperPhone() }),
    blocks: [hotlines(kit, visit)],
    actions: { back: kit.action('back', 'action.back'), main: kit.action('continue', 'action.continue') },
  });
}
