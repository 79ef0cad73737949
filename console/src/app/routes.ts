// Every address of the console and the screen that answers it. Each screen is a file of its own, loaded
// when somebody goes there (or hovers over the way there).
import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, lazyRouteComponent, notFound, redirect } from '@tanstack/react-router';
import type { Me } from '../api/account.ts';
import { ApiProblem } from '../api/problem.ts';
import { speak } from '../words/index.ts';
import { Frame } from './frame.tsx';
import { NotFound, Root, SomethingBroke } from './outside.tsx';
import { flagValue, numberValue, oneOf, texts, textValue } from './search-values.ts';
import { mayAdminister, meQuery, preferredSite, rememberSite, siteBySlug, stateQuery } from './session.ts';

export type RouterContext = { readonly cache: QueryClient };

const root = createRootRouteWithContext<RouterContext>()({ component: Root, notFoundComponent: NotFound, errorComponent: SomethingBroke });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (values: Record<string, unknown>) => texts('next', 'notice')(values),
  beforeLoad: async ({ context }) => {
    const state = await context.cache.ensureQueryData(stateQuery);
    if (state.setupNeeded) throw redirect({ to: '/setup' });
  },
  component: lazyRouteComponent(() => import('../places/entrance/sign-in-page.tsx'), 'SignInPage'),
});
const setUp = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  beforeLoad: async ({ context }) => {
    const state = await context.cache.ensureQueryData(stateQuery);
    if (!state.setupNeeded) throw redirect({ to: '/' });
  },
  component: lazyRouteComponent(() => import('../places/entrance/set-up-page.tsx'), 'SetUpPage'),
});
const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation/$secret',
  component: lazyRouteComponent(() => import('../places/entrance/invitation-page.tsx'), 'InvitationPage'),
});
const askReset = createRoute({
  getParentRoute: () => root,
  path: '/password-reset',
  component: lazyRouteComponent(() => import('../places/entrance/password-reset-page.tsx'), 'AskResetPage'),
});
const reset = createRoute({
  getParentRoute: () => root,
  path: '/password-reset/$secret',
  component: lazyRouteComponent(() => import('../places/entrance/password-reset-page.tsx'), 'ResetPage'),
});

async function signedIn(cache: QueryClient, href: string): Promise<Me> {
  try {
    const person = await cache.ensureQueryData(meQuery);
    await speak(person.account.locale);
    return person;
  } catch (failure) {
    if (!(failure instanceof ApiProblem) || failure.status !== 401) throw failure;
    const state = await cache.ensureQueryData(stateQuery);
    if (state.setupNeeded) throw redirect({ to: '/setup' });
    throw redirect({ to: '/sign-in', search: href === '/' ? {} : { next: href } });
  }
}

const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  beforeLoad: async ({ context, location }) => ({ person: await signedIn(context.cache, location.href) }),
  component: Frame,
});
const home = createRoute({
  getParentRoute: () => inside,
  path: '/',
  beforeLoad: ({ context }) => {
    const place = preferredSite(context.person);
    if (place !== undefined) throw redirect({ to: '/s/$site', params: { site: place.site.slug } });
    const administered = context.person.organizations.find(mayAdminister);
    if (administered !== undefined) throw redirect({ to: '/o/$org', params: { org: administered.slug } });
    if (context.person.account.operator) throw redirect({ to: '/operator/organizations', search: {} });
  },
  component: lazyRouteComponent(() => import('../places/me/nowhere-page.tsx'), 'NowherePage'),
});

const mine = createRoute({ getParentRoute: () => inside, path: '/me', component: lazyRouteComponent(() => import('../places/me/me-layout.tsx'), 'MeLayout') });
const mineIndex = createRoute({
  getParentRoute: () => mine,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/me/profile' });
  },
});
const profile = createRoute({ getParentRoute: () => mine, path: '/profile', component: lazyRouteComponent(() => import('../places/me/profile-page.tsx'), 'ProfilePage') });
const password = createRoute({ getParentRoute: () => mine, path: '/password', component: lazyRouteComponent(() => import('../places/me/password-page.tsx'), 'PasswordPage') });
const sessions = createRoute({ getParentRoute: () => mine, path: '/sessions', component: lazyRouteComponent(() => import('../places/me/sessions-page.tsx'), 'SessionsPage') });
const tokens = createRoute({ getParentRoute: () => mine, path: '/tokens', component: lazyRouteComponent(() => import('../places/me/tokens-page.tsx'), 'TokensPage') });

