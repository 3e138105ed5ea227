import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DefaultTheme } from 'vitepress';
import { codePages, docs } from './source-tree.ts';

const page = (text: string, link: string) => ({ text, link });

const group = (text: string, items: DefaultTheme.SidebarItem[], collapsed?: boolean): DefaultTheme.SidebarItem => ({
  text,
  items,
  ...(collapsed !== undefined && { collapsed }),
});

/** Pages of a folder that others fill (security, benchmarks): each is listed as soon as it is there. */
function pagesOf(folder: string, titles: Readonly<Record<string, string>>): DefaultTheme.SidebarItem[] {
  if (!existsSync(join(docs, folder))) return [];
  const names = readdirSync(join(docs, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => name.slice(0, -3));
  const known = Object.keys(titles).filter((name) => names.includes(name));
  const others = names.filter((name) => !(name in titles)).sort();
  return [...known, ...others].map((name) => page(titles[name] ?? name, `/${folder}/${name}`));
}

const ifThere = (text: string, link: string) => (existsSync(join(docs, `${link}.md`)) ? [page(text, link)] : []);

export const nav: DefaultTheme.NavItem[] = [
  { text: 'Architecture', link: '/architecture' },
  { text: 'Guarantees', link: '/guarantees' },
  {
    text: 'Guides',
    items: [
      page('Service designers', '/guides/service-designers'),
      page('Technicians', '/guides/technicians'),
      page('Operators', '/guides/operators'),
      page('Driver authors', '/guides/driver-authors'),
    ],
  },
  { text: 'Pictures', link: '/screens/README' },
  { text: 'What is missing', link: '/status' },
];

export const sidebar: DefaultTheme.SidebarItem[] = [
  group('Start', [
    page('What this is', '/'),
    page('Guarantees and their proofs', '/guarantees'),
    page('Architecture', '/architecture'),
    page('How it compares', '/comparison'),
    page('What is not there yet', '/status'),
    page('Small limits', '/limits'),
  ]),
  group('Guides', [
    page('For service designers', '/guides/service-designers'),
    page('For technicians', '/guides/technicians'),
    page('For operators', '/guides/operators'),
    page('For driver authors', '/guides/driver-authors'),
  ]),
  group(
    'Service items',
    [
      page('Writing an item', '/services'),
      page('The keyboard', '/keyboard'),
      page('Accessibility', '/accessibility'),
      page('Kit of the interface', '/kit'),
      page('Every page in pictures', '/screens/README'),
    ],
    false,
  ),
  group(
    'At the machine',
    [
      page('Guide with pictures', '/technician-guide'),
      page('Setting up a machine', '/set-up'),
      page('Devices', '/devices'),
      page('Adding a driver', '/adding-a-driver'),
      page('Configuration', '/configuration'),
      page('Checks and bundle', '/doctor'),
      page('Who gets in', '/technician-access'),
      page('Packaging', '/packaging'),
      ...ifThere('Watchdogs', '/watchdogs'),
    ],
    false,
  ),
  group(
    'Hub and fleet',
    [
      page('The hub', '/hub'),
      page('The console', '/console'),
      page('The fleet', '/fleet'),
      page('Updates', '/updates'),
      page('Releases', '/releases'),
      page('Keys', '/keys'),
      page('Runbooks', '/runbooks/README'),
      page('Log events', '/log-events'),
    ],
    false,
  ),
  group(
    'Security and privacy',
    [
      page('Overview', '/security'),
      ...pagesOf('security', {
        window: 'Escapes of the window',
        asvs: 'OWASP ASVS level 2',
        privacy: 'What is kept where',
      }),
      page('What must be protected', '/domain/privacy-and-security'),
      page('Dependencies', '/dependencies'),
    ],
    false,
  ),
  group(
    'Proof',
    [
      page('Which test watches what', '/testing'),
      page('Store, outbox and sync', '/sync'),
      ...pagesOf('bench', { README: 'Benchmarks' }),
      page('Pain points and cures', '/design/pain-points'),
    ],
    false,
  ),
  group(
    'Design',
    [
      page('Plan of the architecture', '/design/architecture'),
      page('Device model', '/design/device-model'),
      page('Sync and fleet', '/design/sync-and-fleet'),
      page('Technician access', '/design/technician-access'),
      page('Visual language', '/design/visual-language'),
      page('Code style', '/design/code-style'),
    ],
    true,
  ),
  group(
    'The domain',
    [
      page('The programme', '/domain/programme'),
      page('Catalogue of items', '/domain/catalogue'),
      page('Journeys', '/domain/journeys'),
      page('Screens', '/domain/screens'),
      page('Technicians and operations', '/domain/technician-and-operations'),
    ],
    true,
  ),
  group(
    'Protocols',
    [
      page('ID-card readers', '/protocols/id-card-reader'),
      page('Receipt printers', '/protocols/receipt-printer'),
      page('Card dispensers', '/protocols/card-dispenser'),
      page('Scanners and HID', '/protocols/scanner-and-hid'),
      page('Social security cards', '/protocols/social-security-card'),
      page('I/O board', '/protocols/io-board'),
      page('Personaliser', '/protocols/personaliser'),
      page('Testing without hardware', '/protocols/testing-without-hardware'),
    ],
    true,
  ),
  group(
    'Inside the code',
    codePages().map(({ folder }) => page(folder, `/code/${folder}`)),
    true,
  ),
];

export const chineseNav: DefaultTheme.NavItem[] = [
  {
    text: '指南',
    items: [
      page('事项设计', '/zh/service-designers'),
      page('维护员和管理员', '/zh/technician-guide'),
      page('运维', '/zh/operators'),
      page('驱动开发', '/zh/driver-authors'),
    ],
  },
  { text: '图片', link: '/screens/README' },
];

export const chineseSidebar: DefaultTheme.SidebarItem[] = [
  group('开始', [page('这是什么', '/zh/')]),
  group('指南', [
    page('事项设计指南', '/zh/service-designers'),
    page('维护员和管理员手册', '/zh/technician-guide'),
    page('运维手册', '/zh/operators'),
    page('驱动开发指南', '/zh/driver-authors'),
  ]),
  group('英文文档', [
    page('架构', '/architecture'),
    page('承诺与证明', '/guarantees'),
    page('事项编写', '/services'),
    page('设备', '/devices'),
    page('安全与隐私', '/security'),
    page('告警处理手册（中英）', '/runbooks/README'),
    page('尚未完成的', '/status'),
  ]),
];
