import type { Verdict } from '../../../contract/technician/verdicts.ts';
import type { TechnicianBlock, TechnicianBlockOf } from '../../../contract/technician/view.ts';
import { countsOf } from '../../checks/judge.ts';
import { clockLines } from '../../checks/link-verdicts.ts';
import { outboxLines } from '../../checks/store-verdicts.ts';
import { ageWords, type DeskKit, type DeskPage } from './desk.ts';
import { toneOf, troubleOf } from './device-pages.ts';
import { measuredLine } from './measured-line.ts';

type CheckLine = TechnicianBlockOf<'checks'>['lines'][number];

/**
 * The state of the machine now, as it is known without touching anything: one line each. Below them what the last self-test
 * measured (`terminal/checks`).
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
      ...selfTestBlocks(kit),
    ],
    ...(person.scope === 'emergency' ? { main: { id: 'go:code', label: t('tech.action.askCode') } } : checkAction(kit)),
  };
}

/** What the last self-test found, in short: what passed is counted, what did not is told with what to do. */
function selfTestBlocks(kit: DeskKit): readonly TechnicianBlock[] {
  const { t, facts } = kit;
  const last = facts.selfTest();
  if (last === null || last === undefined) return [];
  const { pass, warn, fail } = last.counts;
  const at = new Date(last.atMs + 8 * 3_600_000).toISOString().replace('T', ' ').slice(0, 16);
  const title = t('check.last', { at, pass, warn, fail });
  const open = last.lines.filter(({ verdict }) => verdict === 'warn' || verdict === 'fail');
  if (open.length === 0) return [{ type: 'notice', tone: 'done', text: title }];
  const lines = open.map((line, i) => measuredLine(kit, `selftest.${i}`, line));
  return [{ type: 'checks', title, lines }];
}

function checkAction({ t, facts, isBusy }: DeskKit): Pick<DeskPage, 'main' | 'other'> {
  if (facts.selfTest() === undefined || isBusy) return {};
  return {
    main: { id: 'checks.run', label: t('check.run') },
    ...(facts.selfTest() === null ? {} : { other: [{ id: 'slip.print', label: t('tech.readiness.print') }] }),
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
            measured: kit.value('fault', `${trouble.text.text}　${trouble.code}`),
            todo: trouble.todo,
          }),
    };
  });
}

function machineLines(kit: DeskKit): readonly CheckLine[] {
  const { t, facts } = kit;
  const outbox = facts.outbox();
  const network = facts.network();
  const { isDurable } = facts.versions();
  const age = outbox.oldestAgeMs;
  const line = (id: string, verdict: Verdict, rest: Partial<CheckLine> = {}): CheckLine => ({
    id,
    label: t(`tech.check.${id}`),
    verdict,
    word: t(`tech.word.${verdict}`),
    ...(verdict === 'pass' ? {} : { todo: t(`tech.check.${id}.todo`) }),
    ...rest,
  });
  const offset = network.offsetMs;
  const clock = worst(clockLines({ hub: network }));
  return [
    line('network', network.isOnline ? 'pass' : 'fail'),
    line(
      'clock',
      clock,
      offset === null ? {} : { measured: t('tech.check.clock.offset', { n: Math.round(offset / 1000) }) },
    ),
    line('outbox', worst(outboxLines({ outbox: { ...outbox, isGapFree: null } })), {
      measured:
        age === null
          ? t('tech.check.outbox.count', { n: outbox.pending })
          : t('tech.check.outbox.oldest', { n: outbox.pending, age: ageWords(kit, age).text }),
    }),
    line('store', isDurable ? 'pass' : 'fail'),
  ];
}

/** By the same limits as the self-test: one machine says one thing of itself. */
function worst(lines: Parameters<typeof countsOf>[0]): Verdict {
  const { fail, warn } = countsOf(lines);
  return fail > 0 ? 'fail' : warn > 0 ? 'warn' : 'pass';
}
