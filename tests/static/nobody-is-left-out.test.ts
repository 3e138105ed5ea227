import { describe, expect, it } from 'vitest';
import { projectFiles, readText } from './source-files.ts';

/**
 * Lines of the checklist (docs/domain/screens.md §12) that no single page can show: what nobody may write anywhere in the citizen's window. Each test also
 * shows that it would find the thing.
 */
const isStory = (path: string) => path.startsWith('renderer/dev/');
const isTest = (path: string) => /\.test(-data)?\.tsx?$/.test(path);
const windowCode = projectFiles().filter(
  (path) => /^renderer\/.*\.tsx?$/.test(path) && !isStory(path) && !isTest(path),
);
// The touch grid of technician mode tests the glass itself: contacts are what it is about, no citizen sees it, and 放弃 is a button like any other.
const handled = windowCode.filter((path) => path !== 'renderer/technician/touch-grid.tsx');
const windowStyles = projectFiles().filter((path) => /^renderer\/.*\.css$/.test(path) && !isStory(path));
const textFiles = projectFiles().filter((path) => /^kiosk-config\/texts\/.*\.json$/.test(path));

const withoutComments = (source: string) => source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
const found = (paths: readonly string[], pattern: RegExp): readonly string[] =>
  paths.flatMap((path) =>
    [...withoutComments(readText(path)).matchAll(pattern)].map((match) => `${path}: ${match[0].trim()}`),
  );

interface Rule {
  readonly line: string;
  readonly where: readonly string[];
  readonly never: RegExp;
  /** What it would find, and what it must let pass. */
  readonly finds: string;
  readonly lets: string;
}

const rules: readonly Rule[] = [
  {
    line: 'WCAG 1.3.3: no text tells a control by its colour or shape alone',
    where: textFiles,
    never:
      /[红紅绿綠蓝藍黄黃橙灰]色?的?(按钮|按鈕|键|鍵|框|按)|(圆形|圓形|方形)的?(按钮|按鈕)|\b(green|red|blue|yellow|orange|grey|round|square) (button|key|box)\b/gi,
    finds: '请按绿色按钮',
    lets: '请按“继续”',
  },
  {
    line: 'WCAG 2.4.4: no control is called here, more or click',
    where: textFiles,
    never: /"(点击这里|點擊這裏|点此|點此|更多|这里|這裏|click here|here|more|read more)"/gi,
    finds: '"en": "Click here"',
    lets: '"en": "More about this card"',
  },
  {
    line: 'WCAG 1.4.13: nothing comes or goes under a pointer',
    where: [...windowCode, ...windowStyles],
    never: /:hover\b|\bonHover\w*|\bonMouse(Enter|Leave|Over|Move)\b|\btitle=["{]/g,
    finds: '.tile:hover {',
    lets: '.tile[data-pressed] {',
  },
  {
    line: 'WCAG 2.5.1, 2.5.7: no path, no drag, no second finger, no long press',
    where: handled,
    never: /\bon(Drag|Drop|TouchMove|PointerMove|DoubleClick|ContextMenu|LongPress|Wheel)\w*=|\bdraggable\b/g,
    finds: '<li onDragStart={move}>',
    lets: '<Button onPress={go}>',
  },
  {
    line: 'WCAG 2.5.2: what is touched acts when the finger leaves it',
    where: handled,
    never: /\bon(PressStart|PointerDown|MouseDown|TouchStart)=/g,
    finds: '<Button onPressStart={pay}>',
    lets: '<Button onPress={pay}>',
  },
  {
    line: 'WCAG 2.5.4, EN 5.1.7: nothing needs the machine to be moved or spoken to',
    where: windowCode,
    never: /devicemotion|deviceorientation|SpeechRecognition|audio: true/g,
    finds: "addEventListener('devicemotion', shake)",
    lets: 'getUserMedia({ video: true })',
  },
  {
    line: 'WCAG 1.3.5: no field of a shared machine lets the browser remember or propose',
    where: windowCode,
    never: /<(input|textarea|form)\b/g,
    finds: '<input autoComplete="tel" />',
    lets: '<TextField />',
  },
  {
    line: 'WCAG 2.1.4: no letter alone does anything; letters are for writing',
    where: ['renderer/citizen/use-keys.ts'],
    never: /case '.'/g,
    finds: "case 'h':",
    lets: "case 'Escape':",
  },
  {
    // The preview of a paper is a picture of it; its words are its description.
    line: 'WCAG 1.4.5: no word stands in a picture',
    where: windowCode.filter((path) => path !== 'renderer/kit/svg-paper.tsx'),
    never: /<img\b|\bbackgroundImage\b/g,
    finds: '<img src="title.png" />',
    lets: '<svg viewBox="0 0 24 24" />',
  },
];

describe('the window of the citizen', () => {
  it('is looked at: there is code, style and text', () => {
    for (const paths of [windowCode, windowStyles, textFiles]) expect(paths.length).toBeGreaterThan(9);
  });

  it.each(rules)('$line', ({ where, never, finds, lets }) => {
    expect(finds.match(never)).not.toBeNull();
    expect(lets.match(never)).toBeNull();
    expect(found(where, never)).toEqual([]);
  });
});
