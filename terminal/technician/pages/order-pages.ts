import type { Tone } from '../../../contract/blocks/parts.ts';
import type { TechnicianBlock, TechnicianBlockOf } from '../../../contract/technician/view.ts';
import { meaningOf, type WorkSeverity } from '../../../contract/technician/work-causes.ts';
import { orderUrl, type WorkEvidence, type WorkOrder, waitingNotes } from '../../../contract/technician/work-orders.ts';
import type { Text } from '../../../contract/text.ts';
import { lineInWords } from '../../checks/words.ts';
import { qrModules } from '../../receipt/receipt-qr.ts';
import type { OrderWork } from '../orders/order-life.ts';
import type { WorkStep } from '../orders/work-steps.ts';
import { mayWork, pagesOf } from '../rights.ts';
import { evidenceRows } from '../staff-work.ts';
import { axesOf } from './axes.ts';
import { cityMinute, type DeskKit, type DeskPage } from './desk.ts';

const toneOf: Readonly<Record<WorkSeverity, Tone>> = { stop: 'attention', limit: 'attention', watch: 'information' };

/** The open orders of this machine: what, how grave, until when, what it does to citizens. */
export function ordersPage(kit: DeskKit): DeskPage {
  const { t, value, facts, desk } = kit;
  const known = facts.orders();
  const open = known?.orders.find(({ order }) => order.id === desk.order.id);
  if (known !== null && open !== undefined) return orderPage(kit, open.order, open.work);
  if (known === null || known.heardAt === null)
    return { heading: t('tech.orders'), blocks: [{ type: 'notice', tone: 'waiting', text: t('tech.orders.unheard') }] };
  const heard = t('tech.orders.heard', { at: cityMinute(known.heardAt) });
  if (known.orders.length === 0)
    return {
      heading: t('tech.orders'),
      blocks: [
        { type: 'notice', tone: 'done', text: t('tech.orders.none') },
        { type: 'paragraph', text: heard, muted: true },
      ],
    };
  return {
    heading: t('tech.orders'),
    lead: t('tech.orders.lead'),
    blocks: [
      {
        type: 'devices',
        rows: known.orders.map(({ order, work }) => {
          const { severity } = meaningOf(order.kind);
          return {
            id: String(order.id),
            name: nameOf(kit, order),
            detail: `№ ${order.id}　${dueText(kit, order).text}`,
            tone: toneOf[severity],
            word: t(`tech.order.state.${work?.stage ?? order.state}`),
            trouble: {
              text: t(`tech.severity.${severity}`),
              todo: effectText(kit, order),
              code: order.kind,
            },
            action: { id: `order:${order.id}`, label: value('order.open', t('tech.action.open').text) },
          };
        }),
      },
      { type: 'paragraph', text: heard, muted: true },
    ],
  };
}