const site = createRoute({
  getParentRoute: () => inside,
  path: '/s/$site',
  beforeLoad: ({ context, params }) => {
    if (siteBySlug(context.person, params.site) === undefined) throw notFound();
    rememberSite(params.site);
  },
  notFoundComponent: lazyRouteComponent(() => import('./not-yours.tsx'), 'NotYours'),
});
const siteHome = createRoute({
  getParentRoute: () => site,
  path: '/',
  beforeLoad: ({ context, params }) => {
    const place = siteBySlug(context.person, params.site);
    const tracker = place?.site.products.some((product) => product.type === 'tracker') ?? false;
    throw redirect({ to: tracker ? '/s/$site/tracker' : '/s/$site/wiki', params });
  },
});

const issueSearch = texts('q', 'jql', 'status', 'type', 'assignee', 'label', 'sort', 'issue', 'filter');
const projects = createRoute({
  getParentRoute: () => site,
  path: '/tracker',
  validateSearch: (values: Record<string, unknown>) => ({ ...texts('q')(values), ...(flagValue(values, 'create') ? { create: true as const } : {}) }),
  component: lazyRouteComponent(() => import('../places/tracker/project-list-page.tsx'), 'ProjectListPage'),
});
const issues = createRoute({
  getParentRoute: () => site,
  path: '/tracker/issues',
  validateSearch: issueSearch,
  component: lazyRouteComponent(() => import('../places/tracker/issue-list-page.tsx'), 'IssueListPage'),
});
const projectIssues = createRoute({
  getParentRoute: () => site,
  path: '/tracker/projects/$projectKey',
  validateSearch: issueSearch,
  component: lazyRouteComponent(() => import('../places/tracker/issue-list-page.tsx'), 'ProjectIssuesPage'),
});
const boardSearch = (values: Record<string, unknown>): { board?: string | undefined; filters?: string | undefined; q?: string | undefined; issue?: string | undefined; mine?: true | undefined } => ({
  ...texts('board', 'filters', 'q', 'issue')(values),
  ...optional('mine', flagValue(values, 'mine')),
});
const projectBoard = createRoute({
  getParentRoute: () => site,
  path: '/tracker/projects/$projectKey/board',
  validateSearch: boardSearch,
  component: lazyRouteComponent(() => import('../places/board/board-page.tsx'), 'BoardPage'),
});
const projectBacklog = createRoute({
  getParentRoute: () => site,
  path: '/tracker/projects/$projectKey/backlog',
  validateSearch: texts('board', 'q', 'issue'),
  component: lazyRouteComponent(() => import('../places/board/backlog-page.tsx'), 'BacklogPage'),
});
const projectReports = createRoute({
  getParentRoute: () => site,
  path: '/tracker/projects/$projectKey/reports',
  validateSearch: texts('board', 'sprint'),
  component: lazyRouteComponent(() => import('../places/board/reports-page.tsx'), 'ReportsPage'),
});
const filters = createRoute({
  getParentRoute: () => site,
  path: '/tracker/filters',
  validateSearch: texts('q', 'which'),
  component: lazyRouteComponent(() => import('../places/tracker/filter-list-page.tsx'), 'FilterListPage'),
});
const dashboards = createRoute({
  getParentRoute: () => site,
  path: '/tracker/dashboards',
  validateSearch: texts('q'),
  component: lazyRouteComponent(() => import('../places/dashboards/dashboard-list-page.tsx'), 'DashboardListPage'),
});
const dashboard = createRoute({
  getParentRoute: () => site,
  path: '/tracker/dashboards/$dashboardId',
  component: lazyRouteComponent(() => import('../places/dashboards/dashboard-page.tsx'), 'DashboardPage'),
});
const projectSettings = createRoute({
  getParentRoute: () => site,
  path: '/tracker/projects/$projectKey/settings',
  component: lazyRouteComponent(() => import('../places/tracker/project-settings-page.tsx'), 'ProjectSettingsPage'),
});
const workflowList = createRoute({
  getParentRoute: () => site,
  path: '/tracker/workflows',
  component: lazyRouteComponent(() => import('../places/workflow/workflow-list-page.tsx'), 'WorkflowListPage'),
});
const workflow = createRoute({
  getParentRoute: () => site,
  path: '/tracker/workflows/$workflowId',
  component: lazyRouteComponent(() => import('../places/workflow/workflow-page.tsx'), 'WorkflowPage'),
});
const trackerTrash = createRoute({
  getParentRoute: () => site,
  path: '/tracker/trash',
  validateSearch: texts('project'),
  component: lazyRouteComponent(() => import('../places/tracker/trash-page.tsx'), 'TrashPage'),
});
const newIssue = createRoute({
  getParentRoute: () => site,
  path: '/tracker/new',
  validateSearch: texts('project', 'parent'),
  component: lazyRouteComponent(() => import('../places/tracker/new-issue-page.tsx'), 'NewIssuePage'),
});
const issue = createRoute({
  getParentRoute: () => site,
  path: '/tracker/issues/$issueKey',
  component: lazyRouteComponent(() => import('../places/tracker/issue-page.tsx'), 'IssuePage'),
});

