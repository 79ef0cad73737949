// Roles and states in words, for every table of Administration.
import type { Role } from '../../api/account.ts';
import type { PersonState } from '../../api/organizations.ts';
import type { Tone } from '../../parts/mark.tsx';

export const roles: readonly Role[] = ['admin', 'member', 'guest'];
export const isRole = (value: string): value is Role => roles.some((role) => role === value);

export type SiteStateWord = 'active' | 'suspended' | 'provisioning' | 'other';
export const siteStateWord = (state: string): SiteStateWord => (state === 'active' || state === 'suspended' || state === 'provisioning' ? state : 'other');
export const siteStateTone = (state: string): Tone => (state === 'active' ? 'good' : state === 'suspended' ? 'warn' : 'info');

export const personStateTone: Readonly<Record<PersonState, Tone>> = { active: 'good', suspended: 'warn', invited: 'info' };
