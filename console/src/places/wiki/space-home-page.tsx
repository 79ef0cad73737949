// The front door of a space: its home page, or what to do when it has none.


import { ButtonLink } from '../../parts/button-link.tsx';
import { useSite } from '../../app/session.ts';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { IconBook } from '../../parts/icons.ts';
import { Page } from '../../parts/page.tsx';
import { WaitingText } from '../../parts/waiting.tsx';
import { useSay } from '../../words/index.ts';
import { ContentView } from './content-view.tsx';
import { useHomePage } from './page-tree.tsx';
import { useSpace } from './space-context.ts';

export function SpaceHomePage() {
  const say = useSay();
  const space = useSpace();
  const { site } = useSite();
  const home = useHomePage(space);
  if (home.pageId !== undefined) return <ContentView kind="page" id={home.pageId} version={undefined} from={undefined} />;
  const trail = [{ label: site.name, to: `/s/${site.slug}` }, { label: say('wiki.spaces'), to: `/s/${site.slug}/wiki` }];
  return (
    <Page title={space.name} trail={trail}>
      {home.failure === undefined ? null : <Failure failure={home.failure} />}
      {home.pending ? (
        <WaitingText />
      ) : (
        <Empty
          icon={<IconBook size={28} />}
          title={say('wiki.emptySpace')}
          action={
            <ButtonLink to="/s/$site/wiki/$spaceKey/new" params={{ site: site.slug, spaceKey: space.key }} search={{}}>
              {say('create.page')}
            </ButtonLink>
          }
        >
          {say('wiki.emptySpaceHelp')}
        </Empty>
      )}
    </Page>
  );
}