const spaces = createRoute({
  getParentRoute: () => site,
  path: '/wiki',
  validateSearch: (values: Record<string, unknown>) => ({ ...texts('q')(values), ...optional('create', oneOf(values, 'create', ['page', 'space'])) }),
  component: lazyRouteComponent(() => import('../places/wiki/space-list-page.tsx'), 'SpaceListPage'),
});
const space = createRoute({
  getParentRoute: () => site,
  path: '/wiki/$spaceKey',
  component: lazyRouteComponent(() => import('../places/wiki/space-layout.tsx'), 'SpaceLayout'),
});
const spaceHome = createRoute({ getParentRoute: () => space, path: '/', component: lazyRouteComponent(() => import('../places/wiki/space-home-page.tsx'), 'SpaceHomePage') });
const contentSearch = (values: Record<string, unknown>) => ({
  ...optional('version', numberValue(values, 'version')),
  ...optional('from', numberValue(values, 'from')),
});
const page = createRoute({
  getParentRoute: () => space,
  path: '/pages/$pageId',
  validateSearch: contentSearch,
  component: lazyRouteComponent(() => import('../places/wiki/content-page.tsx'), 'WikiPageScreen'),
});
const editPage = createRoute({ getParentRoute: () => space, path: '/pages/$pageId/edit', component: lazyRouteComponent(() => import('../places/wiki/edit-content-page.tsx'), 'EditPageScreen') });
const newPage = createRoute({
  getParentRoute: () => space,
  path: '/new',
  validateSearch: (values: Record<string, unknown>) => ({ ...optional('parent', textValue(values, 'parent')), ...optional('kind', oneOf(values, 'kind', ['page', 'blogpost'])) }),
  component: lazyRouteComponent(() => import('../places/wiki/edit-content-page.tsx'), 'NewContentScreen'),
});
const blog = createRoute({ getParentRoute: () => space, path: '/blog', component: lazyRouteComponent(() => import('../places/wiki/blog-page.tsx'), 'BlogPage') });
const post = createRoute({
  getParentRoute: () => space,
  path: '/blog/$postId',
  validateSearch: contentSearch,
  component: lazyRouteComponent(() => import('../places/wiki/content-page.tsx'), 'BlogPostScreen'),
});
const editPost = createRoute({ getParentRoute: () => space, path: '/blog/$postId/edit', component: lazyRouteComponent(() => import('../places/wiki/edit-content-page.tsx'), 'EditPostScreen') });
const spaceSettings = createRoute({ getParentRoute: () => space, path: '/settings', component: lazyRouteComponent(() => import('../places/wiki/space-settings-page.tsx'), 'SpaceSettingsPage') });

