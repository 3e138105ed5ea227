import { cameraHints } from '../../../contract/blocks/things.ts';
import type { Block, BlockOf, Screen } from '../../../contract/screen.ts';
import type { Visit } from '../context.ts';
import { mayBePending, mayProxy, mayTakeOver } from '../machine/identify.ts';
import { verifyWays } from '../machine/verify.ts';
import { ageOn } from '../rules/dates.ts';
import { stepOf } from '../rules/visit-steps.ts';
import { hotlines, notice, type PageKit, page, pageName, stepWords } from './page-kit.ts';

export type TapState = 'waiting' | 'hinting' | 'lift' | 'reading';

/** Why a card is asked for; each has its own words. */
export type TapReason = 'actor' | 'again' | 'second' | 'sign' | 'signOther';

const headings: Readonly<Record<TapReason, string>> = {
  actor: 'id.place',
  again: 'id.place.again',
  second: 'id.place.second',
  sign: 'id.place.sign',
  signOther: 'id.place.signOther',
};

/** C1: the picture of this machine with the pad lit. */
export function tapPage(kit: PageKit, visit: Visit, state: TapState, reason: TapReason): Screen {
  const { t } = kit;
  const infix = reason === 'actor' ? '' : `-${reason}`;
  const step = stepWords(kit, visit);
  if (state === 'reading') {
    return page('C1', pageName(visit, `C1${infix}-reading`), t('id.reading'), {
      step,
      lead: t('id.reading.lead'),
      blocks: [{ type: 'machine', part: 'idReader', state: 'reading', caption: t('id.caption.reading') }],
    });
  }
  const lift = state === 'lift';
  const suffix = lift ? '-lift' : state === 'hinting' ? '-hint' : '';
  const isSign = reason !== 'actor' && reason !== 'second';
  return page('C1', pageName(visit, `C1${infix}${suffix}`), t(lift ? 'id.again' : headings[reason]), {
    step,
    lead: t(lift ? 'id.again.lead' : reason === 'actor' ? 'id.place.lead' : `${headings[reason]}.lead`),
    blocks: [
      {
        type: 'machine',
        part: 'idReader',
        state: 'place',
        caption: t(lift ? 'id.caption.again' : 'id.caption.place'),
      },
      ...(reason === 'actor' && visit.identify.proxy
        ? [notice('information', t('proxy.first'), t('proxy.first.title'))]
        : []),
      ...(state === 'hinting'
        ? [notice('information', t('id.hint', { phone: kit.keeperPhone(), hotline: kit.settings.cityHotline }))]
        : []),
    ],
    actions: {
      back: isSign ? kit.action('back', 'action.back') : kit.action('end', 'action.end'),
      other: reason === 'actor' ? proxyActions(kit, visit) : [],
    },
  });
}

/** For whom it is, is asked where people identify themselves, and nowhere behind that. */
function proxyActions(kit: PageKit, visit: Visit) {
  if (stepOf(visit, 'identify') === null) return [];
  if (mayProxy(visit)) return [kit.action('proxy', 'action.proxy')];
  return visit.identify.proxy ? [kit.action('myself', 'action.myself')] : [];
}

/** Two-card visits: the first card goes before the second is asked for. */
export function removePage(kit: PageKit, visit: Visit): Screen {
  return page('C1', pageName(visit, 'C1-remove'), kit.t('id.remove'), {
    step: stepWords(kit, visit),
    lead: kit.t('id.remove.lead'),
    blocks: [{ type: 'machine', part: 'idReader', state: 'take', caption: kit.t('id.caption.take') }],
    actions: { back: kit.action('end', 'action.end') },
  });
}

/** C2: every way on one page, of one size; what this machine cannot do now says why. Children see the ways without a camera first. */
export function choosePage(kit: PageKit, visit: Visit): Screen {
  const { t, context } = kit;
  const ways = [...verifyWays(context)];
  const { signer } = visit;
  const age = ageOn((signer ?? visit.actor)?.birthDate ?? '', context.today);
  if (age !== undefined && age < 14) ways.push(...ways.splice(0, 1));
  const error = visit.identify.error;
  const tiles: BlockOf<'tiles'>['tiles'] = ways.map(({ method, why }) => ({
    id: `method:${method}`,
    title: t(`verify.${method}`),
    detail: t(`verify.${method}.detail`),
    icon: method === 'cardPin' ? 'pin' : method,
    ...(why === null ? {} : { unavailable: t(why) }),
  }));
  const pending = mayBePending(context);
  // Nobody is asked to choose where there is nothing to choose from.
  const isNone = !pending && ways.every(({ why }) => why !== null);
  return page(
    'C2',
    pageName(visit, signer === null ? 'C2' : 'C2-signer'),
    t(isNone ? 'verify.none' : signer === null ? 'verify.title' : 'verify.signer'),
    {
      step: stepWords(kit, visit),
      lead: t(isNone ? 'verify.none.lead' : 'verify.lead'),
      blocks: [
        ...(error === null ? [] : [notice('attention', t(error))]),
        { type: 'tiles', tiles },
        ...(isNone ? [hotlines(kit, visit)] : []),
        ...(pending ? [notice('waiting', t('verify.pending'), t('verify.pending.title'))] : []),
      ],
      actions: {
        back: signer === null ? kit.action('end', 'action.end') : kit.action('back', 'action.back'),
        ...(pending ? { main: kit.action('pending', 'action.pending') } : {}),
        other: proxyActions(kit, visit),
      },
    },
  );
}

