/// <reference types="vite/client" />
import { type Theme, useData } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import { h } from 'vue';
import english from '../../screens/portrait-en/07-F2-effective.png';
import chinese from '../../screens/portrait-zh/08-F2-effective.png';
import './paper.css';

/** VitePress' own theme in the colours of the machine, with the real window on its first page. */
const theme: Theme = {
  extends: DefaultTheme,
  Layout: () => {
    const isChinese = useData().lang.value === 'zh-CN';
    const picture = h('img', {
      class: 'panel-of-a-machine',
      src: isChinese ? chinese : english,
      alt: isChinese ? '挂失已生效的页面' : 'The page after a loss report: blocked at once',
      width: 1080,
      height: 1920,
    });
    return h(DefaultTheme.Layout, null, { 'home-hero-image': () => picture });
  },
};
export default theme;
