/**
 * Who reaches what, and why (R60). The chain of rules, in the order in which the server asks them: state of the account, role on the
 * product, administration of the site, grant on the project or space, restrictions at and above the page. Pure: *who?* and
 * *why?* are the same chain, asked for everybody or for one.
 *
 * Products say which rules stand at an item (`RulesOfItem`); the directory knows people, groups and roles.
 */
import { everyonePrincipal, type ContainerLevel, type Ctx, type ProductType } from '../../kernel/service/index.ts';
import type { Roster, RosterPerson } from './roster.ts';
import { isDuty, levelOn, principalsOn } from './standing.ts';

export type ItemKind = 'project' | 'issue' | 'space' | 'page';

export interface ItemGrant {
  readonly principal: string;
  readonly level: ContainerLevel;
  readonly setBy: string | null;
  readonly setAt: Date | null;
}

export interface ItemRestriction {
  /** The page that it stands on; above the item when inherited. */
  readonly on: string;
  readonly inherited: boolean;
  readonly closes: 'read' | 'write';
  readonly lets: readonly string[];
  readonly setBy: string | null;
  readonly setAt: Date | null;
}

export interface ItemRules {
  readonly kind: ItemKind;
  /** What people call it: `ENG-12`, `HR`, a page's number. No titles: whoever asks may not be let in. */
  readonly key: string;
  /** Key of the project or space. */
  readonly container: string;
  readonly grants: readonly ItemGrant[];
  readonly restrictions: readonly ItemRestriction[];
}

/** Owned here, implemented by each product; the context is the tenant's, as the platform. Undefined where nothing is. */
export type RulesOfItem = (ctx: Ctx, kind: ItemKind, id: string) => Promise<ItemRules | undefined>;

export type Rule = 'account-active' | 'role' | 'administers' | 'grant' | 'restriction';

/** One link of the chain. `through` is what gives it: the person, a group, or everyone on the site. */
export interface Step {
  readonly rule: Rule;
  readonly holds: boolean;
  readonly role?: string;
  readonly level?: ContainerLevel;
  readonly on?: string;
  readonly closes?: 'read' | 'write';
  readonly inherited?: boolean;
  readonly through: readonly Through[];
  readonly setBy: string | null;
  readonly setAt: Date | null;
}

export interface Through {
  readonly kind: 'account' | 'group' | 'everyone';
  readonly id: string;
}

export interface Decision {
  readonly level: ContainerLevel | null;
  readonly steps: readonly Step[];
  /** Index of the step that decides. */
  readonly decidedBy: number;
}

const rank: Readonly<Record<ContainerLevel, number>> = { read: 1, write: 2, admin: 3 };
const nobody = { through: [], setBy: null, setAt: null } as const;

/** What one person may do with an item, or with the product as a whole where no item is given. */
export function decide(roster: Roster, entry: RosterPerson, siteId: string, product: ProductType, rules: ItemRules | undefined): Decision {
  const steps: Step[] = [];
  const end = (level: ContainerLevel | null): Decision => ({ level, steps, decidedBy: steps.length - 1 });
  const active = entry.account.state === 'active' && entry.member.state === 'active';
  steps.push({ rule: 'account-active', holds: active, ...nobody });
  if (!active) return end(null);

  const role = levelOn(entry.rights, siteId, product);
  steps.push(roleStep(roster, entry, siteId, product));
  if (role === null) return end(null);
  if (role === 'admin') {
    steps.push({ ...roleStep(roster, entry, siteId, product, 'admin'), rule: 'administers' });
    return end('admin');
  }
  if (rules === undefined) return end(role === 'guest' ? 'read' : 'write');

  const principals = new Set(principalsOn(entry.rights, entry.account.id, siteId, product));
  const held = rules.grants.filter(({ principal }) => principals.has(principal));
  const best = held.reduce<ItemGrant | undefined>((found, grant) => (found === undefined || rank[grant.level] > rank[found.level] ? grant : found), undefined);
  if (best === undefined) {
    steps.push({ rule: 'grant', holds: false, on: rules.container, ...nobody });
    return end(null);
  }
  const same = held.filter(({ level }) => level === best.level);
  steps.push({ rule: 'grant', holds: true, level: best.level, on: rules.container, through: same.map(({ principal }) => throughOf(roster, principal)), setBy: best.setBy, setAt: best.setAt });
  return restricted(roster, steps, best.level, principals, rules.restrictions);
}

function restricted(roster: Roster, steps: Step[], granted: ContainerLevel, principals: ReadonlySet<string>, restrictions: readonly ItemRestriction[]): Decision {
  let level = granted;
  let decidedBy = steps.length - 1;
  for (const restriction of restrictions) {
    const lets = restriction.lets.filter((principal) => principals.has(principal));
    steps.push({ rule: 'restriction', holds: lets.length > 0, closes: restriction.closes, on: restriction.on, inherited: restriction.inherited, through: lets.map((principal) => throughOf(roster, principal)), setBy: restriction.setBy, setAt: restriction.setAt });
    if (lets.length > 0) continue;
    decidedBy = steps.length - 1;
    if (restriction.closes === 'read') return { level: null, steps, decidedBy };
    // Who administers the space may still not change a page that is closed to them, and may open it again: they stay above reading.
    level = 'read';
  }
  return { level, steps, decidedBy };
}

function roleStep(roster: Roster, entry: RosterPerson, siteId: string, product: ProductType, only?: 'admin'): Step {
  const own = new Set<string>([entry.account.id, ...(entry.rights.groups ?? [])]);
  const wanted = only ?? levelOn(entry.rights, siteId, product);
  const giving = roster.roles.filter((row) => row.site_id === siteId && (row.product === '' || row.product === product) && own.has(row.principal) && !isDuty(row.role) && row.role === wanted);
  const [first] = giving;
  return {
    rule: 'role', holds: wanted !== null && giving.length > 0, ...(wanted === null ? {} : { role: wanted }), ...(first === undefined ? {} : { on: first.product === '' ? 'site' : first.product }),
    through: giving.map((row) => ({ kind: row.principal_kind, id: row.principal })), setBy: first?.granted_by ?? null, setAt: first?.granted_at ?? null,
  };
}

function throughOf(roster: Roster, principal: string): Through {
  if (principal === everyonePrincipal) return { kind: 'everyone', id: principal };
  return { kind: roster.groups.has(principal) ? 'group' : 'account', id: principal };
}
