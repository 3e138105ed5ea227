import { readFileSync } from 'node:fs';

export interface DocumentLine {
  /** As it stands. */
  readonly text: string;
  /** After `npx yitiji`; null = another program. */
  readonly command: string | null;
  /** What a command says that ends with 1; null = it ends with 0. */
  readonly fails: string | null;
}

/** Shell lines of a Markdown file: those of its `sh` blocks, in order. `# exits with 1: words` at the end of a line says that it fails, and what it says then. */
export function linesOf(document: string): readonly DocumentLine[] {
  const blocks = [...readFileSync(document, 'utf8').matchAll(/^```sh\n([\s\S]*?)^```$/gm)];
  return blocks
    .flatMap(([, block = '']) => block.split('\n'))
    .filter((line) => line !== '')
    .map((line) => {
      const [text = '', fails] = line.split(' # exits with 1: ');
      return { text, command: /^npx yitiji (.*)$/.exec(text)?.[1] ?? null, fails: fails ?? null };
    });
}