function orderPage(kit: DeskKit, order: WorkOrder, work: OrderWork | null): DeskPage {
  const { t, value, facts, desk } = kit;
  const { cause, severity } = meaningOf(order.kind);
  const stage = work?.stage ?? null;
  const mayDo = mayWork(kit.person, cause);
  const { steps, parts } = facts.workSteps(cause);
  const isAtWork = stage === 'onSite' && mayDo && !kit.isBusy;
  const after = work?.after ?? null;
  const head: TechnicianBlock =
    stage === 'verified'
      ? { type: 'notice', tone: 'done', title: t('tech.order.passed'), text: t('tech.order.passed.lead') }
      : {
          type: 'notice',
          tone: toneOf[severity],
          title: t(`tech.severity.${severity}`),
          text: effectText(kit, order),
        };
  const which: TechnicianBlock = {
    type: 'facts',
    rows: [
      { id: 'order', label: t('tech.order.number'), value: value('order', `№ ${order.id}　${order.kind}`) },
      { id: 'opened', label: t('tech.order.opened'), value: value('opened', cityMinute(order.openedAt)) },
      { id: 'due', label: t('tech.order.due'), value: dueText(kit, order) },
      { id: 'state', label: t('tech.order.state'), value: t(`tech.order.state.${stage ?? order.state}`) },
      ...(work?.note == null ? [] : [{ id: 'note', label: t('tech.order.note'), value: t(`tech.note.${work.note}`) }]),
      ...(parts.length === 0
        ? []
        : [
            {
              id: 'parts',
              label: t('tech.order.parts'),
              value: value('parts', parts.map((part) => t(`tech.part.${part}`).text).join('、')),
            },
          ]),
    ],
  };
  const todo: TechnicianBlock = {
    type: 'checks',
    title: t('tech.order.steps'),
    lines: steps.map((step) => stepLine(kit, order, work, step, isAtWork)),
  };
  const measured = work === null ? [] : [evidenceTable(kit, work)];
  const blocks: readonly TechnicianBlock[] = [
    head,
    ...(mayDo ? [] : [{ type: 'notice' as const, tone: 'information' as const, text: t('tech.order.notYours') }]),
    // After a test its result is what matters: first what it says, then what to do.
    ...(after === null
      ? [which, todo, ...measured]
      : [...measured, ...(isAtWork && after.verdict !== 'pass' ? waitChoice(kit) : []), todo, which]),
    ...(work === null ? [codeBlock(kit, order)] : []),
  ];
  return {
    name: 'order',
    heading: nameOf(kit, order),
    blocks,
    back: { id: 'go:orders', label: t('tech.orders.all') },
    ...(kit.isBusy ? { waiting: t('tech.running') } : {}),
    ...(mayDo && !kit.isBusy ? actionsOf(kit, work, desk.order.note !== null) : {}),
  };
}

function actionsOf({ t }: DeskKit, work: OrderWork | null, hasNote: boolean): Pick<DeskPage, 'main' | 'other'> {
  if (work === null) return { main: { id: 'order.begin', label: t('tech.order.begin') } };
  switch (work.stage) {
    case 'waitingPart':
      return { main: { id: 'order.begin', label: t('tech.order.resume') } };
    case 'onSite':
      return {
        main: { id: 'order.fixed', label: t(work.after === null ? 'tech.order.fixed' : 'tech.order.fixedAgain') },
        ...(hasNote && work.after !== null ? { other: [{ id: 'order.wait', label: t('tech.order.wait') }] } : {}),
      };
    case 'verified':
      return { main: { id: 'order.close', label: t('tech.order.close') } };
    default:
      return {};
  }
}

/** One step: what to do, ticked off or not, with what the sensors say now beside it. */
function stepLine(
  kit: DeskKit,
  order: WorkOrder,
  work: OrderWork | null,
  { name, watch = [], page }: WorkStep,
  isAtWork: boolean,
): TechnicianBlockOf<'checks'>['lines'][number] {
  const { t, value, facts, person } = kit;
  const { cause, part } = meaningOf(order.kind);
  const isDone = work?.steps.includes(name) === true;
  const device = facts.devices().find(({ role }) => role === part);
  const live = device === undefined ? [] : axesOf(kit, device.status).filter(({ id }) => watch.includes(id));
  const where = pagesOf(person).find((candidate) => candidate === page);
  return {
    id: name,
    label: t(`tech.step.${cause}.${name}`),
    verdict: isDone ? 'pass' : 'waiting',
    word: t(isDone ? 'tech.step.done' : 'tech.step.open'),
    ...(live.length === 0
      ? {}
      : { measured: value(`live.${name}`, live.map((axis) => `${axis.label.text}：${axis.value.text}`).join('　')) }),
    ...(where === undefined ? {} : { todo: t('tech.step.where', { page: t(`tech.page.${where}`).text }) }),
    ...(isAtWork
      ? { action: { id: `order.step:${name}`, label: t(isDone ? 'tech.step.undo' : 'tech.step.tick') } }
      : {}),
  };
}

