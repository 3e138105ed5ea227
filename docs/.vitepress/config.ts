import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defineConfig } from 'vitepress';
import { anchorOf } from './anchor.ts';
import { deadEnds } from './dead-ends.ts';
import { linksOfTheTree, textAsItStands } from './links.ts';
import { chineseSearch, tokenize } from './search.ts';
import { sequenceSteps } from './sequence.ts';
import { chineseNav, chineseSidebar, nav, sidebar } from './sidebar.ts';
import { docs, root } from './source-tree.ts';

/** Files that pages link to and that are no pages; they are copied to where the link points. */
const copied = new Set<string>();

/**
 * The documentation as a site: `npm run docs` builds it into `dist/docs`, `npm run docs:dev` serves it while one writes. Nothing of it comes from elsewhere or tells anybody
 * anything: fonts are the reader's, the search is an index in the site. `YITIJI_DOCS_BASE` names the path under which it will stand, `YITIJI_REPOSITORY` the address of the source tree.
 */
export default defineConfig({
  title: 'yitiji 一体机',
  description: 'Software of self-service government machines that keeps its word when networks, power and paper fail.',
  base: process.env.YITIJI_DOCS_BASE ?? '/',
  outDir: join(root, 'dist/docs'),
  cacheDir: join(root, '.cache/vitepress'),
  cleanUrls: false,
  lastUpdated: false,
  metaChunk: true,
  vite: {
    configFile: false,
    // Without this esbuild reads the compiler options of the project, and does not know the newest target.
    esbuild: { tsconfigRaw: {} },
    build: { chunkSizeWarningLimit: 4096 },
  },
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: `${process.env.YITIJI_DOCS_BASE ?? '/'}logo.svg` }]],
  markdown: {
    anchor: { slugify: anchorOf },
    toc: { slugify: anchorOf },
    image: { lazyLoading: true },
    // Braces are braces here: pages are read in editors too, where they mean nothing else.
    attrs: { disable: true },
    theme: { light: 'github-light', dark: 'github-dark' },
    config: (markdown) => {
      linksOfTheTree(markdown, process.env.YITIJI_REPOSITORY, copied);
      textAsItStands(markdown);
      const { fence } = markdown.renderer.rules;
      if (fence === undefined) throw new Error('the renderer of Markdown has changed');
      markdown.renderer.rules.fence = (tokens, at, ...rest) => {
        const token = tokens[at];
        return token?.info.trim() === 'mermaid' ? sequenceSteps(token.content) : fence(tokens, at, ...rest);
      };
    },
  },
  locales: {
    root: { label: 'English', lang: 'en', themeConfig: { nav, sidebar } },
    zh: {
      label: '简体中文',
      lang: 'zh-CN',
      description: '自助政务终端软件：断网、断电、缺纸、卡纸，都不失信。',
      themeConfig: {
        nav: chineseNav,
        sidebar: chineseSidebar,
        outline: { level: [2, 3], label: '本页' },
        docFooter: { prev: '上一页', next: '下一页' },
        darkModeSwitchLabel: '外观',
        lightModeSwitchTitle: '浅色',
        darkModeSwitchTitle: '深色',
        sidebarMenuLabel: '目录',
        returnToTopLabel: '回到顶部',
        langMenuLabel: '语言',
        footer: { message: 'Apache-2.0。图中的人物、号码和证件都是虚构的。' },
        notFound: { title: '没有这一页', quote: '这个地址下没有内容。', linkText: '回到首页', linkLabel: '回到首页' },
      },
    },
  },
  themeConfig: {
    logo: '/logo.svg',
    // Most pages are in one language: the switch leads to the first page of the other one; what is in both says so in its first lines.
    i18nRouting: false,
    outline: { level: [2, 3] },
    search: {
      provider: 'local',
      options: {
        locales: { zh: chineseSearch },
        miniSearch: { options: { tokenize }, searchOptions: { combineWith: 'AND', fuzzy: false, prefix: true } },
      },
    },
    notFound: {
      title: 'No such page',
      quote: 'Nothing stands at this address.',
      linkText: 'To the first page',
      linkLabel: 'To the first page',
    },
    footer: { message: 'Apache-2.0. People, numbers and cards in every picture are synthetic.' },
  },
  /** Ends the build where something leads nowhere in the pages as they are served. */
  buildEnd(site) {
    for (const path of copied) {
      mkdirSync(dirname(join(site.outDir, path)), { recursive: true });
      copyFileSync(join(docs, path), join(site.outDir, path));
    }
    const dead = deadEnds(site.outDir, site.site.base);
    if (dead.length > 0) throw new Error(`nothing stands at:\n${dead.join('\n')}`);
  },
});
