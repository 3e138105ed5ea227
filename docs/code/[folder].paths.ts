import { codePages } from '../.vitepress/source-tree.ts';

/** Each README beside code is a page of the site. */
export default {
  watch: ['../../*/**/README.md'],
  paths: () => codePages().map(({ folder, content }) => ({ params: { folder }, content })),
};
