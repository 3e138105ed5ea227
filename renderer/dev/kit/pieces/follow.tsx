import type { BlockOf } from '../../../../contract/screen.ts';
import { ActionBar } from '../../../citizen/action-bar.tsx';
import { Pager } from '../../../kit/pager.tsx';
import { noKeys, type Piece, pressKeys, type Tell, type Words } from '../piece.ts';
import { action, pages } from './words.ts';

type Lane = BlockOf<'lanes'>['lanes'][number];

const lane = (
  tell: Tell,
  id: string,
  tone: Lane['tone'],
  title: Words,
  department: Words,
  state: Words,
  days: Words,
  used: number,
): Lane => ({ id, tone, title: tell(title), department: tell(department), state: tell(state), days: tell(days), used });

const services = (tell: Tell): BlockOf<'tiles'>['tiles'] => [
  {
    id: 'loss',
    icon: 'cardLost',
    primary: true,
    title: tell(['社保卡丢了', '社保卡遺失', 'Lost social security card']),
    detail: tell(['马上挂失，约 1 分钟', '馬上掛失，約 1 分鐘', 'Block it now, 1 minute']),
  },
  {
    id: 'cert',
    icon: 'certificate',
    title: tell(['打印参保证明', '列印參保證明', 'Insurance certificate']),
    detail: tell(['约 2 分钟，免费', '約 2 分鐘，免費', '2 minutes, free']),
  },
  {
    id: 'track',
    icon: 'progress',
    title: tell(['查办件进度', '查申請進度', 'Track a receipt']),
    detail: tell(['扫回执上的二维码', '掃回執上的二維碼', 'Scan the code on it']),
  },
  {
    id: 'med',
    icon: 'medical',
    title: tell(['居民医保参保', '居民醫保參保', 'Medical insurance']),
    unavailable: tell(['9 月至 12 月开放', '9 月至 12 月開放', 'Open September to December']),
  },
  {
    id: 'all',
    icon: 'service',
    title: tell(['全部服务', '全部服務', 'All services']),
    detail: tell(['46 项', '46 項', '46 services']),
  },
];

const verbs = [
  ['do', ['我要办', '我要辦', 'Apply']],
  ['query', ['我要查', '我要查', 'Look up']],
  ['print', ['我要打印', '我要列印', 'Print']],
  ['mine', ['我的办件', '我的申請', 'My cases']],
] as const;
const domains = [
  ['ss', ['社保', '社保', 'Insurance']],
  ['health', ['医疗', '醫療', 'Health']],
  ['hpf', ['公积金', '公積金', 'Housing fund']],
  ['hukou', ['户政', '戶政', 'Household']],
  ['traffic', ['交通', '交通', 'Traffic']],
  ['estate', ['不动产', '不動產', 'Property']],
] as const;

/** Pieces that lead on: to a service, through a form, along a case. */
/** A story shows one state; its buttons lead nowhere. */
const noTurn = (): void => undefined;

