import { machinePartStates, machineParts } from '../../../../contract/blocks/things.ts';
import { type MachinePart, withParts } from '../../../../contract/machine-model.ts';
import type { BlockOf } from '../../../../contract/screen.ts';
import { MachineContext } from '../../../kit/machine-context.ts';
import { MachinePicture } from '../../../kit/machine-picture.tsx';
import { receiptQr } from '../../fixtures/common.ts';
import { machines } from '../../machines.ts';
import { noKeys, type Piece, pressKeys, type Tell, type Words } from '../piece.ts';
import classes from './things.module.css';

type PartState = BlockOf<'machine'>['state'];

const captions: Readonly<Record<MachinePart, Words>> = {
  idReader: ['请把身份证平放在亮起的地方', '請把身份證平放在亮起的地方', 'Lay your ID card on the lit pad'],
  receiptPrinter: ['回执从这里出来', '回執從這裏出來', 'The receipt comes out here'],
  cardDispenser: ['卡从这里出来', '卡從這裏出來', 'The card comes out here'],
  scanner: ['把二维码对准这里', '把二維碼對準這裏', 'Hold the code here'],
  documentPrinter: ['证明从这里出来', '證明從這裏出來', 'The certificate comes out here'],
  pinPad: ['请在这里输入密码', '請在這裏輸入密碼', 'Type your PIN here'],
  camera: ['请看这里', '請看這裏', 'Look here'],
  smartCard: ['请插入社保卡，芯片朝上', '請插入社保卡，晶片朝上', 'Insert your card, chip upwards'],
};
/** What is said when nothing is left to do there. */
const over: Readonly<Partial<Record<PartState, Words>>> = {
  done: ['好了', '好了', 'Done'],
  fault: ['这里暂时不能用', '這裏暫時不能用', 'Not working now'],
};
const stateWords: Readonly<Record<PartState, string>> = {
  place: 'put something there',
  reading: 'being read: leave it',
  take: 'take it',
  printing: 'coming out',
  done: 'it is over',
  fault: 'does not work',
};

/** A part in each of its states, three a row. */
function PartStates({ tell, part }: { readonly tell: Tell; readonly part: MachinePart }) {
  return (
    <div className={classes.states} data-many>
      {machinePartStates.map((state) => (
        <div key={state} className={classes.cell}>
          <p className={classes.word} lang="en" data-note>
            {state} <span>{stateWords[state]}</span>
          </p>
          <MachinePicture block={{ type: 'machine', part, state, caption: tell(over[state] ?? captions[part]) }} />
        </div>
      ))}
    </div>
  );
}

/** The delivered models with one part lit. */
function Models({ tell }: { readonly tell: Tell }) {
  const bare = withParts(
    machines.reference,
    (part) => part === 'idReader' || part === 'receiptPrinter' || part === 'scanner',
  );
  return (
    <div className={classes.states}>
      {[...Object.values(machines), { ...bare, title: 'Reference machine, three parts fitted' }].map((model) => (
        <div key={model.title} className={classes.cell}>
          <p className={classes.word} lang="en" data-note>
            {model.title}
          </p>
          <MachineContext value={model.front}>
            <MachinePicture
              block={{ type: 'machine', part: 'idReader', state: 'place', caption: tell(captions.idReader) }}
            />
          </MachineContext>
        </div>
      ))}
    </div>
  );
}

const paper = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 300" font-family="Noto Sans SC, sans-serif" font-size="17"><rect width="320" height="300" fill="#fff"/><g fill="#17252a"><text x="160" y="42" font-size="22" text-anchor="middle">社会保障卡挂失回执</text><text x="24" y="84">回执号 TH0017-261123-0042-3</text><text x="24" y="112">姓名 黎**</text><text x="24" y="140">卡号 尾号 4417</text><text x="24" y="168">生效 2026-11-23 14:03</text></g><path d="M24 190h272" stroke="#17252a" stroke-dasharray="4 4"/><text x="24" y="222" fill="#17252a" font-size="15">请保留本回执。查询请致电 12333</text></svg>`;

