import { Empty } from '../../../kit/empty.tsx';
import { receiptQr } from '../../fixtures/common.ts';
import { noKeys, type Piece, pressKeys, type Tell } from '../piece.ts';
import { action } from './words.ts';

const tones = [
  [
    'done',
    'it is so',
    ['已经生效', '已經生效', 'In force'],
    ['这张卡从 14:03 起不能再用。', '這張卡從 14:03 起不能再用。', 'This card stopped working at 14:03.'],
  ],
  [
    'waiting',
    'stored or under way, not yet true',
    ['已暂存，还没有送到', '已暫存，還沒有送到', 'Saved here, not sent yet'],
    [
      '联网后自动送出，不用再来。',
      '連線後自動送出，不用再來。',
      'It is sent when we are online. You need not come back.',
    ],
  ],
  [
    'attention',
    'must be noticed; interrupts a screen reader',
    ['您的身份证还在感应区', '您的身份證還在感應區', 'Your ID card is still on the reader'],
    ['请先拿走，再离开。', '請先拿走，再離開。', 'Please take it before you leave.'],
  ],
  [
    'information',
    'good to know',
    ['这里只能挂失', '這裏只能掛失', 'Here the card is blocked only'],
    ['补卡请选“社保卡补换”。', '補卡請選「社保卡補換」。', 'For a new card choose “Replace a card”.'],
  ],
] as const;

const amounts = (tell: Tell, isCovered: boolean) =>
  (
    [
      ['2026-10', ['养老', '養老', 'Pension'], '1,024.00'],
      ['2026-09', ['养老', '養老', 'Pension'], '1,024.00'],
      ['2026-08', ['失业', '失業', 'Jobless'], '25.60'],
    ] as const
  ).map(([month, kind, amount]) => [
    tell([month, month, month]),
    tell(kind),
    tell(isCovered ? ['****', '****', '****'] : [amount, amount, amount], true),
    tell(['已到账', '已到賬', 'Received']),
  ]);

const table = (tell: Tell, isCovered: boolean) => ({
  type: 'table' as const,
  title: tell(['2026 年缴费明细', '2026 年繳費明細', 'Contributions of 2026']),
  source: tell(['来源：市人社局 2026-11-23', '來源：市人社局 2026-11-23', 'Source: HRSS bureau, 2026-11-23']),
  columns: [
    tell(['月份', '月份', 'Month']),
    tell(['险种', '險種', 'Type']),
    tell(['金额', '金額', 'Amount']),
    tell(['状态', '狀態', 'State']),
  ],
  rows: amounts(tell, isCovered),
});