export const followPieces: readonly Piece[] = [
  {
    name: 'tile',
    title: 'Tile',
    zh: '服务卡片',
    group: 'Follow',
    files: ['kit/tiles.tsx'],
    purpose: 'A service, or a way to some. One that is not possible now keeps its place and says why.',
    use: ['cards: services with what they take', 'tabs: the verbs, one of them open', 'compact: many of equal weight'],
    avoid: ['answers to a question: ChoiceList', 'more than six cards on a page: Pager'],
    keys: pressKeys,
    states: [
      {
        name: 'cards',
        caption: 'one of them primary, one not possible now',
        block: (tell) => ({ type: 'tiles', title: tell(['现在能办', '現在能辦', 'Open now']), tiles: services(tell) }),
      },
      {
        name: 'tabs',
        caption: 'the open one is filled',
        block: (tell) => ({
          type: 'tiles',
          look: 'tabs',
          tiles: verbs.map(([id, title]) => ({
            id,
            icon: id,
            title: tell(title),
            ...(id === 'query' ? { current: true } : {}),
          })),
        }),
      },
      {
        name: 'compact',
        caption: 'icon and word',
        block: (tell) => ({
          type: 'tiles',
          look: 'compact',
          title: tell(['按领域找', '按領域找', 'By subject']),
          tiles: domains.map(([id, title]) => ({ id, icon: id, title: tell(title) })),
        }),
      },
      {
        name: 'none of them possible',
        caption: 'greyed with words, dashed: never by colour alone',
        block: (tell) => ({
          type: 'tiles',
          tiles: services(tell)
            .slice(1, 3)
            .map((tile) => ({
              ...tile,
              unavailable: tell(['本机暂不能办：打印机缺纸', '本機暫不能辦：打印機缺紙', 'Not here now: no paper']),
            })),
        }),
      },
    ],
  },
  {
    name: 'button',
    title: 'Button',
    zh: '按钮',
    group: 'Follow',
    files: ['kit/press-button.tsx'],
    purpose: 'An act of the page. Acts on release, holds the page until the answer comes, and shows that it was felt.',
    use: ['main: one a page, lower right', 'plain: everything else', 'quiet: inside a row'],
    avoid: ['two main buttons', 'a link within a sentence'],
    keys: pressKeys,
    states: [
      {
        name: 'back and main',
        caption: 'the action bar: in the same place on every page',
        draw: (tell) => <Bar tell={tell} equal={false} />,
      },
      { name: 'two equal answers', caption: 'before what cannot be undone', draw: (tell) => <Bar tell={tell} equal /> },
    ],
  },
  {
    name: 'pager',
    title: 'Pager',
    zh: '翻页',
    group: 'Follow',
    files: ['kit/pager.tsx'],
    purpose: '上一页 and 下一页 at the two ends, where the hand finds them again; between them where one is.',
    use: ['lists, tables, previews that do not fit'],
    avoid: ['two pages that could be one'],
    keys: pressKeys,
    states: [
      {
        name: 'first page of a list',
        caption: 'a side without a page is greyed and keeps its place',
        draw: (tell) => <Pager at={0} of={1} pages={pages(tell, 1, 3)} onTurn={noTurn} />,
      },
      {
        name: 'in the middle',
        caption: 'both ways',
        draw: (tell) => <Pager at={0} of={1} pages={pages(tell, 2, 3)} onTurn={noTurn} />,
      },
      {
        name: 'last page',
        caption: 'the way back stays where it was',
        draw: (tell) => <Pager at={0} of={1} pages={pages(tell, 3, 3)} onTurn={noTurn} />,
      },
      {
        name: 'leaves of a page',
        caption: 'the same row turns what does not fit its sheet',
        draw: () => <Pager at={1} of={3} pages={undefined} onTurn={noTurn} />,
      },
      {
        name: 'leaves of a page of a list',
        caption: 'the page in words, the leaf as a number behind it',
        draw: (tell) => <Pager at={0} of={2} pages={pages(tell, 2, 3)} onTurn={noTurn} />,
      },
    ],
  },
  {
    name: 'tasks',
    title: 'Tasks',
    zh: '任务清单',
    group: 'Follow',
    files: ['kit/task-list.tsx'],
    purpose: 'Sections of a long form, each a row to touch, with its state as shape and word.',
    use: ['forms of more than four questions'],
    avoid: ['a straight line of questions: step words'],
    keys: pressKeys,
    states: [
      {
        name: 'all four states',
        caption: 'done, in progress, not begun, not yet possible',
        block: (tell) => ({
          type: 'tasks',
          tasks: [
            {
              id: 'a',
              state: 'done',
              title: tell(['企业名称', '企業名稱', 'Name of the company']),
              detail: tell(['广州石牌食品有限公司', '廣州石牌食品有限公司', 'Shipai Foods Ltd']),
              word: tell(['已完成', '已完成', 'Done']),
            },
            {
              id: 'b',
              state: 'inProgress',
              title: tell(['股东', '股東', 'Shareholders']),
              word: tell(['进行中', '進行中', 'In progress']),
            },
            {
              id: 'c',
              state: 'notStarted',
              title: tell(['住所', '住所', 'Address']),
              word: tell(['未开始', '未開始', 'Not begun']),
            },
            {
              id: 'd',
              state: 'blocked',
              title: tell(['签名', '簽名', 'Signatures']),
              detail: tell(['其他部分完成以后', '其他部分完成以後', 'When the others are done']),
              word: tell(['暂不能开始', '暫不能開始', 'Not yet']),
            },
          ],
        }),
      },
    ],
  },
  {
    name: 'steps',
    title: 'Steps',
    zh: '办理步骤',
    group: 'Follow',
    files: ['kit/steps.tsx'],
    purpose: 'Work in progress, in words; each state has a shape and a word.',
    use: ['sending, printing, making a card: more than a second'],
    avoid: ['what the citizen has to do: Tasks or Checklist'],
    keys: noKeys,
    states: [
      {
        name: 'going on',
        caption: 'what is done, what is under way, what comes',
        block: (tell) => ({
          type: 'steps',
          steps: [
            { state: 'done', label: tell(['已保存在本机', '已保存在本機', 'Saved on this machine']) },
            { state: 'active', label: tell(['正在送到社保部门', '正在送到社保部門', 'Being sent to the department']) },
            { state: 'waiting', label: tell(['等待答复', '等待答覆', 'Waiting for the answer']) },
          ],
        }),
      },
      {
        name: 'failed, and not known',
        caption: 'two different things: a failure is certain, 待确认 is not',
        block: (tell) => ({
          type: 'steps',
          steps: [
            { state: 'done', label: tell(['已保存在本机', '已保存在本機', 'Saved on this machine']) },
            { state: 'unknown', label: tell(['送出，还没有收到答复', '送出，還沒有收到答覆', 'Sent, no answer yet']) },
            { state: 'failed', label: tell(['回执没有打印成功', '回執沒有列印成功', 'The receipt was not printed']) },
          ],
        }),
      },
    ],
  },
  {
    name: 'tracker',
    title: 'TrackerTimeline',
    zh: '办件进度',
    group: 'Follow',
    files: ['kit/lanes.tsx'],
    purpose:
      'Matters that run side by side, as lanes that leave the common line like tracks a station. The bar is the working days used of those allowed.',
    use: ['one form, several departments'],
    avoid: ['one matter: FactSheet with its state'],
    keys: noKeys,
    states: [
      {
        name: 'five states',
        caption: 'done, in progress, waits for somebody, back to the applicant, not begun',
        block: (tell) => ({
          type: 'lanes',
          title: tell(['五件事，已办好 1 件', '五件事，已辦好 1 件', 'One of five matters is done']),
          done: 1,
          of: 5,
          lanes: [
            lane(
              tell,
              'a',
              'done',
              ['营业执照', '營業執照', 'Licence'],
              ['市场监管局', '市場監管局', 'Market regulation'],
              ['已办结', '已辦結', 'Done'],
              ['用了 0.5 天', '用了 0.5 天', 'Took half a day'],
              1,
            ),
            lane(
              tell,
              'b',
              'information',
              ['刻制印章', '刻製印章', 'Seals'],
              ['公安局', '公安局', 'Police'],
              ['办理中', '辦理中', 'In progress'],
              ['1 / 2 个工作日', '1 / 2 個工作天', '1 of 2 working days'],
              0.5,
            ),
            lane(
              tell,
              'c',
              'waiting',
              ['社保开户', '社保開戶', 'Social insurance'],
              ['人社局', '人社局', 'HRSS'],
              ['待签名', '待簽名', 'To be signed'],
              ['1 / 3 个工作日', '1 / 3 個工作天', '1 of 3 working days'],
              0.34,
            ),
            lane(
              tell,
              'd',
              'attention',
              ['银行开户', '銀行開戶', 'Bank account'],
              ['中国银行', '中國銀行', 'Bank of China'],
              ['请补材料', '請補材料', 'A paper is missing'],
              ['3 / 3 个工作日', '3 / 3 個工作天', '3 of 3 working days'],
              1,
            ),
            lane(
              tell,
              'e',
              'idle',
              ['公积金开户', '公積金開戶', 'Housing fund'],
              ['公积金中心', '公積金中心', 'Housing fund centre'],
              ['未开始', '未開始', 'Not begun'],
              ['3 个工作日', '3 個工作天', '3 working days'],
              0,
            ),
          ],
        }),
      },
    ],
  },
];

function Bar({ tell, equal }: { readonly tell: Tell; readonly equal: boolean }) {
  return (
    <ActionBar
      mainSlot={() => undefined}
      screen={{
        code: equal ? 'E0' : 'D1',
        name: 'kit/actions',
        heading: tell(['按钮', '按鈕', 'Buttons']),
        blocks: [],
        personal: false,
        canExit: true,
        actions: equal
          ? {
              equal,
              other: [action(tell, 'no', ['先不挂失', '先不掛失', 'Do not block it'])],
              main: action(tell, 'yes', ['确认挂失这张卡', '確認掛失這張卡', 'Block this card']),
            }
          : {
              back: action(tell, 'back', ['返回', '返回', 'Back']),
              other: [action(tell, 'wrong', ['信息不对？', '資料不對？', 'Is this wrong?'])],
              main: action(tell, 'next', ['继续', '繼續', 'Continue']),
            },
      }}
    />
  );
}