/** Pieces of paper, cards and the machine itself. */
export const thingPieces: readonly Piece[] = [
  {
    name: 'machine-picture',
    title: 'MachinePicture',
    zh: '本机图',
    group: 'Paper and things',
    files: ['kit/machine-picture.tsx', 'kit/machine-motion.tsx', 'kit/machine-part-sign.tsx'],
    purpose:
      'This machine from the front, with the part lit where the hands go now, and a motion that shows which way things go. Drawn from the model of the machine in millimetres.',
    use: ['whenever hands are needed: place, take, look, type'],
    avoid: ['as decoration', 'two parts at once: one thing per page'],
    keys: noKeys,
    states: [
      {
        name: 'models',
        caption: 'kiosk-config/models; a part that is not fitted is not drawn',
        draw: (tell) => <Models tell={tell} />,
      },
      ...machineParts.map((part) => ({
        name: part,
        caption: 'in each state',
        draw: (tell: Tell) => <PartStates tell={tell} part={part} />,
      })),
    ],
  },
  {
    name: 'receipt',
    title: 'Receipt',
    zh: '回执号',
    group: 'Paper and things',
    files: ['kit/receipt-block.tsx'],
    purpose: 'The number that matters: the largest thing on its page, grouped as it is read aloud, with its symbol.',
    use: ['after everything that was taken in, whatever came of it'],
    avoid: ['fault codes: small, at the foot, for the keeper'],
    keys: noKeys,
    states: [
      {
        name: 'receipt number',
        caption: 'hyphens faint: they are read as pauses',
        block: (tell) => ({
          type: 'receipt',
          label: tell(['回执号', '回執號', 'Receipt number']),
          number: 'TH0017-261123-0042-3',
          qr: { ...receiptQr, label: tell(['扫码查进度', '掃碼查進度', 'Scan to follow it']) },
        }),
      },
    ],
  },
  {
    name: 'paper',
    title: 'PaperPreview',
    zh: '回执样张',
    group: 'Paper and things',
    files: ['kit/paper-preview.tsx', 'kit/svg-paper.tsx'],
    purpose: 'The receipt as it is on paper, from the same template.',
    use: ['before or after printing, so that paper and page say the same'],
    avoid: ['A4 documents: Preview'],
    keys: noKeys,
    states: [
      {
        name: 'receipt',
        caption: 'an image from a data address: nothing inside can run',
        block: (tell) => ({
          type: 'paper',
          svg: paper,
          label: tell(['回执预览', '回執預覽', 'Preview of the receipt']),
        }),
      },
    ],
  },
  {
    name: 'preview',
    title: 'Preview',
    zh: '证明预览',
    group: 'Paper and things',
    files: ['kit/preview.tsx'],
    purpose:
      'A document as it will be printed, masked, one page at a time. Marked across: a photo of the screen is no certificate.',
    use: ['before anything is printed on A4'],
    avoid: ['reading a long text on the screen'],
    keys: pressKeys,
    states: [
      {
        name: 'certificate, page 1 of 2',
        caption: 'columns as on paper',
        block: (tell) => ({
          type: 'preview',
          lines: [
            tell(['参保缴费证明', '參保繳費證明', 'Certificate of social insurance']).text,
            '',
            tell([
              '姓名：黎**    证件号码：**************0026',
              '姓名：黎**    證件號碼：**************0026',
              'Name: Li **    ID: **************0026',
            ]).text,
            tell(['起止年月：2024-12 至 2026-11', '起止年月：2024-12 至 2026-11', 'Period: 2024-12 to 2026-11']).text,
            '',
            ...['2024-12', '2025-01', '2025-02'].map(
              (month) =>
                tell([
                  `${month}    养老 ****    医疗 ****`,
                  `${month}    養老 ****    醫療 ****`,
                  `${month}    pension ****    medical ****`,
                ]).text,
            ),
          ],
          pageWords: tell(['预览第 1 页，共 2 页', '預覽第 1 頁，共 2 頁', 'Preview, page 1 of 2']),
          watermark: tell(['预览 · 不是证明', '預覽 · 不是證明', 'Preview only']),
        }),
      },
    ],
  },
  {
    name: 'checklist',
    title: 'Checklist',
    zh: '取走清单',
    group: 'Paper and things',
    files: ['kit/checklist.tsx'],
    purpose: 'What to take along. Each line follows a sensor; where there is none it says so.',
    use: ['the end of a visit'],
    avoid: ['what to bring: a paragraph before it begins'],
    keys: noKeys,
    states: [
      {
        name: 'five states',
        caption: 'coming, here, taken, cannot be known, failed',
        block: (tell) => ({
          type: 'checklist',
          items: [
            { id: 'a', state: 'waiting', label: tell(['证明（2 页）', '證明（2 頁）', 'Certificate, 2 pages']) },
            { id: 'b', state: 'here', label: tell(['身份证', '身份證', 'ID card']) },
            { id: 'c', state: 'taken', label: tell(['社保卡', '社保卡', 'Social security card']) },
            { id: 'd', state: 'cannotKnow', label: tell(['回执', '回執', 'Receipt']) },
            { id: 'e', state: 'failed', label: tell(['复印件', '影印本', 'Copy']) },
          ],
        }),
      },
    ],
  },
];
