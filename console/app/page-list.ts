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
  {
    path: '/commands',
    page: from(() => import('../pages/commands/commands-page.tsx')),
    permission: 'fleet.read',
    menu: { group: 'fleet', icon: 'command', words: 'menu.commands' },
  },
  {
    path: '/alerts',
    page: from(() => import('../pages/alerts/alerts-page.tsx')),
    permission: 'fleet.read',
    menu: { group: 'fleet', icon: 'alert', words: 'menu.alerts' },
  },
  {
    path: '/alerts/:id',
    page: from(() => import('../pages/alerts/alerts-page.tsx')),
    permission: 'fleet.read',
  },
  {
    path: '/orders',
    page: from(() => import('../pages/orders/orders-page.tsx')),
    permission: 'fleet.read',
    menu: { group: 'fleet', icon: 'order', words: 'menu.orders' },
  },
  {
    path: '/supplies',
    page: from(() => import('../pages/supplies/supplies-page.tsx')),
    permission: 'fleet.read',
    menu: { group: 'fleet', icon: 'supply', words: 'menu.supplies' },
  },
  {
    path: '/rollouts',
    page: from(() => import('../pages/rollouts/rollouts-page.tsx')),
    permission: 'fleet.read',
    menu: { group: 'updates', icon: 'rollout', words: 'menu.rollouts' },
  },
  {
    path: '/rollouts/new',
    page: from(() => import('../pages/rollouts/start-page.tsx')),
    permission: 'rollout.manage',
  },
  {
    path: '/rollouts/:id',
    page: from(() => import('../pages/rollouts/rollout-page.tsx')),
    permission: 'fleet.read',
  },
  {
    path: '/releases',
    page: from(() => import('../pages/releases/releases-page.tsx')),
    permission: 'fleet.read',
    menu: { group: 'updates', icon: 'release', words: 'menu.releases' },
  },
  {
    path: '/transactions',
    page: from(() => import('../pages/transactions/transactions-page.tsx')),
    permission: 'fleet.read',
    menu: { group: 'services', icon: 'transaction', words: 'menu.transactions' },
  },
  {
    path: '/usage',
    page: from(() => import('../pages/usage/usage-page.tsx')),
    permission: 'fleet.read',
    menu: { group: 'services', icon: 'usage', words: 'menu.usage' },
  },
  {
    path: '/ratings',
    page: from(() => import('../pages/ratings/ratings-page.tsx')),
    permission: 'fleet.read',
    menu: { group: 'services', icon: 'rating', words: 'menu.ratings' },
  },
  {
    path: '/queue',
    page: from(() => import('../pages/queue/queue-page.tsx')),
    permission: 'fleet.read',
    menu: { group: 'services', icon: 'queue', words: 'menu.queue' },
  },
  {
    path: '/catalogue',
    page: from(() => import('../pages/catalogue/catalogue-page.tsx')),
    permission: 'fleet.read',
    menu: { group: 'services', icon: 'catalogue', words: 'menu.catalogue' },
  },
  {
    path: '/enrolment',
    page: from(() => import('../pages/enrolment/enrolment-page.tsx')),
    permission: 'fleet.read',
    menu: { group: 'administration', icon: 'enrol', words: 'menu.enrolment' },
  },
  {
    path: '/accounts',
    page: from(() => import('../pages/accounts/accounts-page.tsx')),
    permission: 'account.manage',
    menu: { group: 'administration', icon: 'account', words: 'menu.accounts' },
  },
  {
    path: '/account',
    page: from(() => import('../pages/own-account/own-account-page.tsx')),
    permission: 'fleet.read',
  },
  {
    path: '/audit',
    page: from(() => import('../pages/audit/audit-page.tsx')),
    permission: 'audit.read',
    menu: { group: 'administration', icon: 'audit', words: 'menu.audit' },
  },
];

/** Pages that everybody may open without signing in: they show no person and nothing to act on. */
export const openPages: readonly Pick<PageSpec, 'path' | 'page'>[] = [
  { path: '/set-up', page: from(() => import('../pages/set-up-page.tsx')) },
  { path: '/orders/:id', page: from(() => import('../pages/order/order-page.tsx')) },
];