const spaceTrash = createRoute({ getParentRoute: () => space, path: '/trash', component: lazyRouteComponent(() => import('../places/wiki/wiki-trash-page.tsx'), 'SpaceTrashPage') });
const wikiTrash = createRoute({ getParentRoute: () => site, path: '/wiki-trash', component: lazyRouteComponent(() => import('../places/wiki/wiki-trash-page.tsx'), 'TrashedSpacesPage') });

const search = createRoute({
  getParentRoute: () => site,
  path: '/search',
  validateSearch: (values: Record<string, unknown>) => ({ ...texts('q', 'container', 'type', 'person', 'label')(values), ...optional('in', oneOf(values, 'in', ['tracker', 'wiki'])), ...optional('since', oneOf(values, 'since', ['day', 'week', 'month', 'year'])) }),
  component: lazyRouteComponent(() => import('../places/search/search-page.tsx'), 'SearchPage'),
});

const inbox = createRoute({
  getParentRoute: () => site,
  path: '/inbox',
  validateSearch: (values: Record<string, unknown>): { unread?: true } => (flagValue(values, 'unread') ? { unread: true } : {}),
  component: lazyRouteComponent(() => import('../places/inbox/inbox-page.tsx'), 'InboxPage'),
});

const organization = createRoute({
  getParentRoute: () => inside,
  path: '/o/$org',
  beforeLoad: ({ context, params }) => {
    const found = context.person.organizations.find((candidate) => candidate.slug === params.org);
    if (found === undefined || !mayAdminister(found)) throw notFound();
  },
  notFoundComponent: lazyRouteComponent(() => import('./not-yours.tsx'), 'NotYours'),
});
const overview = createRoute({ getParentRoute: () => organization, path: '/', component: lazyRouteComponent(() => import('../places/administration/overview-page.tsx'), 'OverviewPage') });
const adminSites = createRoute({
  getParentRoute: () => organization,
  path: '/sites',
  validateSearch: (values: Record<string, unknown>) => ({ ...texts('q')(values), ...optional('create', flagValue(values, 'create')) }),
  component: lazyRouteComponent(() => import('../places/administration/sites-page.tsx'), 'SitesPage'),
});
const adminSite = createRoute({ getParentRoute: () => organization, path: '/sites/$siteId', component: lazyRouteComponent(() => import('../places/administration/site-page.tsx'), 'SitePage') });
const adminPeople = createRoute({
  getParentRoute: () => organization,
  path: '/people',
  validateSearch: (values: Record<string, unknown>) => ({ ...texts('q')(values), ...optional('state', oneOf(values, 'state', ['active', 'suspended', 'invited'])), ...optional('invite', flagValue(values, 'invite')) }),
  component: lazyRouteComponent(() => import('../places/administration/people-page.tsx'), 'PeoplePage'),
});
const adminPerson = createRoute({ getParentRoute: () => organization, path: '/people/$accountId', component: lazyRouteComponent(() => import('../places/administration/person-page.tsx'), 'PersonPage') });
const adminPlan = createRoute({ getParentRoute: () => organization, path: '/plan', component: lazyRouteComponent(() => import('../places/administration/plan-page.tsx'), 'PlanPage') });
const adminDeleted = createRoute({ getParentRoute: () => organization, path: '/deleted', component: lazyRouteComponent(() => import('../places/administration/deleted-page.tsx'), 'DeletedPage') });
const adminHolds = createRoute({ getParentRoute: () => organization, path: '/holds', component: lazyRouteComponent(() => import('../places/administration/holds-page.tsx'), 'HoldsPage') });
const adminRoles = createRoute({ getParentRoute: () => organization, path: '/roles', component: lazyRouteComponent(() => import('../places/administration/roles-page.tsx'), 'RolesPage') });
const adminGroups = createRoute({
  getParentRoute: () => organization,
  path: '/groups',
  validateSearch: (values: Record<string, unknown>) => ({ ...texts('q')(values), ...optional('create', flagValue(values, 'create')) }),
  component: lazyRouteComponent(() => import('../places/administration/groups-page.tsx'), 'GroupsPage'),
});
const adminGroup = createRoute({ getParentRoute: () => organization, path: '/groups/$groupId', component: lazyRouteComponent(() => import('../places/administration/group-page.tsx'), 'GroupPage') });
const adminImports = createRoute({
  getParentRoute: () => organization,
  path: '/imports',
  validateSearch: texts('site'),
  component: lazyRouteComponent(() => import('../places/administration/imports-page.tsx'), 'ImportsPage'),
});
const adminImport = createRoute({ getParentRoute: () => organization, path: '/imports/$siteId/$importId', component: lazyRouteComponent(() => import('../places/administration/import-page.tsx'), 'ImportPage') });
const adminRecovery = createRoute({
  getParentRoute: () => organization,
  path: '/recovery',
  validateSearch: texts('site', 'product', 'at'),
  component: lazyRouteComponent(() => import('../places/recovery/recovery-page.tsx'), 'RecoveryPage'),
});
const adminRestore = createRoute({ getParentRoute: () => organization, path: '/recovery/$siteId/$planId', component: lazyRouteComponent(() => import('../places/recovery/restore-page.tsx'), 'RestorePage') });
const adminBackups = createRoute({
  getParentRoute: () => organization,
  path: '/recovery/backups',
  validateSearch: texts('site'),
  component: lazyRouteComponent(() => import('../places/recovery/backups-page.tsx'), 'BackupsPage'),
});
const audit = createRoute({
  getParentRoute: () => organization,
  path: '/audit',
  validateSearch: texts('q', 'from', 'to', 'action', 'actor', 'product', 'event'),
  component: lazyRouteComponent(() => import('../places/administration/audit-page.tsx'), 'AuditPage'),
});

