import { fontNames, fontPx, scaleOf } from '../../../kit/tokens.ts';
import type { Tell } from '../piece.ts';
import { panels, type View } from '../view.ts';
import classes from './foundations.module.css';

const samples = {
  body: ['挂失后这张卡马上不能用', '掛失後這張卡馬上不能用', 'It stops working at once'],
  lead: ['请用本人的身份证，放平', '請用本人的身份證，放平', 'Use your own card'],
  heading: ['社会保障卡', '社會保障卡', 'Social security card'],
  title: ['哪张卡丢了？', '哪張卡遺失了？', 'Which card?'],
  number: ['TH0017-0042-3', 'TH0017-0042-3', 'TH0017-0042-3'],
} as const;

/** The five sizes on this panel. */
export function Scale({ tell, view }: { readonly tell: Tell; readonly view: View }) {
  const panel = panels[view.panel];
  const { capMm } = scaleOf(panel, view.largeText);
  return (
    <table className={classes.scale}>
      <tbody>
        {fontNames.map((name) => (
          <tr key={name}>
            <th scope="row" lang="en">
              {name}
              <span>
                {capMm[name].toFixed(1)} mm · {fontPx(panel, capMm[name])} px
              </span>
            </th>
            <td data-font={name}>{tell(samples[name]).text}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const counted = '天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水';

/** Forty-four characters, marked where lines of 18, 24, 37 and 44 end: what the panel takes is seen where the line breaks. */
export function Line({ view }: { readonly view: View }) {
  const panel = panels[view.panel];
  const { capMm } = scaleOf(panel, view.largeText);
  return (
    <div className={classes.lines} lang="zh-CN">
      {(['body', 'lead', 'heading'] as const).map((name) => (
        <div key={name} className={classes.line} data-font={name}>
          <p>
            {[...counted].slice(0, 44).map((letter, index) => (
              <span key={letter} data-mark={[18, 24, 37, 44].includes(index + 1) ? index + 1 : undefined}>
                {letter}
              </span>
            ))}
          </p>
          <span className={classes.lineNote} lang="en">
            {name}: {Math.floor(panel.widthPx / fontPx(panel, capMm[name]))} characters from edge to edge
          </span>
        </div>
      ))}
    </div>
  );
}

const rare = ['赟', '龑', '㛃', '瀞', '喆', '堃', '犇', '骉', '䶮', '𠅤'] as const;

/** Characters of names that fonts lack, from the floor of 24 px to the largest size. */
export function RareCharacters() {
  return (
    <div className={classes.rare} lang="zh-CN">
      {(['floor', 'body', 'heading', 'number'] as const).map((name) => (
        <p key={name} data-font={name}>
          {rare.map((letter) => (
            <span key={letter}>{letter}</span>
          ))}
        </p>
      ))}
    </div>
  );
}

const words = [
  ['zh-CN', '请带走您的身份证和回执，拿齐以后，本机会自动清除资料。'],
  ['zh-HK', '請帶走您的身份證和回執，取齊以後，本機會自動清除資料。'],
  [
    'en',
    'Please take your ID card and your receipt. When everything is taken, this machine clears your data by itself.',
  ],
] as const;

export function Languages() {
  return (
    <div className={classes.languages}>
      {words.map(([language, text]) => (
        <p key={language} lang={language}>
          {text}
          <span lang="en">{language} · 2026-11-23 14:03 · ¥1,024.00</span>
        </p>
      ))}
    </div>
  );
}
