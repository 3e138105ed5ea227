import type { CheckLine } from '../../../contract/checks.ts';
import type { TechnicianBlock, TechnicianView } from '../../../contract/technician/view.ts';
import type { Language } from '../../../contract/text.ts';
import type { Texts, TextValues } from '../../catalogue/texts.ts';
import type { StoreError } from '../../store/store-error.ts';
import { framed } from './frame.ts';
import { measuredLine } from './measured-line.ts';

export interface StorelessPage {
  readonly texts: Texts;
  readonly language: Language;
  readonly fault: StoreError;
  /** What the checks found; null = they run. */
  readonly lines: readonly CheckLine[] | null;
  /** Whoever stands there is at the open cabinet, or has its key. */
  readonly isAtCabinet: boolean;
  readonly canRestart: boolean;
  readonly canPowerOff: boolean;
  /** Off was pressed once: it is asked for once more, since nobody can turn it on again from here. */
  readonly isOffAsked: boolean;
  /** ISO 8601 of this machine's clock. */
  readonly leavesAt: string;
}

/** Faults of opening that have words of their own; the others are a disk that does not do what it should. */
const namedFaults = ['cannotOpen', 'corrupt', 'full', 'newerSchema', 'durability'] as const;

/** What is wrong with a machine that cannot open its store, and the little that can be done here. No list of staff can be read, so nobody is asked who he is, and nothing is told of anybody. */
export function storelessPage(o: StorelessPage): TechnicianView {
  const { texts, language, fault, lines, isAtCabinet, canRestart, canPowerOff, isOffAsked } = o;
  const t = (key: string, values?: TextValues) => texts.text(language, key, values);
  const value = (key: string, text: string | number) => texts.value(key, String(text));
  const named = namedFaults.find((code) => code === fault.code) ?? 'other';
  const open = (lines ?? []).filter(({ verdict }) => verdict === 'fail' || verdict === 'warn');
  const passed = (lines ?? []).filter(({ verdict }) => verdict === 'pass').length;
  const blocks: readonly TechnicianBlock[] = [
    { type: 'notice', tone: 'attention', title: t(`tech.storeless.${named}`), text: t(`tech.storeless.${named}.todo`) },
    { type: 'notice', tone: 'information', text: t('tech.storeless.noRecord') },
    ...(lines === null
      ? [{ type: 'steps' as const, steps: [{ label: t('tech.storeless.checking'), state: 'active' as const }] }]
      : [
          {
            type: 'checks' as const,
            title: t('tech.storeless.found', { open: open.length, passed }),
            lines: open.map((line, i) => measuredLine({ texts, language, value }, `line.${i}`, line)),
          },
        ]),
    ...(isOffAsked ? [{ type: 'notice' as const, tone: 'attention' as const, text: t('tech.storeless.off') }] : []),
    ...(isAtCabinet ? [] : [{ type: 'notice' as const, tone: 'information' as const, text: t('tech.storeless.key') }]),
  ];
  const off = isOffAsked ? 'tech.storeless.off.sure' : 'tech.storeless.off.action';
  return framed(
    {
      name: 'storeless',
      heading: t('tech.storeless'),
      lead: t('tech.storeless.code', { code: fault.code }),
      blocks,
      ...(isAtCabinet && canRestart ? { main: { id: 'restart.program', label: t('tech.action.restart') } } : {}),
      other: [
        ...(isAtCabinet && canPowerOff ? [{ id: 'power.off', label: t(off) }] : []),
        ...(lines === null ? [] : [{ id: 'checks.run', label: t('check.run') }]),
      ],
    },
    {
      citizens: { tone: 'attention', text: t('tech.citizens.storeless') },
      leavesAt: o.leavesAt,
      nav: [],
      leave: t('tech.action.cancel'),
    },
  );
}
