// A space's settings: who may read, change and administer it.
import { useSite } from '../../app/session.ts';
import { ContainerAccess } from '../../parts/container-access.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { useSay } from '../../words/index.ts';
import { useSpace } from './space-context.ts';

export function SpaceSettingsPage() {
  const say = useSay();
  const { site } = useSite();
  const space = useSpace();
  return (
    <Page
      title={say('wiki.settings')}
      width="form"
      trail={[
        { label: site.name, to: `/s/${site.slug}` },
        { label: say('wiki.spaces'), to: `/s/${site.slug}/wiki` },
        { label: space.name, to: `/s/${site.slug}/wiki/${encodeURIComponent(space.key)}` },
      ]}
    >
      <Section title={say('access.title')}>
        <ContainerAccess place={{ siteId: site.id, product: 'wiki', key: space.key }} />
      </Section>
    </Page>
  );
}
