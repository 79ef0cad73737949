// A person who belongs to no site yet: says so and whom to ask.
import { Empty } from '../../parts/empty.tsx';
import { IconWorld } from '../../parts/icons.ts';
import { Page } from '../../parts/page.tsx';
import { useMe } from '../../app/session.ts';
import { useSay } from '../../words/index.ts';

export function NowherePage() {
  const say = useSay();
  const { account, organizations } = useMe();
  return (
    <Page title={say('me.nowhere')}>
      <Empty icon={<IconWorld size={28} />} title={say('me.nowhereTitle')}>
        {organizations[0] === undefined ? say('me.nowhereHelp', { email: account.email }) : say('me.nowhereIn', { organization: organizations[0].name })}
      </Empty>
    </Page>
  );
}
