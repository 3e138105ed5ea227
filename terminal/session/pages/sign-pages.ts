import { maskName } from '../../../contract/mask.ts';
import type { Block, BlockOf, Screen } from '../../../contract/screen.ts';
import { qrModules } from '../../receipt/receipt-qr.ts';
import type { Visit } from '../context.ts';
import { canPrint } from '../machine/kit.ts';
import { signingOf, unsigned } from '../machine/sign.ts';
import { feeOf } from '../rules/fee.ts';
import { moneyText } from '../rules/format.ts';
import { answerRows } from './check-pages.ts';
import { peopleFacts, sectionBlocks } from './facts.ts';
import { notice, type PageKit, page, pageName, scopeFor, stepWords } from './page-kit.ts';
import { slipNotice } from './result-pages.ts';

/** What a signature stands under: what the check page showed, nothing to change any more. */
export function signedRows(kit: PageKit, visit: Visit): BlockOf<'facts'>['rows'] {
  const check = visit.item.steps.find((step) => step.page === 'check');
  const sections = check?.page === 'check' ? (check.sections ?? []) : [];
  const shown = sectionBlocks(kit, visit, sections).flatMap((block) => (block.type === 'facts' ? block.rows : []));
  return [...shown, ...answerRows(kit, visit)].map(({ change: _change, ...row }) => row);
}

/** E2 of somebody else's application, as the one who filled it in saw it. */
export function cosignPage(kit: PageKit, visit: Visit): Screen {
  const { t, context } = kit;
  const rows = signingOf(context)?.summary[context.language] ?? [];
  return page('E2', pageName(visit, 'E2-cosign'), t('sign.title'), {
    lead: t('sign.cosign.lead'),
    blocks: [
      {
        type: 'facts',
        title: t('sign.cosign.what'),
        rows: rows.map(({ label, value }, i) => ({
          id: `row${i}`,
          label: kit.value('label', label),
          value: kit.personal('value', value),
        })),
      },
      notice('information', t('sign.means'), t('sign.means.title')),
    ],
    personal: true,
    actions: { back: kit.action('back', 'action.notNow'), main: kit.action('sign', 'action.sign'), equal: true },
  });
}

/** E2: what is signed stands on the page in full; laying the card is the signature. */
export function signPage(kit: PageKit, visit: Visit): Screen {
  const { t } = kit;
  return page('E2', pageName(visit, 'E2'), t('sign.title'), {
    step: stepWords(kit, visit),
    lead: t('sign.lead'),
    blocks: [
      ...peopleFacts(kit, visit),
      { type: 'facts', title: t('sign.cosign.what'), rows: signedRows(kit, visit) },
      notice('information', t('sign.means'), t('sign.means.title')),
    ],
    personal: true,
    actions: { back: kit.action('end', 'action.notNow'), main: kit.action('sign', 'action.sign'), equal: true },
  });
}

/** Page that stands while a signature is made. */
export function signingPage(kit: PageKit, visit: Visit): Screen {
  return page('E2', pageName(visit, 'E2-signing'), kit.t('sign.working'), {
    step: stepWords(kit, visit),
    lead: kit.t('sign.working.lead'),
  });
}

/** Enough to know each other by, and no more than a receipt shows. */
const whoOf = ({ name, idLast4 }: { readonly name: string; readonly idLast4: string }) => ({
  name: maskName(name),
  last4: idLast4,
});

/** Others who have to sign: here with their own card, or on their phone within the time of the draft. */
export function othersPage(kit: PageKit, visit: Visit): Screen {
  const { t } = kit;
  const signers = visit.draft?.signers ?? [];
  const codes: Block[] = unsigned(visit)
    .slice(0, 2)
    .map((signer) => ({
      type: 'code',
      qr: { ...qrModules(signer.phoneCode), label: t('sign.others.code') },
      caption: { ...t('sign.others.caption', whoOf(signer)), personal: true },
    }));
  const open = unsigned(visit).length;
  return page('E2', pageName(visit, 'E2-others'), t('sign.others', { n: signers.length - open, m: signers.length }), {
    step: stepWords(kit, visit),
    lead: t('sign.others.lead'),
    blocks: [
      {
        type: 'steps',
        steps: signers.map((signer) => ({
          label: { ...t('sign.signer', whoOf(signer)), personal: true },
          state: signer.signed ? 'done' : 'waiting',
        })),
      },
      ...codes,
      ...(visit.print.state === 'none' ? [] : [slipNotice(kit, visit, 'print.slip.signer.text')]),
    ],
    personal: true,
    actions: {
      // Slips that are on their way have their end first: the receipt of the application comes out of the same printer.
      ...(visit.print.state === 'printing' ? {} : { main: kit.action('continue', 'action.continue') }),
      other: [
        ...(open > 0 ? [kit.action('sign', 'sign.others.here')] : []),
        ...(open > 0 && canPrint(kit.context, visit) ? [kit.action('print', 'sign.others.slips')] : []),
      ],
    },
  });
}

/** P1: amount, symbol, time that is left. What is not known is said so, and nobody is asked to pay twice. */
export function payPage(kit: PageKit, visit: Visit): Screen {
  const { t } = kit;
  const { order } = visit;
  const amount = moneyText(feeOf(scopeFor(kit, visit)));
  const end = kit.action('end', 'action.notNow');
  const step = stepWords(kit, visit);
  if (order.state === 'pending') {
    const { payCode, expiresAt, demonstration } = order.order;
    return page('P1', pageName(visit, 'P1'), t('pay.title'), {
      step,
      lead: t('pay.lead'),
      blocks: [
        {
          type: 'pay',
          amount: kit.value('amount', moneyText(order.order.amountFen)),
          what: kit.title(visit.item),
          qr: { ...qrModules(payCode), label: t('pay.code') },
          endsAt: expiresAt,
          ...(demonstration ? { label: t('pay.demonstration') } : {}),
        },
      ],
      actions: { back: end },
    });
  }
  const words = order.state === 'none' ? 'opening' : order.state;
  const canRetry = order.state === 'away' || order.state === 'expired';
  return page('P1', pageName(visit, `P1-${words}`), t(`pay.${words}`, { amount }), {
    step,
    ...(words === 'opening' ? {} : { tone: words === 'paid' ? 'done' : 'waiting' }),
    lead: t(`pay.${words}.lead`, { amount }),
    actions: { back: end, ...(canRetry ? { main: kit.action('retry', 'action.retry') } : {}) },
  });
}