const operator = createRoute({
  getParentRoute: () => inside,
  path: '/operator',
  beforeLoad: ({ context }) => {
    if (!context.person.account.operator) throw notFound();
  },
  notFoundComponent: lazyRouteComponent(() => import('./not-yours.tsx'), 'NotYours'),
});
const operatorOrganizations = createRoute({
  getParentRoute: () => operator,
  path: '/organizations',
  validateSearch: texts('q'),
  component: lazyRouteComponent(() => import('../places/operator/organizations-page.tsx'), 'OrganizationsPage'),
});
const operatorShards = createRoute({ getParentRoute: () => operator, path: '/shards', component: lazyRouteComponent(() => import('../places/operator/shards-page.tsx'), 'ShardsPage') });

function optional<Name extends string, const Value>(name: Name, value: Value | undefined): { [Key in Name]?: Value } {
  const picked: { [Key in Name]?: Value } = {};
  if (value !== undefined) picked[name] = value;
  return picked;
}

export const routeTree = root.addChildren([
  signIn,
  setUp,
  invitation,
  askReset,
  reset,
  inside.addChildren([
    home,
    mine.addChildren([mineIndex, profile, password, sessions, tokens]),
    site.addChildren([
      siteHome,
      projects,
      issues,
      projectIssues,
      projectBoard,
      projectBacklog,
      projectReports,
      filters,
      dashboards,
      dashboard,
      projectSettings,
      workflowList,
      workflow,
      trackerTrash,
      newIssue,
      issue,
      spaces,
      space.addChildren([spaceHome, page, editPage, newPage, blog, post, editPost, spaceSettings, spaceTrash]),
      search, inbox, wikiTrash,
    ]),
    organization.addChildren([overview, adminSites, adminSite, adminPeople, adminPerson, adminRoles, adminPlan, adminDeleted, adminHolds, adminGroups, adminGroup, adminImports, adminImport, adminBackups, adminRecovery, adminRestore, audit]),
    operator.addChildren([operatorOrganizations, operatorShards]),
  ]),
]);