/** Pieces that tell. */
export const knowPieces: readonly Piece[] = [
  {
    name: 'notice',
    title: 'Notice',
    zh: '提示',
    group: 'Know',
    files: ['kit/notice.tsx'],
    purpose:
      'A message in one of four tones, each with its own shape and colour: what happened, what it means, what to do next.',
    use: ['beside what it is about', 'one, at most two on a page'],
    avoid: [
      'the whole page is the message: the page has a tone of its own',
      'a wrong field: the error stands at the field',
    ],
    keys: noKeys,
    states: [
      ...tones.map(([tone, caption, title, text]) => ({
        name: tone,
        caption,
        block: (tell: Tell) => ({ type: 'notice' as const, tone, title: tell(title), text: tell(text) }),
      })),
      {
        name: 'without title',
        caption: 'one sentence is enough',
        block: (tell) => ({
          type: 'notice',
          tone: 'information',
          text: tell(['不会收费。', '不會收費。', 'It costs nothing.']),
        }),
      },
    ],
  },
  {
    name: 'fact-sheet',
    title: 'FactSheet',
    zh: '已为您找到',
    group: 'Know',
    files: ['kit/fact-sheet.tsx'],
    purpose: '“We found this”: what each value is, the value, where it comes from and when.',
    use: ['what the city knows, masked', 'check pages, with 更改 at what was typed here'],
    avoid: ['more than eight rows: divide by title', 'editing data of a department: say whom to ask'],
    keys: pressKeys,
    states: [
      {
        name: 'found, masked',
        caption: 'source and date below',
        block: (tell) => ({
          type: 'facts',
          title: tell(['参保人', '參保人', 'Insured person']),
          source: tell([
            '来源：公安户籍 2026-11-23',
            '來源：公安戶籍 2026-11-23',
            'Source: population register, 2026-11-23',
          ]),
          rows: [
            { id: 'name', label: tell(['姓名', '姓名', 'Name']), value: tell(['黎**', '黎**', 'Li **'], true) },
            {
              id: 'id',
              label: tell(['证件号码', '證件號碼', 'ID number']),
              value: tell(['**************0026', '**************0026', '**************0026'], true),
            },
            {
              id: 'until',
              label: tell(['有效期至', '有效期至', 'Valid until']),
              value: tell(['2036-04-18', '2036-04-18', '2036-04-18']),
            },
          ],
        }),
      },
      {
        name: 'hidden amount, changeable',
        caption: '显示 uncovers for ten seconds; 更改 leads back here',
        block: (tell) => ({
          type: 'facts',
          rows: [
            {
              id: 'price',
              label: tell(['2027 年个人缴费', '2027 年個人繳費', 'Premium 2027']),
              value: tell(['• • • •', '• • • •', '• • • •']),
              reveal: action(tell, 'reveal', ['显示', '顯示', 'Show']),
            },
            {
              id: 'mobile',
              label: tell(['手机', '手機', 'Mobile']),
              value: tell(['199****0026', '199****0026', '199****0026'], true),
              change: action(tell, 'change', ['更改', '更改', 'Change']),
            },
            {
              id: 'sum',
              label: tell(['应付', '應付', 'To pay']),
              value: tell(['¥20.00', '¥20.00', '¥20.00']),
              emphasis: true,
            },
          ],
        }),
      },
    ],
  },
  {
    name: 'table',
    title: 'Table',
    zh: '明细表',
    group: 'Know',
    files: ['kit/data-table.tsx'],
    purpose:
      'Records, twelve a page, tabular figures at the right. Where letters are too large for its columns each record becomes a small sheet.',
    use: ['records of one kind with three to six columns'],
    avoid: ['two columns: FactSheet'],
    keys: pressKeys,
    states: [
      {
        name: 'amounts hidden',
        caption: 'one touch uncovers all of them for ten seconds',
        block: (tell) => ({
          ...table(tell, true),
          reveal: action(tell, 'reveal', ['显示金额', '顯示金額', 'Show amounts']),
        }),
      },
      { name: 'amounts shown', caption: 'places meet', block: (tell) => table(tell, false) },
    ],
  },
  {
    name: 'board',
    title: 'Board',
    zh: '条件核对',
    group: 'Know',
    files: ['kit/board.tsx'],
    purpose: 'Eligibility, a line each: shape and word say whether it holds, the reason stands under it.',
    use: ['before an application, so that nobody types in vain'],
    avoid: ['a single condition: Notice'],
    keys: noKeys,
    states: [
      {
        name: 'met, not met, not known',
        caption: '待核 is an answer: what cannot be known is not guessed',
        block: (tell) => ({
          type: 'board',
          lines: [
            {
              id: 'a',
              holds: 'yes',
              text: tell(['失业保险满 36 个月', '失業保險滿 36 個月', '36 months of unemployment insurance']),
              reason: tell(['已缴 74 个月', '已繳 74 個月', '74 months paid']),
            },
            {
              id: 'b',
              holds: 'no',
              text: tell(['同一等级只领一次', '同一等級只領一次', 'Once for a level']),
              reason: tell(['2025-03-12 已领取', '2025-03-12 已領取', 'Received on 2025-03-12']),
            },
            {
              id: 'c',
              holds: 'unknown',
              text: tell(['没有领过更高等级', '沒有領過更高等級', 'No higher level before']),
              reason: tell([
                '暂时没有取到记录，受理后核对',
                '暫時沒有取到紀錄，受理後核對',
                'Records could not be fetched; checked later',
              ]),
            },
          ],
        }),
      },
    ],
  },
  {
    name: 'hotlines',
    title: 'Hotlines',
    zh: '电话',
    group: 'Know',
    files: ['kit/hotlines.tsx'],
    purpose: 'Telephone numbers, large enough to copy from where one stands.',
    use: ['whenever the machine cannot help by itself'],
    avoid: ['as a footnote: the keeper’s number stands in the mode bar'],
    keys: noKeys,
    states: [
      {
        name: 'two lines',
        caption: 'a long number gets a row of its own',
        block: (tell) => ({
          type: 'hotlines',
          lines: [
            { label: tell(['社保卡服务热线', '社保卡服務熱線', 'Social security hotline']), number: '12333' },
            { label: tell(['本机管理员', '本機管理員', 'Keeper of this machine']), number: '020-8700 0000' },
          ],
        }),
      },
    ],
  },
  {
    name: 'paragraph',
    title: 'Paragraph',
    zh: '正文',
    group: 'Know',
    files: ['kit/paragraph.tsx', 'kit/words.tsx', 'kit/phrases.tsx'],
    purpose:
      'Text that is read: at most 26 Han characters a line, numbers never torn from their unit, no lonely last character.',
    use: ['two or three sentences'],
    avoid: ['lists and facts: there are pieces for them'],
    keys: noKeys,
    states: [
      {
        name: 'running text',
        caption: '2026年12月, 1.1 公里 and 12 个月 stay whole',
        block: (tell) => ({
          type: 'paragraph',
          text: tell([
            '居民医保从2026年12月起参保，2027年1月生效，缴费一次管 12 个月。离您最近的服务站在石牌街，走路 1.1 公里，开放时间 9:00–12:00。',
            '居民醫保從2026年12月起參保，2027年1月生效，繳費一次管 12 個月。離您最近的服務站在石牌街，步行 1.1 公里，開放時間 9:00–12:00。',
            'Enrolment opens in December 2026 and holds for 12 months from January 2027. The nearest station is in Shipai Street, 1.1 km on foot, open 9:00–12:00.',
          ]),
        }),
      },
      {
        name: 'muted',
        caption: 'what one may skip',
        block: (tell) => ({
          type: 'paragraph',
          muted: true,
          text: tell(['本机不保存您的照片。', '本機不保存您的照片。', 'This machine keeps no picture of you.']),
        }),
      },
    ],
  },
  {
    name: 'empty',
    title: 'Empty',
    zh: '没有内容',
    group: 'Know',
    files: ['kit/empty.tsx'],
    purpose:
      'Nothing is there, and what can be done now. An empty place without words looks like one that failed to load.',
    use: ['a search without result', 'a list whose zero is an answer'],
    avoid: ['something failed: Notice says what'],
    keys: noKeys,
    states: [
      {
        name: 'nothing found',
        caption: 'and the way on',
        draw: (tell) => (
          <Empty
            icon="search"
            text={tell([
              '没有找到。请换一个词，或按“求助”',
              '沒有找到。請換一個詞，或按「求助」',
              'Nothing found. Try another word, or press Help',
            ])}
          />
        ),
      },
      {
        name: 'no records',
        caption: 'zero is an answer of the department',
        draw: (tell) => (
          <Empty
            icon="information"
            text={tell(['2026 年没有缴费记录', '2026 年沒有繳費紀錄', 'No contributions in 2026'])}
          />
        ),
      },
    ],
  },
  {
    name: 'code',
    title: 'Code',
    zh: '二维码',
    group: 'Know',
    files: ['kit/code.tsx', 'kit/qr-symbol.tsx', 'kit/time-left.tsx'],
    purpose:
      'A symbol to show or to scan, what it is for, and how long it lives. Black on white in every theme: phones do not read inverted ones.',
    use: ['hand-over to the phone', 'an electronic licence for a clerk'],
    avoid: ['the only way to a service: not everybody has a phone'],
    keys: noKeys,
    states: [
      {
        name: 'licence',
        caption: 'counts down; the last half minute is told by weight and colour',
        block: (tell) => ({
          type: 'code',
          qr: {
            ...receiptQr,
            label: tell(['请窗口人员扫码核验', '請窗口人員掃碼核驗', 'Let the clerk scan this code']),
          },
          caption: tell(['出示给工作人员', '出示給職員', 'Show it to the clerk']),
          endsAt: '2026-11-23T14:05:12+08:00',
        }),
      },
      {
        name: 'without end',
        caption: 'a link that stays',
        block: (tell) => ({
          type: 'code',
          qr: { ...receiptQr, label: tell(['用手机扫一扫', '用手機掃一掃', 'Scan with your phone']) },
          caption: tell(['在手机上看进度', '在手機上看進度', 'Follow it on your phone']),
        }),
      },
    ],
  },
  {
    name: 'pay',
    title: 'Pay',
    zh: '支付',
    group: 'Know',
    files: ['kit/pay.tsx'],
    purpose:
      'What is paid, how much, by which symbol, and how long it can be paid. The amount is the largest thing on the page.',
    use: ['before anything is made: money first, goods after'],
    avoid: ['nothing to pay: say 不会收费'],
    keys: noKeys,
    states: [
      {
        name: 'open',
        caption: 'two minutes, by the clock of the terminal',
        block: (tell) => ({
          type: 'pay',
          amount: tell(['¥20.00', '¥20.00', '¥20.00']),
          what: tell(['社保卡补卡工本费', '社保卡補卡工本費', 'Fee for a new card']),
          qr: { ...receiptQr, label: tell(['微信或支付宝扫码', '微信或支付寶掃碼', 'Scan with WeChat or Alipay']) },
          endsAt: '2026-11-23T14:05:12+08:00',
          label: tell(['卡做不出来时自动退款', '製卡不成時自動退款', 'Refunded by itself if no card can be made']),
        }),
      },
      {
        name: 'last seconds',
        caption: 'told by colour, weight and number',
        block: (tell) => ({
          type: 'pay',
          amount: tell(['¥20.00', '¥20.00', '¥20.00']),
          what: tell(['社保卡补卡工本费', '社保卡補卡工本費', 'Fee for a new card']),
          qr: { ...receiptQr, label: tell(['微信或支付宝扫码', '微信或支付寶掃碼', 'Scan with WeChat or Alipay']) },
          endsAt: '2026-11-23T14:03:30+08:00',
        }),
      },
    ],
  },
];
