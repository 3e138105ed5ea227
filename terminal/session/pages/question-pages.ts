import type { Action, Block, Screen } from '../../../contract/screen.ts';
import type { Visit } from '../context.ts';
import { openField, previousStep } from '../steps.ts';
import { cardDetail, cardLabel, personFacts } from './found-pages.ts';
import { chosenBank, hotlines, notice, type PageKit, page, pageName, stepWords } from './page-kit.ts';

/** D2: one question. */
export function questionPage(kit: PageKit, visit: Visit): Screen {
  const { t } = kit;
  const key = openField(visit);
  const field = visit.item.fields.find((candidate) => candidate.key === key);
  if (field === undefined) throw new Error(`question without a field in ${visit.item.id}`);
  const heading = t(field.question ?? field.label);
  const back = backAction(kit, visit);
  const error = visit.fieldError === null ? {} : { error: t(visit.fieldError) };
  const common = {
    step: stepWords(kit, visit),
    ...(field.why === undefined ? {} : { lead: t(field.why) }),
    personal: field.type !== 'select',
  };
  if (field.type === 'mobile') {
    return page('D2', pageName(visit, `D2-${field.key}`), heading, {
      ...common,
      blocks: [
        {
          type: 'digits',
          name: field.key,
          label: t(field.label),
          maxLength: 11,
          groups: [3, 4, 4],
          allowX: false,
          submit: kit.action('continue', 'action.continue'),
          ...error,
        },
      ],
      actions: { ...back },
    });
  }
  return page('D2', pageName(visit, `D2-${field.key}`), heading, {
    ...common,
    blocks: [
      {
        type: 'choice',
        name: field.key,
        selected: visit.answers[field.key] ?? null,
        options: field.type === 'cardRef' ? cardOptions(kit, visit) : listOptions(kit, field.list),
        ...error,
      },
    ],
    actions: { ...back, main: kit.action('continue', 'action.continue') },
  });
}

function backAction(kit: PageKit, visit: Visit): { readonly back?: Action } {
  const possible = visit.changing !== null || previousStep(visit, visit.step) >= 0;
  return possible ? { back: kit.action('back', 'action.back') } : {};
}

function cardOptions(kit: PageKit, visit: Visit) {
  if (visit.found?.kind !== 'cards') return [];
  return visit.found.cards.map((card) => ({
    id: card.cardId,
    label: cardLabel(kit, card),
    detail: kit.personal('card', cardDetail(kit, card)),
    ...(card.state === 'normal' ? {} : { disabledBecause: kit.t(`card.state.${card.state}`) }),
  }));
}

function listOptions(kit: PageKit, list: { readonly name: string; readonly codes: readonly string[] } | undefined) {
  return (list?.codes ?? []).map((code) => ({ id: code, label: kit.t(`list.${list?.name}.${code}`) }));
}

/** E0: two locks. The machine blocks one; the other needs a phone call. */
export function interruptionPage(kit: PageKit, visit: Visit): Screen {
  const { t } = kit;
  const step = visit.item.steps[visit.step];
  const id = step?.page === 'interruption' ? step.id : 'loss.effects';
  const bank = chosenBank(kit, visit);
  const blocks: Block[] = [
    notice('information', t(`${id}.social`), t(`${id}.social.title`)),
    notice(
      'attention',
      bank === null ? t(`${id}.bankAny`) : t(`${id}.bank`, { bank: bank.name, hotline: bank.hotline }),
      t(`${id}.bank.title`),
    ),
  ];
  if (step?.page === 'interruption' && step.hotlines) blocks.push(hotlines(kit, visit, true));
  return page('E0', pageName(visit, 'E0'), t(id), {
    step: stepWords(kit, visit),
    blocks,
    personal: false,
    actions: {
      back: kit.action('end', 'action.notNow'),
      main: kit.action('continue', `${id}.go`),
      equal: true,
    },
  });
}

/** E1: nothing is sent yet; the button names the act. */
export function checkPage(kit: PageKit, visit: Visit): Screen {
  const { t } = kit;
  const step = visit.item.steps[visit.step];
  const submitKey = step?.page === 'check' ? step.submitLabel : 'loss.confirm';
  const away = visit.found?.kind === 'away';
  const yours: Extract<Block, { type: 'facts' }>['rows'] = [];
  for (const field of visit.item.fields) {
    const value = answerText(kit, visit, field.key);
    if (value === null) continue;
    const canChange =
      field.type === 'select' ||
      field.type === 'mobile' ||
      (field.type === 'cardRef' && cardOptions(kit, visit).length > 1);
    yours.push({
      id: field.key,
      label: t(field.label),
      value,
      ...(canChange ? { change: kit.action(`change:${field.key}`, 'action.change') } : {}),
    });
  }
  return page('E1', pageName(visit, 'E1'), t('check.title'), {
    step: stepWords(kit, visit),
    blocks: [
      { ...personFacts(kit, visit), title: t('check.known') },
      { type: 'facts', title: t('check.yours'), rows: yours },
      ...(away ? [notice('waiting', t('loss.offline.option'))] : []),
    ],
    personal: true,
    actions: {
      ...backAction(kit, visit),
      main: kit.action('submit', away ? `${submitKey}.offline` : submitKey),
    },
  });
}

function answerText(kit: PageKit, visit: Visit, key: string) {
  const field = visit.item.fields.find((candidate) => candidate.key === key);
  const answer = visit.answers[key];
  switch (field?.type) {
    case 'constant':
      return kit.t(`${field.label}.${field.default}`);
    case 'select':
      return answer === undefined ? null : kit.t(`list.${field.list?.name}.${answer}`);
    case 'mobile':
      return answer === undefined ? null : kit.personal('mobile', `${answer.slice(0, 3)}****${answer.slice(7)}`);
    case 'cardRef': {
      if (visit.found?.kind !== 'cards') return kit.t('card.any');
      const card = visit.found.cards.find((candidate) => candidate.cardId === answer);
      return card === undefined ? null : kit.personal('card', `${cardLabel(kit, card).text}　${cardDetail(kit, card)}`);
    }
    case undefined:
      return null;
  }
}
