import { codeLength, codeSigns } from '../../../contract/technician/one-time-code.ts';
import { pinLength } from '../../../contract/technician/pin.ts';
import type { TechnicianBlock, TechnicianBlockOf } from '../../../contract/technician/view.ts';
import type { Text } from '../../../contract/text.ts';
import type { WaitCode } from '../../../contract/update-gate.ts';
import type { TextValues } from '../../catalogue/texts.ts';
import type { EnterError, Stage } from '../access-state.ts';
import type { CheckedPage } from './frame.ts';

/** Pages before anybody is in. They say nothing of the machine but that it waits. */
export interface EnterKit {
  t(key: string, values?: TextValues): Text;
  readonly lockedUntil: string | null;
  readonly challengeEndsAt: string | null;
  /** A staff card can be held before the scanner. */
  readonly canShowCard: boolean;
  readonly blockers: readonly WaitCode[];
}

/** Something of a citizen's is still in the machine. What a look cannot settle, a word of the staff does: no sensor sees the tray of the A4 printer. */
export function waitingPage(kit: EnterKit): CheckedPage {
  const { t, blockers } = kit;
  return {
    name: 'waiting',
    heading: t('tech.waiting'),
    lead: t('tech.waiting.lead'),
    blocks: [
      {
        type: 'checks',
        lines: blockerLines(t, blockers),
      },
    ],
  };
}

/** What has to end or to be taken away first, and how. */
export const blockerLines = (
  t: EnterKit['t'],
  blockers: readonly WaitCode[],
): TechnicianBlockOf<'checks'>['lines'][number][] =>
  blockers.map((code) => ({
    id: code,
    label: t(`tech.wait.${code}`),
    verdict: 'waiting',
    word: t('tech.word.waiting'),
    todo: t(`tech.wait.${code}.todo`),
    ...(code === 'paper.inTray' ? { action: { id: 'papers.gone', label: t('tech.action.papersGone') } } : {}),
  }));

type Entering = Extract<Stage, { at: 'entering' }>;

/** Page on which somebody of the staff says who it is. */
export function enterPage(kit: EnterKit, { step, challenge, byCard, error }: Entering): CheckedPage {
  const { t } = kit;
  switch (step) {
    case 'number':
      return {
        name: 'enter',
        heading: t('tech.enter'),
        lead: t(kit.canShowCard ? 'tech.enter.leadCard' : 'tech.enter.lead'),
        blocks: [
          ...lockNotice(kit),
          {
            type: 'digits',
            name: 'staffId',
            label: t('tech.enter.number'),
            maxLength: 6,
            groups: [6],
            allowX: false,
            submit: { id: 'number', label: t('tech.action.next') },
          },
        ],
      };
    case 'pin':
      return {
        name: 'pin',
        heading: t('tech.pin'),
        lead: t(byCard ? 'tech.pin.leadCard' : 'tech.pin.lead'),
        blocks: [secret(kit, 'pin', error === null ? undefined : errorText(kit, error))],
        back: { id: 'back', label: t('tech.action.back') },
        other: [{ id: 'code.ask', label: t('tech.action.askCode') }],
      };
    case 'checking':
      return {
        name: 'checking',
        heading: t('tech.checking'),
        blocks: [{ type: 'steps', steps: [{ label: t('tech.checking.step'), state: 'active' }] }],
      };
    case 'code':
      return {
        name: 'code',
        heading: t('tech.code'),
        lead: t('tech.code.lead'),
        blocks: [
          ...lockNotice(kit),
          ...codeBlocks(kit, challenge?.signs ?? '', error === null ? undefined : errorText(kit, error)),
        ],
        back: { id: 'back', label: t('tech.action.back') },
      };
  }
}

/** The PIN of whoever comes in, or of a second person. */
export function secret(
  kit: Pick<EnterKit, 't' | 'lockedUntil'>,
  name: 'pin' | 'pin2',
  error: Text | undefined,
): TechnicianBlock {
  const { t, lockedUntil } = kit;
  return {
    type: 'secret',
    name,
    label: t('tech.pin.label'),
    minLength: pinLength.least,
    maxLength: pinLength.most,
    submit: { id: name, label: t('tech.action.enter') },
    ...(lockedUntil === null ? {} : { lockedUntil, lockedWords: t('tech.locked') }),
    ...(error === undefined ? {} : { error }),
  };
}

/** What is read out, and where the answer is typed. */
export function codeBlocks(
  kit: Pick<EnterKit, 't' | 'challengeEndsAt'>,
  signs: string,
  error: Text | undefined,
): readonly TechnicianBlock[] {
  const { t, challengeEndsAt } = kit;
  const half = codeLength / 2;
  return [
    {
      type: 'challenge',
      label: t('tech.code.challenge'),
      groups: [signs.slice(0, half), signs.slice(half)],
      ...(challengeEndsAt === null ? {} : { endsAt: challengeEndsAt }),
    },
    {
      type: 'codePad',
      name: 'code',
      label: t('tech.code.answer'),
      alphabet: codeSigns,
      groups: [half, half],
      submit: { id: 'code', label: t('tech.action.enter') },
      ...(error === undefined ? {} : { error }),
    },
  ];
}

function errorText({ t }: Pick<EnterKit, 't'>, error: EnterError): Text {
  return t(`tech.enter.${error}`);
}

function lockNotice({ t, lockedUntil }: EnterKit): readonly TechnicianBlock[] {
  return lockedUntil === null ? [] : [{ type: 'notice', tone: 'attention', text: t('tech.locked') }];
}
