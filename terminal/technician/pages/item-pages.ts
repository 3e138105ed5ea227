import { itemKinds, itemPlaces, type RegisterItem } from '../../../contract/technician/register.ts';
import type { TechnicianBlock } from '../../../contract/technician/view.ts';
import { hasSerial, isOverdue, mayGoTo, needsTwoToTakeOut } from '../register/item-life.ts';
import { cityMinute, type DeskKit, type DeskPage } from './desk.ts';

/** Captured cards and found items: where each is, since when, and to whom it went (docs/domain/technician-and-operations.md §8). */
export function itemsPage(kit: DeskKit): DeskPage {
  const { t, value, facts, desk } = kit;
  if (desk.item.isNew) return newItemPage(kit);
  const items = facts.register();
  const open = items.find(({ id }) => id === desk.item.id);
  if (open !== undefined) return itemPage(kit, open);
  const here = items.filter(({ state }) => state !== 'handedOver');
  const gone = items.filter(({ state }) => state === 'handedOver').slice(0, 8);
  const blocks: TechnicianBlock[] =
    here.length === 0 && gone.length === 0 && facts.leftCard() === null && !facts.isRegisterIncomplete()
      ? [{ type: 'notice', tone: 'done', text: t('tech.items.none') }]
      : [];
  if (facts.isRegisterIncomplete())
    blocks.push({ type: 'notice', tone: 'attention', text: t('tech.items.incomplete') });
  const left = facts.leftCard();
  if (left !== null)
    blocks.push({
      type: 'notice',
      tone: 'information',
      title: t('tech.items.left'),
      text: t('tech.items.left.when', {
        at: cityMinute(new Date(left.at).toISOString()),
        gone: cityMinute(new Date(left.goneAt ?? left.at).toISOString()),
      }),
    });
  if (here.some((item) => isOverdue(item, facts.nowMs())))
    blocks.push({ type: 'notice', tone: 'attention', text: t('tech.items.overdue') });
  if (here.length > 0)
    blocks.push({
      type: 'devices',
      rows: here.map((item) => {
        const isLate = isOverdue(item, facts.nowMs());
        return {
          id: item.id,
          name: nameOf(kit, item),
          detail: `${t(`tech.where.${item.where}`).text}　${cityMinute(item.at)}`,
          tone: isLate ? 'attention' : item.state === 'kept' ? 'done' : 'waiting',
          word: t(isLate ? 'tech.item.late' : `tech.item.state.${item.state}`),
          action: { id: `item:${item.id}`, label: value('item.open', t('tech.action.open').text) },
        };
      }),
    });
  if (gone.length > 0)
    blocks.push({
      type: 'table',
      title: t('tech.items.gone'),
      columns: [t('tech.items.what'), t('tech.items.to'), t('tech.items.when')],
      rows: gone.map((item) => [
        nameOf(kit, item),
        t(`tech.handOver.${item.handOver?.to ?? 'owner'}`),
        value('gone', item.handOver === null ? '–' : cityMinute(item.handOver.at)),
      ]),
    });
  return {
    heading: t('tech.items'),
    lead: t('tech.items.lead'),
    blocks,
    ...(kit.isBusy
      ? {}
      : {
          main: { id: 'item.new', label: t('tech.items.new') },
          ...(left === null ? {} : { other: [{ id: 'item.left', label: t('tech.items.left.mine') }] }),
        }),
  };
}

function itemPage(kit: DeskKit, item: RegisterItem): DeskPage {
  const { t, value, desk } = kit;
  const { what, where, state, staff, custody, last4 } = item;
  const isInBin = state === 'inMachine' && needsTwoToTakeOut(where);
  const isKept = state === 'kept';
  const blocks: TechnicianBlock[] = [
    {
      type: 'facts',
      rows: [
        { id: 'what', label: t('tech.items.what'), value: nameOf(kit, item) },
        { id: 'where', label: t('tech.items.where'), value: t(`tech.where.${where}`) },
        { id: 'at', label: t('tech.items.found'), value: value('at', cityMinute(item.at)) },
        { id: 'state', label: t('tech.items.state'), value: t(`tech.item.state.${state}`) },
        ...(custody === null
          ? []
          : [{ id: 'custody', label: t('tech.items.event'), value: value('custody', custody.slice(0, 8)) }]),
        ...(staff.length === 0
          ? []
          : [{ id: 'staff', label: t('tech.items.staff'), value: value('staff', staff.join('、')) }]),
      ],
    },
    ...(isInBin ? [{ type: 'notice' as const, tone: 'information' as const, text: t('tech.items.inBin') }] : []),
    ...(isKept && hasSerial(what) && last4 === null
      ? [
          {
            type: 'digits' as const,
            name: 'item.last4',
            label: t('tech.items.last4'),
            why: t('tech.items.last4.why'),
            maxLength: 4,
            groups: [4],
            allowX: false,
            submit: { id: 'item.last4', label: t('tech.action.enter') },
          },
        ]
      : []),
    ...(isKept && !(hasSerial(what) && last4 === null)
      ? [
          { type: 'paragraph' as const, text: t('tech.items.toWhom') },
          {
            type: 'choice' as const,
            name: 'item.to',
            options: mayGoTo[what].map((id) => ({
              id,
              label: t(`tech.handOver.${id}`),
              detail: t(`tech.handOver.${id}.how`),
            })),
            selected: desk.item.to,
          },
        ]
      : []),
  ];
  const main = isInBin
    ? { id: 'go:supplies', label: t('tech.items.toBin') }
    : state === 'inMachine'
      ? { id: 'item.take', label: t('tech.items.take') }
      : isKept && desk.item.to !== null
        ? { id: 'item.give', label: t('tech.items.give') }
        : null;
  return {
    name: 'item',
    heading: nameOf(kit, item),
    blocks,
    back: { id: 'go:items', label: t('tech.items.all') },
    ...(main === null || kit.isBusy ? {} : { main }),
  };
}

function newItemPage({ t, desk, isBusy }: DeskKit): DeskPage {
  const { what, where } = desk.item;
  return {
    name: 'item-new',
    heading: t('tech.items.new'),
    lead: t('tech.items.new.lead'),
    blocks: [
      { type: 'paragraph', text: t('tech.items.what') },
      {
        type: 'choice',
        name: 'item.what',
        options: itemKinds.map((id) => ({ id, label: t(`tech.item.${id}`) })),
        selected: what,
      },
      { type: 'paragraph', text: t('tech.items.where') },
      {
        type: 'choice',
        name: 'item.where',
        options: itemPlaces.filter((id) => id !== 'captureBin').map((id) => ({ id, label: t(`tech.where.${id}`) })),
        selected: where,
      },
    ],
    back: { id: 'go:items', label: t('tech.items.all') },
    ...(what === null || where === null || isBusy ? {} : { main: { id: 'item.enter', label: t('tech.items.enter') } }),
  };
}

const nameOf = ({ t, value }: DeskKit, { what, last4, count }: RegisterItem) =>
  value(
    'item.name',
    [
      t(`tech.item.${what}`).text,
      ...(last4 === null ? [] : [`…${last4}`]),
      ...(count === 1 ? [] : [`× ${count}`]),
    ].join(' '),
  );