/** Before and after, axis by axis. */
function evidenceTable(kit: DeskKit, { before, after }: OrderWork): TechnicianBlock {
  const { t, value, has } = kit;
  const plain = (id: string, text: string | number | null | undefined) =>
    text === null || text === undefined ? value(`${id}.none`, '–') : value(id, text);
  const word = (key: string, id: string, text: string) => (has(key) ? t(key) : plain(id, text));
  const rows: Text[][] = [];
  const row = (label: Text, pick: (evidence: WorkEvidence) => Text) =>
    rows.push([label, pick(before), after === null ? plain('after', null) : pick(after)]);
  row(t('tech.evidence.verdict'), ({ verdict }) => t(`tech.evidence.${verdict}`));
  row(t('tech.evidence.at'), ({ at }) => plain('at', cityMinute(at)));
  if (before.device !== null) {
    row(t('tech.axis.link'), ({ device }) =>
      device === null ? plain('link', null) : word(`tech.link.${device.link}`, 'link', device.link),
    );
    row(t('tech.axis.condition'), ({ device }) =>
      device === null
        ? plain('condition', null)
        : word(`tech.condition.${device.condition}`, 'condition', device.condition),
    );
    row(t('tech.evidence.faults'), ({ device }) =>
      plain('faults', device === null || device.faults.length === 0 ? '–' : device.faults.join(' ')),
    );
  }
  const { supplies, bins, counters } = evidenceRows(before, after);
  for (const name of supplies)
    row(word(`tech.supply.${name}`, name, name), ({ device }) => {
      const level = device?.supplies[name];
      return level === undefined ? plain(name, null) : word(`tech.level.${level}`, name, level);
    });
  for (const name of bins) row(word(`tech.bin.${name}`, name, name), ({ device }) => plain(name, device?.bins[name]));
  for (const name of counters)
    row(word(`tech.counter.${name}`, name, name), (evidence) => plain(name, evidence.counters[name] ?? 0));
  row(t('tech.evidence.failed'), ({ lines }) => {
    const failed = lines.filter(({ verdict }) => verdict === 'fail');
    const titles = failed.map((line) => lineInWords(kit.texts, kit.language, line).title);
    return plain('failed', titles.length === 0 ? '–' : [...new Set(titles)].join('、'));
  });
  return {
    type: 'table',
    title: t('tech.order.evidence'),
    columns: [t('tech.evidence.axis'), t('tech.evidence.before'), t('tech.evidence.after')],
    rows,
  };
}

function waitChoice({ t, desk }: DeskKit): readonly TechnicianBlock[] {
  return [
    { type: 'paragraph', text: t('tech.order.waitsFor') },
    {
      type: 'choice',
      name: 'order.note',
      options: waitingNotes.map((id) => ({ id, label: t(`tech.note.${id}`) })),
      selected: desk.order.note,
    },
  ];
}

function codeBlock({ t, value, facts }: DeskKit, { id }: WorkOrder): TechnicianBlock {
  const payload = orderUrl(facts.orders()?.hubUrl ?? '', id);
  return {
    type: 'code',
    qr: { ...qrModules(payload), label: value('order.qr', payload) },
    caption: t('tech.order.qr'),
  };
}

/** Cause and part in words. */
function nameOf({ t, has, value }: DeskKit, { kind }: WorkOrder): Text {
  const { cause, part } = meaningOf(kind);
  const said = t(`tech.cause.${cause}`).text;
  const role = part !== null && has(`tech.role.${part}`) ? t(`tech.role.${part}`).text : null;
  return value('order.name', role === null || said.includes(role) ? said : `${role}：${said}`);
}

function dueText({ t, value, facts }: DeskKit, { due }: WorkOrder): Text {
  if (due === null) return t('tech.order.due.visit');
  const isLate = Date.parse(due) < facts.nowMs();
  return isLate
    ? t('tech.order.due.late', { at: cityMinute(due) })
    : value('due', t('tech.order.due.by', { at: cityMinute(due) }).text);
}

/** What it does to citizens: counted where it shows in what is offered. */
function effectText({ t, facts }: DeskKit, { kind }: WorkOrder): Text {
  const { cause, part } = meaningOf(kind);
  const off = facts.itemsOff(part);
  return off === null || off === 0 ? t(`tech.effect.${cause}`) : t('tech.effect.items', { n: off });
}
