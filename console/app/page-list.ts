import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import type { Permission } from '../../contract/accounts.ts';
import type { IconName } from '../kit/icon.tsx';
import type { shellTexts } from './shell-texts.ts';

type PageComponent = LazyExoticComponent<ComponentType>;

export const pageGroups = ['fleet', 'updates', 'services', 'administration'] as const;
export type PageGroup = (typeof pageGroups)[number];

/** A page of the console. Those with a `menu` stand in the navigation. */
export interface PageSpec {
  /** As react-router writes it; unique. */
  readonly path: string;
  readonly page: PageComponent;
  /** Who may see it; the hub refuses everybody else anyhow. */
  readonly permission: Permission;
  readonly menu?: {
    readonly group: PageGroup;
    readonly icon: IconName;
    readonly words: Extract<keyof (typeof shellTexts)['en'], `menu.${string}`>;
  };
}

/** A page in a file of its own, loaded when it is first opened. */
const from = (load: () => Promise<{ readonly default: ComponentType }>): PageComponent => lazy(load);

export const pageList: readonly PageSpec[] = [
  {
    path: '/',
    page: from(() => import('../pages/overview/overview-page.tsx')),
    permission: 'fleet.read',
    menu: { group: 'fleet', icon: 'overview', words: 'menu.overview' },
  },
  {
    path: '/machines',
    page: from(() => import('../pages/machines/machines-page.tsx')),
    permission: 'fleet.read',
    menu: { group: 'fleet', icon: 'machine', words: 'menu.machines' },
  },
  {
    path: '/machines/:kiosk',
    page: from(() => import('../pages/machine/machine-page.tsx')),
    permission: 'fleet.read',
  },
];

/** Pages that everybody may open without signing in: they show no person and nothing to act on. */
export const openPages: readonly Pick<PageSpec, 'path' | 'page'>[] = [
  { path: '/orders/:id', page: from(() => import('../pages/order/order-page.tsx')) },
];
