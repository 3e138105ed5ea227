import type { WaitCode } from '../../../contract/update-gate.ts';
import { mayPowerOff, mayRetry } from '../rights.ts';
import { ageWords, type DeskKit, type DeskPage } from './desk.ts';
import { blockerLines } from './enter-pages.ts';
import { standingBlocks } from './update-page.ts';

/** What waits for the hub: counts, ages, why something was given up. Never what stands in it: nobody can open it here. */
export function outboxPage(kit: DeskKit): DeskPage {
  const { t, value, facts, person } = kit;
  const { pending, dead, missing, oldestAgeMs, letters } = facts.outbox();
  const fact = (id: string, text: string | number) => ({ id, label: t(`tech.outbox.${id}`), value: value(id, text) });
  return {
    heading: t('tech.outbox'),
    lead: t('tech.outbox.lead'),
    blocks: [
      {
        type: 'facts',
        rows: [
          fact('pending', pending),
          ...(oldestAgeMs === null
            ? []
            : [{ id: 'oldest', label: t('tech.outbox.oldest'), value: ageWords(kit, oldestAgeMs) }]),
          fact('dead', dead),
          fact('missing', missing),
        ],
      },
      ...(letters.length === 0
        ? []
        : [
            {
              type: 'table' as const,
              title: t('tech.outbox.letters'),
              columns: [t('tech.outbox.topic'), t('tech.outbox.code'), t('tech.outbox.attempts')],
              rows: letters.map(({ topic, code, attempts }, i) => [
                kit.has(`tech.topic.${topic}`) ? t(`tech.topic.${topic}`) : value(`topic.${i}`, topic),
                value(`code.${i}`, code),
                value(`attempts.${i}`, attempts),
              ]),
            },
          ]),
    ],
    ...(mayRetry(person) ? { main: { id: 'outbox.retry', label: t('tech.action.retry') } } : {}),
  };
}

/** Page of the connection to the hub and of the clock. */
export function networkPage(kit: DeskKit): DeskPage {
  const { t, value, facts } = kit;
  const { hub, isOnline, answeredAgoMs, offsetMs, addresses, now } = facts.network();
  const fact = (id: string, text: string) => ({ id, label: t(`tech.network.${id}`), value: value(id, text) });
  return {
    heading: t('tech.network'),
    blocks: [
      isOnline
        ? { type: 'notice', tone: 'done', text: t('tech.network.online') }
        : { type: 'notice', tone: 'attention', title: t('tech.network.offline'), text: t('tech.network.todo') },
      {
        type: 'facts',
        rows: [
          fact('hub', hub),
          {
            id: 'answered',
            label: t('tech.network.answered'),
            value:
              answeredAgoMs === null
                ? t('tech.network.never')
                : t('tech.network.ago', { age: ageWords(kit, answeredAgoMs).text }),
          },
          fact('addresses', addresses.length === 0 ? '—' : addresses.join('　')),
          fact('now', now),
          {
            id: 'offset',
            label: t('tech.network.offset'),
            value:
              offsetMs === null ? t('tech.network.clockUnknown') : value('offset', `${Math.round(offsetMs / 1000)} s`),
          },
        ],
      },
    ],
  };
}

/** Page of versions of program, catalogue and store. */
export function versionsPage(kit: DeskKit): DeskPage {
  const { t, value, facts } = kit;
  const { program, node, items, machine, kiosk, storeEpoch, isDurable, standing } = facts.versions();
  const fact = (id: string, text: string | number) => ({ id, label: t(`tech.version.${id}`), value: value(id, text) });
  return {
    heading: t('tech.versions'),
    blocks: [
      // First what may want a hand.
      ...standingBlocks(kit, standing),
      {
        type: 'facts',
        rows: [
          fact('kiosk', kiosk),
          fact('program', program),
          ...(standing === null ? [] : [fact('release', standing.release)]),
          fact('node', node),
          fact('items', items),
          fact('machine', machine),
          fact('store', storeEpoch),
        ],
      },
      isDurable
        ? { type: 'notice', tone: 'done', text: t('tech.version.storeOk') }
        : { type: 'notice', tone: 'attention', text: t('tech.check.store.todo') },
    ],
  };
}

/** Page that restarts the program or the machine. */
export function restartPage(kit: DeskKit): DeskPage {
  const { t, desk, canRestart, canPowerOff, person } = kit;
  const isBusy = kit.isBusy || desk.refill !== null;
  const mayTurnOff = canPowerOff && mayPowerOff(person);
  if (desk.power !== null) return powerPage(kit, desk.power.open, isBusy);
  return {
    heading: t('tech.restart'),
    lead: t('tech.restart.lead'),
    blocks: [{ type: 'notice', tone: 'information', text: t('tech.restart.safe') }],
    ...(isBusy ? { waiting: t('tech.running') } : {}),
    ...(!isBusy && canRestart ? { main: { id: 'restart.program', label: t('tech.action.restart') } } : {}),
    ...(!isBusy && mayTurnOff ? { other: [{ id: 'power.ask', label: t('tech.power.ask') }] } : {}),
  };
}

/** Before the power goes: what is open, or what it means. */
function powerPage({ t }: DeskKit, open: readonly WaitCode[], isBusy: boolean): DeskPage {
  return {
    name: 'power',
    heading: t('tech.power'),
    blocks:
      open.length > 0
        ? [
            { type: 'notice', tone: 'attention', text: t('tech.power.open') },
            { type: 'checks', lines: blockerLines(t, open) },
          ]
        : [{ type: 'notice', tone: 'attention', title: t('tech.power.sure'), text: t('tech.power.means') }],
    back: { id: 'go:restart', label: t('tech.action.back') },
    ...(isBusy ? { waiting: t('tech.running') } : {}),
    ...(open.length === 0 && !isBusy ? { main: { id: 'power.off', label: t('tech.power.off') } } : {}),
  };
}
