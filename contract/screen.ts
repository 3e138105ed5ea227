import { type Static, Type } from 'typebox';
import { Action, tones } from './blocks/parts.ts';
import { ChoiceList, Counter, DateField, Digits, MultiChoice, Search, TextField, Tiles } from './blocks/questions.ts';
import {
  Camera,
  Checklist,
  Code,
  Machine,
  PaperPreview,
  Pay,
  PinDots,
  Preview,
  ReceiptBlock,
} from './blocks/things.ts';
import { Board, FactSheet, Hotlines, Lanes, Notice, Paragraph, Steps, Table, Tasks } from './blocks/words.ts';
import { oneOf, strict } from './closed-shapes.ts';
import { Text } from './text.ts';

/**
 * A Screen is what the renderer draws: a plain value, whole, without a reference to anything that the renderer would have to know.
 * Codes A0 … Z are those of docs/domain/journeys.md §2. The pieces (blocks) are those of the visual language, one file of `blocks/` for each sort.
 */

export const screenCodes = [
  'A0', // idle 待机
  'A1', // home 首页
  'B1', // intro 办事须知
  'B2', // notice and consent 告知同意
  'C1', // place ID card 请放身份证
  'C2', // identity verification 人脸核验
  'D1', // what we found 已为您找到
  'D2', // one question
  'E0', // interruption before an irreversible act
  'E1', // check answers 核对
  'E2', // signature 签名
  'P1', // payment 支付
  'V1', // facts of a query, last page 查询结果
  'T1', // task list 任务清单
  'U1', // progress 办件进度
  'U3', // guide 办事指南
  'F1', // sending 提交中
  'F2', // done 完成
  'G1', // print, take your things 打印 / 取件
  'G2', // rating 评价
  'N1', // notice: something went wrong or is not possible now
  'Z', // cleared 清屏
] as const;
export type ScreenCode = (typeof screenCodes)[number];

export const Block = Type.Union([
  Paragraph,
  Notice,
  FactSheet,
  ChoiceList,
  Digits,
  Tiles,
  Machine,
  Steps,
  ReceiptBlock,
  Hotlines,
  Checklist,
  PaperPreview,
  MultiChoice,
  DateField,
  TextField,
  Counter,
  Search,
  Table,
  Board,
  Lanes,
  Tasks,
  Pay,
  Code,
  Camera,
  PinDots,
  Preview,
]);
export type Block = Static<typeof Block>;
export type BlockOf<T extends Block['type']> = Extract<Block, { type: T }>;

export const Screen = Type.Object(
  {
    code: oneOf(screenCodes),
    /** Names the page for tests, journals and screenshots, for example `ss.card.loss/D1`. Never personal. */
    name: Type.String(),
    heading: Text,
    lead: Type.Optional(Text),
    /** Set where the whole page is a state (done, waiting, …): icon and colour of the heading. */
    tone: Type.Optional(oneOf(tones)),
    step: Type.Optional(Type.Object({ n: Type.Integer(), of: Type.Integer(), label: Text }, strict)),
    blocks: Type.Array(Block),
    /** The action bar: back at the left, main at the right; two equal buttons where `equal` is set (consent, interruption). */
    actions: Type.Object(
      {
        back: Type.Optional(Action),
        main: Type.Optional(Action),
        other: Type.Array(Action),
        equal: Type.Optional(Type.Boolean()),
      },
      strict,
    ),
    /** True where personal data stands on the page: it is masked behind warnings and counts for the time limit. */
    personal: Type.Boolean(),
    /** True where 立即退出 is offered (every page of a session). */
    canExit: Type.Boolean(),
    /** A small line at the foot for the keeper: fault code or incident number. Never personal. */
    keeperNote: Type.Optional(Type.String()),
  },
  strict,
);
export type Screen = Static<typeof Screen>;
