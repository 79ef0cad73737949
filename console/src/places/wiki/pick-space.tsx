// "Create page" from anywhere asks first where the page should live.
import { Link } from '@tanstack/react-router';
import { Dialog } from '../../parts/dialog.tsx';
import type { Space } from '../../api/wiki.ts';
import { useSite } from '../../app/session.ts';
import { useSay } from '../../words/index.ts';

export function PickSpace({ spaces, onClose }: { readonly spaces: readonly Space[]; readonly onClose: () => void }) {
  const say = useSay();
  const { site } = useSite();
  return (
    <Dialog onClose={onClose} title={say('wiki.whichSpace')}>
      {spaces.length === 0 ? <p>{say('wiki.noSpaces')}</p> : null}
      <ul className="pick-list">
        {spaces.map((space) => (
          <li key={space.id}>
            <Link to="/s/$site/wiki/$spaceKey/new" params={{ site: site.slug, spaceKey: space.key }} search={{}} className="row-link">
              <span className="key-badge">{space.key}</span>
              {space.name}
            </Link>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
