import type { TechnicianBlockOf, Verdict } from '../../../contract/technician/view.ts';
import { ageWords, type DeskKit, type DeskPage } from './desk.ts';
import { toneOf, troubleOf } from './device-pages.ts';

type CheckLine = TechnicianBlockOf<'checks'>['lines'][number];

/** Limits of docs/domain/technician-and-operations.md §5. */
const outboxLimits = { count: 50, ageMs: 4 * 3_600_000 } as const;
const clockLimits = { warnMs: 5_000, failMs: 120_000 } as const;

/**
 * The state of the machine now, as it is known without touching anything: one line each. Checks that move or measure something (`terminal/checks`) take the place of
 * these lines when they are there.
 */
export function todayPage(kit: DeskKit): DeskPage {
  const { t, facts, person } = kit;
  return {
    heading: t('tech.today'),
    blocks: [
      ...(person.scope === 'emergency'
        ? [
            {
              type: 'notice' as const,
              tone: 'attention' as const,
              title: t('tech.emergency.title'),
              text: t('tech.emergency'),
            },
          ]
        : []),
      ...(facts.notice() === null
        ? []
        : [{ type: 'notice' as const, tone: 'information' as const, text: t('tech.notice.stands') }]),
      { type: 'checks', lines: [...deviceLines(kit), ...machineLines(kit)] },
    ],
    ...(person.scope === 'emergency' ? { main: { id: 'go:code', label: t('tech.action.askCode') } } : {}),
  };
}

function deviceLines(kit: DeskKit): readonly CheckLine[] {
  const { t } = kit;
  return kit.facts.devices().map(({ role, status }) => {
    const { tone, word } = toneOf(status);
    const trouble = troubleOf(kit, status);
    const verdict: Verdict =
      tone === 'done' || tone === 'waiting' ? 'pass' : word.endsWith('limited') ? 'warn' : 'fail';
    return {
      id: role,
      label: t(`tech.role.${role}`),
      verdict,
      word: t(word),
      ...(trouble === undefined
        ? {}
        : {
            todo: kit.value('trouble', `${trouble.text.text} ${trouble.todo.text}`),
            measured: kit.value('code', trouble.code),
          }),
    };
  });
}

function machineLines(kit: DeskKit): readonly CheckLine[] {
  const { t, value, facts } = kit;
  const outbox = facts.outbox();
  const network = facts.network();
  const { isDurable } = facts.versions();
  const age = outbox.oldestAgeMs;
  const isLate = outbox.pending >= outboxLimits.count || (age ?? 0) > outboxLimits.ageMs;
  const line = (id: string, verdict: Verdict, rest: Partial<CheckLine> = {}): CheckLine => ({
    id,
    label: t(`tech.check.${id}`),
    verdict,
    word: t(`tech.word.${verdict}`),
    ...(verdict === 'pass' ? {} : { todo: t(`tech.check.${id}.todo`) }),
    ...rest,
  });
  const offset = network.offsetMs;
  const clock: Verdict =
    offset === null || Math.abs(offset) > clockLimits.failMs
      ? 'fail'
      : Math.abs(offset) > clockLimits.warnMs
        ? 'warn'
        : 'pass';
  return [
    line('network', network.isOnline ? 'pass' : 'fail'),
    line('clock', clock, offset === null ? {} : { measured: value('offset', `${Math.round(offset / 1000)} s`) }),
    line('outbox', outbox.dead > 0 ? 'fail' : isLate ? 'warn' : 'pass', {
      measured:
        age === null ? value('count', outbox.pending) : value('count', `${outbox.pending}　${ageWords(kit, age).text}`),
    }),
    line('store', isDurable ? 'pass' : 'fail'),
  ];
}
