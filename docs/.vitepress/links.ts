import type { MarkdownRenderer } from 'vitepress';
import { targetOf } from './source-tree.ts';

type Token = ReturnType<MarkdownRenderer['parse']>[number];

/**
 * Makes links that were written for the source tree work on the site: READMEs beside code are pages here, other files of `docs/` are copied along, and what else
 * stands in the tree is named and not linked (or linked into a repository on the web, where its address is known). A link that leads nowhere ends the build.
 * @param repository address of the tree on the web, such as `https://…/blob/main`; undefined: none is known
 * @param copied gets the path (from `docs/`) of each file that a page links to
 */
export function linksOfTheTree(markdown: MarkdownRenderer, repository: string | undefined, copied: Set<string>): void {
  markdown.core.ruler.push('links-of-the-tree', (state) => {
    const page = pageOf(state.env);
    for (const token of state.tokens.flatMap((each) => [each, ...(each.children ?? [])])) {
      if (token.type === 'link_open') mendLink(token, page, repository, copied);
      if (token.type === 'html_block' || token.type === 'html_inline')
        token.content = mendHtml(token.content, page, copied);
    }
    mendEnds(state.tokens);
  });
}

function pageOf(env: unknown): string {
  if (typeof env === 'object' && env !== null && 'relativePath' in env && typeof env.relativePath === 'string')
    return env.relativePath;
  return '';
}

function mendLink(token: Token, page: string, repository: string | undefined, copied: Set<string>): void {
  const href = token.attrGet('href') ?? '';
  const target = targetOf(page, href);
  if (target.kind === 'dead') throw new Error(`${page}: nothing stands at ${href}`);
  if (target.kind === 'page') token.attrSet('href', target.link);
  if (target.kind === 'file') {
    copied.add(target.path);
    token.attrSet('href', `/${target.path}`);
    token.attrSet('target', '_blank');
  }
  if (target.kind !== 'tree') return;
  if (repository !== undefined) {
    token.attrSet('href', `${repository}/${target.path}`);
    return;
  }
  token.tag = 'span';
  token.attrs = [
    ['class', 'in-the-tree'],
    ['title', target.path],
  ];
}

/** The end of a link that has become a name has to be one too. */
function mendEnds(tokens: readonly Token[]): void {
  for (const { children } of tokens) {
    const open: string[] = [];
    for (const token of children ?? []) {
      if (token.type === 'link_open') open.push(token.tag);
      if (token.type === 'link_close') token.tag = open.pop() ?? token.tag;
    }
  }
}

/** Plain HTML: a table gets the body that a browser would put there, `./` makes a picture part of the bundle, and a linked file is copied along. */
function mendHtml(html: string, page: string, copied: Set<string>): string {
  return html
    .replaceAll('<table>', '<table><tbody>')
    .replaceAll('</table>', '</tbody></table>')
    .replace(/(<img[^>]*? src="|<source[^>]*? srcset=")([^"]+)"/g, (whole, before: string, source: string) => {
      const target = targetOf(page, source);
      if (target.kind === 'dead') throw new Error(`${page}: no picture stands at ${source}`);
      if (target.kind !== 'file') return whole;
      return `${before}${source.startsWith('.') ? '' : './'}${source}"${before.startsWith('<img') ? ' loading="lazy"' : ''}`;
    })
    .replace(/(<a[^>]*? href=")([^"]+)"/g, (whole, before: string, href: string) => {
      const target = targetOf(page, href);
      if (target.kind === 'dead') throw new Error(`${page}: nothing stands at ${href}`);
      if (target.kind === 'page') return `${before}${target.link.replace(/\.md(?=#|$)/, '.html')}"`;
      if (target.kind !== 'file') return whole;
      copied.add(target.path);
      return `${before}/${target.path}" target="_blank"`;
    });
}

/**
 * Keeps double braces of a text or of code from being read as a template, lets a long path or name of an event in a narrow column break behind its strokes and dots,
 * and keeps an option of a command in one piece: half of `--kiosk` is another option. Chinese has no blank between its lines.
 */
export function textAsItStands(markdown: MarkdownRenderer): void {
  const { rules } = markdown.renderer;
  const { text, code_inline: code } = rules;
  if (text === undefined || code === undefined) throw new Error('the renderer of Markdown has changed');
  const plain = (html: string) => html.replaceAll('{{', '&#123;&#123;');
  rules.text = (...all) => plain(text(...all));
  rules.softbreak = (tokens, at) =>
    isChinese(tokens[at - 1]?.content.at(-1)) && isChinese(tokens[at + 1]?.content.at(0)) ? '' : '\n';
  rules.code_inline = (...all) =>
    plain(code(...all))
      .replace(/(?<!<)\/(?=[a-z])|(?<=>[a-z.]+)\.(?=[a-z]+[a-zA-Z.]*<)/g, '$&<wbr>')
      .replace(/(?<=[ >])--[a-z][a-z-]*(?=[ <])/g, '<span class="whole">$&</span>');
}

const isChinese = (sign: string | undefined) =>
  sign !== undefined && /[\p{Script=Han}\u3000-\u303f\uff00-\uffef“”]/u.test(sign);