/** A separate notice before the camera opens: purpose, method, time kept; not agreeing leads to the other ways, at no cost. */
export function faceConsentPage(kit: PageKit, visit: Visit): Screen {
  const { t } = kit;
  return page('C2', pageName(visit, 'C2-face-consent'), t('face.ask'), {
    step: stepWords(kit, visit),
    blocks: [
      notice('information', t('face.notice'), t('face.notice.title')),
      notice('information', t('face.notice.kept'), t('face.notice.kept.title')),
    ],
    actions: { back: kit.action('disagree', 'face.alt'), main: kit.action('agree', 'face.agree'), equal: true },
  });
}

/** The picture of a camera with hints how to stand or lay a paper. */
export function cameraBlock(kit: PageKit, name: string, use: 'face' | 'document'): Block {
  return {
    type: 'camera',
    name,
    use,
    hints: cameraHints.map((id) => ({ id, text: kit.t(`camera.${use}.${id}`) })),
    caption: kit.t(`camera.${use}`),
  };
}

/** Page on which a face is compared with a photo. */
export function facePage(kit: PageKit, visit: Visit): Screen {
  const { t } = kit;
  const { error } = visit.identify;
  return page('C2', pageName(visit, 'C2-face'), t('face.title'), {
    step: stepWords(kit, visit),
    lead: t('face.lead'),
    blocks: [cameraBlock(kit, 'face', 'face'), ...(error === null ? [] : [notice('attention', t(error))])],
    personal: true,
    actions: { back: kit.action('back', 'face.alt') },
  });
}

/** Page on which the code of a message is typed, and before it the number. */
export function smsPage(kit: PageKit, visit: Visit): Screen {
  const { t } = kit;
  const { sms, error } = visit.identify;
  if (sms === null) {
    return page('C2', pageName(visit, 'C2-sms-asking'), t('verify.sms.asking'), {
      step: stepWords(kit, visit),
      lead: t('verify.sms.asking.lead'),
      actions: { back: kit.action('back', 'face.alt') },
    });
  }
  return page('C2', pageName(visit, 'C2-sms'), t('verify.sms.title'), {
    step: stepWords(kit, visit),
    lead: { ...t('verify.sms.to', { to: sms.to }), personal: true },
    blocks: [codeBlock(kit, 'smsCode', error)],
    personal: true,
    actions: { back: kit.action('back', 'face.alt') },
  });
}

/** Six digits of a code. */
export function codeBlock(kit: PageKit, name: string, error: string | null): BlockOf<'digits'> {
  return {
    type: 'digits',
    name,
    label: kit.t('sms.code'),
    maxLength: 6,
    groups: [3, 3],
    allowX: false,
    submit: kit.action('continue', 'action.continue'),
    ...(error === null ? {} : { error: kit.t(error) }),
  };
}

/** Page on which somebody at an office looks at the citizen. */
export function videoPage(kit: PageKit, visit: Visit): Screen {
  return page('C2', pageName(visit, 'C2-video'), kit.t('verify.video.title'), {
    step: stepWords(kit, visit),
    lead: kit.t('verify.video.lead'),
    actions: { back: kit.action('back', 'face.alt') },
  });
}

/** Page on which the PIN of a social security card is typed. */
export function cardPinPage(kit: PageKit, visit: Visit): Screen {
  const { t } = kit;
  const { pin, error } = visit.identify;
  return page('C2', pageName(visit, 'C2-pin'), t('verify.cardPin.title'), {
    step: stepWords(kit, visit),
    lead: t('verify.cardPin.lead'),
    blocks: [
      { type: 'machine', part: 'pinPad', state: 'place', caption: t('pin.caption') },
      { type: 'pin', label: t('pin.label'), entered: pin, of: 6 },
      ...(error === null ? [] : [notice('attention', t(error))]),
    ],
    actions: { back: kit.action('back', 'face.alt') },
  });
}

/** Under 16 a guardian applies: who may do it, here or at a window. */
export function minorPage(kit: PageKit, visit: Visit): Screen {
  const { t } = kit;
  const end = kit.action('end', 'action.end');
  const takesOver = mayTakeOver(visit);
  return page('N1', pageName(visit, 'N1-minor'), t('minor'), {
    step: stepWords(kit, visit),
    tone: 'information',
    lead: t(takesOver ? 'minor.proxy' : 'minor.window'),
    blocks: [hotlines(kit, visit)],
    actions: takesOver ? { back: end, main: kit.action('proxy', 'minor.takeOver') } : { main: end },
  });
}

/** Under 14: the guardian's agreement, apart from every other. */
export function guardianPage(kit: PageKit, visit: Visit): Screen {
  const { t } = kit;
  return page('B2', pageName(visit, 'B2-guardian'), t('guardian'), {
    step: stepWords(kit, visit),
    blocks: [
      notice('information', t('guardian.notice'), t('guardian.notice.title')),
      notice('information', t('guardian.relation'), t('guardian.relation.title')),
    ],
    actions: {
      back: kit.action('disagree', 'action.disagree'),
      main: kit.action('agree', 'guardian.agree'),
      equal: true,
    },
  });
}
